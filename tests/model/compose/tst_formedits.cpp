// SPDX-License-Identifier: GPL-3.0-or-later
// Random edits through a form of every construct, on random texts: only the addressed bytes change.
#include "compose/draft.h"
#include "compose/formvalue.h"
#include "event/utf8.h"
#include "formtext.h"
#include "testmain.h"

#include <QRandomGenerator>

#include <functional>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestFormEdits : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void changesTheAddressedBytesAlone_data();
    void changesTheAddressedBytesAlone();
    void setsEachFieldOfAnyText_data();
    void setsEachFieldOfAnyText();
    void putsObjectsInTheNullsPlace();
};

namespace {

constexpr Micros noon = 1'772'366'400'000'000;    // 2026-03-01T12:00:00Z

const QByteArrayList strayNames{"x", "", "~/", "kind", "näme", "a\"b"};

ServicePtr everything()
{
    static const ServicePtr service =
        test::serviceOf(test::fileText(QStringLiteral(EVENTSCOPE_TEST_DATA "/forms/everything.json")));
    return service;
}

// Writes texts that nobody would write by hand: spaces of all kinds, names twice, escapes, numbers however spelt.
class RandomText {
public:
    RandomText(QRandomGenerator &random, const FormSpec &spec)
        : m_random(random)
        , m_spec(spec)
    {
        m_lineEnd = random.bounded(2) ? "\r\n" : "\n";
        m_spaces = random.bounded(4);
    }

    QByteArray event() { return space() + object({}, 0) + space(); }

    QByteArray value(int level)
    {
        const QByteArrayList scalars{"null", "true", "false", "0", "-0.0", "1.50", "1e400", "9223372036854775808",
            R"("")", R"("text")", R"("\u00e9\ud83d\ude00\n")", R"("a, b}]: {[")", R"("\ud800")"};
        const int choice = m_random.bounded(level > 3 ? 5 : 8);
        if (choice < 5)
            return scalars[m_random.bounded(int(scalars.size()))];
        return choice == 5 ? list(level) : object({}, level + 4);
    }

private:
    QByteArray space()
    {
        static const QByteArrayList kinds{" ", "  ", "\t", "\n"};
        QByteArray text;
        for (int i = m_random.bounded(m_spaces + 1); i > 0; --i)
            text += kinds[m_random.bounded(int(kinds.size()))];
        return text.replace("\n", m_lineEnd);
    }

    QByteArray list(int level)
    {
        QByteArray text = "[" + space();
        for (int i = m_random.bounded(4); i > 0; --i)
            text += value(level + 1) + space() + (i > 1 ? "," + space() : QByteArray());
        return text + ']';
    }

    QByteArray name(const std::string &name)
    {
        QByteArray text = quoted(std::string_view(name));
        if (m_random.bounded(8) == 0 && text.size() > 2 && text[1] > ' ' && text[1] != '\\' && text[1] > 0)
            text.replace(1, 1, "\\u00" + QByteArray::number(int(text[1]), 16));
        return text;
    }

    // The members that the form knows below a pointer, some of them, and others.
    QByteArray object(const JsonPointer &at, int level)
    {
        std::vector<std::string> names;
        const auto add = [&](const JsonPointer &field) {
            const std::size_t depth = at.tokens().size();
            if (level < 4 && field.tokens().size() > depth && m_random.bounded(3) == 0 &&
                std::equal(at.tokens().begin(), at.tokens().end(), field.tokens().begin()))
                names.push_back(field.tokens()[depth]);
        };
        for (const FormSection &section : m_spec.sections)
            for (const FormField &field : section.fields)
                add(field.at);
        for (int i = m_random.bounded(3); i > 0; --i)
            names.push_back(strayNames[m_random.bounded(int(strayNames.size()))].toStdString());
        QByteArray text = "{" + space();
        for (std::size_t i = 0; i < names.size(); ++i) {
            const JsonPointer inner = at.child(names[i]);
            const bool isObject = m_random.bounded(2) && level < 3;
            text += name(names[i]) + space() + ':' + space() +
                    (isObject ? object(inner, level + 1) : value(level + 1)) + space() +
                    (i + 1 < names.size() ? "," + space() : QByteArray());
        }
        return text + '}';
    }

    QRandomGenerator &m_random;
    const FormSpec &m_spec;
    QByteArray m_lineEnd;
    int m_spaces = 0;
};

const QByteArray nameStep("\x01name");

// A scalar or a name, and the way to it: of a name that stands more than once, counted from the last.
struct Leaf {
    QByteArrayList way;
    QByteArray raw;

    friend bool operator==(const Leaf &, const Leaf &) = default;
};

void collect(JsonValue value, const QByteArrayList &way, std::vector<Leaf> &leaves)
{
    if (value.isArray()) {
        int index = 0;
        for (const JsonValue item : value.items())
            collect(item, way + QByteArrayList{QByteArray::number(index++)}, leaves);
    } else if (value.isObject()) {
        std::vector<JsonMember> members;
        for (const JsonMember member : value.members())
            members.push_back(member);
        for (std::size_t i = 0; i < members.size(); ++i) {
            const std::string name = members[i].key.string();
            const auto later = std::count_if(members.begin() + static_cast<std::ptrdiff_t>(i) + 1, members.end(),
                [&](const JsonMember &member) { return member.key.stringEquals(name); });
            const QByteArray step = bytesOf(name) + (later ? "#" + QByteArray::number(qint64(later)) : QByteArray());
            leaves.push_back({way + QByteArrayList{step, nameStep}, bytesOf(members[i].key.raw())});
            collect(members[i].value, way + QByteArrayList{step}, leaves);
        }
    } else {
        leaves.push_back({way, bytesOf(value.raw())});
    }
}

QByteArrayList wayOf(const JsonPointer &at)
{
    QByteArrayList way;
    for (const std::string &token : at.tokens())
        way.push_back(bytesOf(token));
    return way;
}

// What an edit at that pointer has nothing to do with. A null on the way to it may give way to objects.
std::vector<Leaf> apartFrom(JsonValue root, const JsonPointer &at, std::size_t known)
{
    std::vector<Leaf> leaves;
    collect(root, {}, leaves);
    const QByteArrayList way = wayOf(at);
    std::erase_if(leaves, [&](const Leaf &leaf) {
        const qsizetype shared = std::min(way.size(), leaf.way.size());
        const bool isName = !leaf.way.isEmpty() && leaf.way.back() == nameStep && leaf.way.size() - 1 <= way.size() &&
                            way.mid(0, leaf.way.size() - 1) == leaf.way.mid(0, leaf.way.size() - 1);
        if (isName)
            return leaf.way.size() - 1 > qsizetype(known);
        return leaf.way.mid(0, shared) == way.mid(0, shared);
    });
    return leaves;
}

// How many objects and names of the way to a pointer are there.
std::size_t knownSteps(JsonValue root, const JsonPointer &at)
{
    std::size_t known = 0;
    for (JsonPointer place; known < at.tokens().size(); ++known) {
        place = place.child(at.tokens()[known]);
        if (!place.in(root))
            break;
    }
    return known;
}

class Editing {
public:
    Editing(QRandomGenerator &random, const FormSpec &spec, const QByteArray &text)
        : m_random(random)
        , m_spec(spec)
        , m_draft({text, {}, "everything", "event", {}, 0})
    {
        QObject::connect(&m_draft, &Draft::edited, &m_draft,
            [this](DraftPart, const std::vector<TextEdit> &edits) { m_edits = edits; });
    }

    Draft &draft() { return m_draft; }

    // One edit of a random field, or of an item or member of it.
    void edit()
    {
        const FormField &field = anyField();
        const JsonPointer at = placeIn(field);
        m_edits.clear();
        const int action = m_random.bounded(10);
        if (action < 6)
            set(at, rawValue(field, at));
        else if (action < 8)
            remove(at);
        else
            rename(at);
    }

private:
    const FormField &anyField()
    {
        const FormSection &section = m_spec.sections[std::size_t(m_random.bounded(int(m_spec.sections.size())))];
        return section.fields[std::size_t(m_random.bounded(int(section.fields.size())))];
    }

    JsonPointer placeIn(const FormField &field)
    {
        const JsonValue value = field.at.in(m_draft.tape().root());
        if (field.widget == FormWidget::List && (!value || value.isArray()) && m_random.bounded(3)) {
            const int size = value ? int(value.size()) : 0;
            return field.at.child(
                m_random.bounded(2) || size == 0 ? "-" : QByteArray::number(m_random.bounded(size)).toStdString());
        }
        if (field.widget == FormWidget::Pairs && m_random.bounded(3))
            return field.at.child(strayNames[m_random.bounded(int(strayNames.size()))].toStdString());
        return m_random.bounded(10)
                   ? field.at
                   : JsonPointer().child(strayNames[m_random.bounded(int(strayNames.size()))].toStdString());
    }

    QByteArray rawValue(const FormField &field, const JsonPointer &at)
    {
        static const QStringList typed{u""_s, u"1.50"_s, u"9223372036854775807"_s, u"1e400"_s, u"true"_s, u"null"_s,
            u"words, and \"quotes\"\n"_s, u"[1]"_s, u"日本"_s};
        const int way = m_random.bounded(4);
        if (way == 0)
            return freshValue(field, noon);
        if (way == 1)
            return rawTime({TimeFormat(m_random.bounded(5)), m_random.bounded(2) == 0}, noon);
        const JsonValue old = at.in(m_draft.tape().root());
        if (way == 2 && old)
            if (const auto raw = converted(fieldValue(old), JsonType(m_random.bounded(7))))
                return *raw;
        return rawFor(field, typed[m_random.bounded(int(typed.size()))]);
    }

    void set(const JsonPointer &at, const QByteArray &raw)
    {
        const QByteArray before = m_draft.text();
        JsonTape tape;
        QVERIFY(tape.read(viewOf(before)));
        const JsonValue old = at.in(tape.root());
        if (!m_draft.set(DraftPart::Event, at, raw)) {
            QCOMPARE(m_draft.text(), before);
            return;
        }
        QVERIFY(m_draft.isReadable());
        const bool appends = at.tokens().back() == "-" && at.parent().in(m_draft.tape().root()).isArray();
        if (appends) {
            const JsonValue list = at.parent().in(m_draft.tape().root());
            QCOMPARE(at.parent().child(std::to_string(list.size() - 1)).in(m_draft.tape().root()).raw(), viewOf(raw));
            return;
        }
        QCOMPARE(at.in(m_draft.tape().root()).raw(), viewOf(raw));
        const std::size_t known = knownSteps(tape.root(), at);
        QCOMPARE(apartFrom(m_draft.tape().root(), at, known), apartFrom(tape.root(), at, known));
        if (m_edits.empty())
            return;
        QCOMPARE(m_edits.size(), std::size_t(1));
        if (old)
            QCOMPARE(m_edits.front(), (TextEdit{old.offset(), old.length(), raw}));
        else
            QVERIFY(before.mid(m_edits.front().offset, m_edits.front().length).trimmed().isEmpty() ||
                    before.mid(m_edits.front().offset, m_edits.front().length) == "null");
    }

    void remove(const JsonPointer &at)
    {
        const QByteArray before = m_draft.text();
        JsonTape tape;
        QVERIFY(tape.read(viewOf(before)));
        const JsonValue around = at.isRoot() ? JsonValue() : at.parent().in(tape.root());
        const bool isItem = around && around.isArray();
        std::vector<Leaf> expected = apartFrom(tape.root(), at, at.tokens().size() - 1);
        if (!m_draft.remove(DraftPart::Event, at) || isItem || m_edits.empty())
            return;
        QVERIFY(m_draft.isReadable());
        std::vector<Leaf> rest;
        collect(m_draft.tape().root(), {}, rest);
        // An earlier member of the same name, if any, is now the last: its way is another.
        QByteArrayList left;
        QByteArrayList right;
        for (const Leaf &leaf : expected)
            left.push_back(leaf.raw);
        for (const Leaf &leaf : rest)
            right.push_back(leaf.raw);
        QCOMPARE(right, left);
    }

    void rename(const JsonPointer &at)
    {
        JsonTape tape;
        const QByteArray before = m_draft.text();
        QVERIFY(tape.read(viewOf(before)));
        const JsonValue around = at.parent().in(tape.root());
        JsonValue key;
        if (around && around.isObject())
            for (const JsonMember member : around.members())
                if (member.key.stringEquals(at.tokens().back()))
                    key = member.key;
        const QByteArray name = m_random.bounded(2) ? "renämed" : "x";
        const Result<void> renamed = m_draft.rename(DraftPart::Event, at, QString::fromUtf8(name));
        QCOMPARE(renamed.has_value(), bool(key));
        if (renamed && !m_edits.empty())
            QCOMPARE(m_edits, (std::vector{TextEdit{key.offset(), key.length(), '"' + name + '"'}}));
        QVERIFY(m_draft.isReadable());
    }

    QRandomGenerator &m_random;
    const FormSpec &m_spec;
    Draft m_draft;
    std::vector<TextEdit> m_edits;
};

}

void TestFormEdits::changesTheAddressedBytesAlone_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 60; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void TestFormEdits::changesTheAddressedBytesAlone()
{
    QFETCH(const quint32, seed);
    QRandomGenerator random(seed);
    const FormSpec spec = formSpec(*everything(), "event", seed % 3 == 0 ? "" : seed % 3 == 1 ? "short" : "long");
    Editing editing(random, spec, RandomText(random, spec).event());
    Draft &draft = editing.draft();
    QVERIFY(draft.isReadable());
    std::vector<QByteArray> texts{draft.text()};
    for (int i = 0; i < 60; ++i) {
        editing.edit();
        if (QTest::currentTestFailed())
            return;
        if (draft.text() != texts.back())
            texts.push_back(draft.text());
    }
    for (std::size_t i = texts.size() - 1; i > 0; --i) {
        draft.undo();
        QCOMPARE(draft.text(), texts[i - 1]);
    }
    QVERIFY(!draft.canUndo());
    for (std::size_t i = 1; i < texts.size(); ++i) {
        draft.redo();
        QCOMPARE(draft.text(), texts[i]);
    }
}

void TestFormEdits::setsEachFieldOfAnyText_data()
{
    changesTheAddressedBytesAlone_data();
}

// What was typed into each field is what that field shows next, and undo takes it all back.
void TestFormEdits::setsEachFieldOfAnyText()
{
    QFETCH(const quint32, seed);
    QRandomGenerator random(seed + 1000);
    const FormSpec spec = formSpec(*everything(), "event", "short");
    Draft draft({RandomText(random, spec).event(), R"({"options":{},"stray":1})", "everything", "event", {}, 0});
    const DraftState before = draft.state();
    for (const FormSection &section : spec.sections) {
        for (const FormField &field : section.fields) {
            const QString text = u"1.50"_s;
            if (draft.set(field.part, field.at, rawFor(field, text)))
                QCOMPARE(fieldValue(field.at.in(draft.tape(field.part).root())).text, text);
        }
    }
    while (draft.canUndo())
        draft.undo();
    QCOMPARE(draft.state(), before);
}

void TestFormEdits::putsObjectsInTheNullsPlace()
{
    Draft draft({R"({"a": null, "b":{"c":null}})", {}, {}, {}, {}, 0});
    QVERIFY_RESULT(draft.set(DraftPart::Event, JsonPointer::parse("/a/x/y").value(), "1"));
    QVERIFY_RESULT(draft.set(DraftPart::Event, JsonPointer::parse("/b/c/d").value(), "2"));
    QCOMPARE(draft.text(), QByteArray(R"({"a": {"x": {"y": 1}}, "b":{"c":{"d": 2}}})"));
    QVERIFY(!draft.set(DraftPart::Event, JsonPointer::parse("/b/c/d/e").value(), "2").has_value());
    Draft none({"null", {}, {}, {}, {}, 0});
    QVERIFY(!none.set(DraftPart::Event, JsonPointer::parse("/a").value(), "1").has_value());
}

QTEST_GUILESS_MAIN(TestFormEdits)
#include "tst_formedits.moc"
