// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/draft.h"
#include "compose/drafthistory.h"
#include "event/utf8.h"
#include "testmain.h"

#include <QRandomGenerator>
#include <QSignalSpy>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestDraft : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void edits();
    void ignoresWhatChangesNothing();
    void undoesAndRedoes();
    void mergesByKey();
    void mergesTouchingEdits();
    void setsRemovesAndRenames();
    void refusesWhatBreaksTheText();
    void leavesBrokenTexts();
    void keepsTheEnvelope();
    void replacesAsOneStep();
    void tellsWholeCharacters();
    void forgetsTheOldest();
    void readsTheTapeAnew();
    void doesNotChangeWithinItsSignals();
    void returnsEveryText_data();
    void returnsEveryText();
};

namespace {

JsonPointer pointer(const QByteArray &text)
{
    return JsonPointer::parse(viewOf(text)).value();
}

DraftState withText(const QByteArray &text)
{
    DraftState state;
    state.text = text;
    return state;
}

// A view that makes the edits it hears of in a text of its own.
class Mirror {
public:
    explicit Mirror(Draft &draft)
        : m_draft(draft)
        , m_text{draft.text(), draft.text(DraftPart::Envelope)}
    {
        QObject::connect(&draft, &Draft::edited, &draft, [this](DraftPart part, const std::vector<TextEdit> &edits) {
            QByteArray &text = m_text[static_cast<std::size_t>(part)];
            text = applied(text, edits);
        });
    }

    [[nodiscard]] bool agrees() const
    {
        return m_text[0] == m_draft.text() && m_text[1] == m_draft.text(DraftPart::Envelope);
    }

private:
    Draft &m_draft;
    std::array<QByteArray, 2> m_text;
};

}

void TestDraft::edits()
{
    Draft draft(withText("abc"));
    const Mirror mirror(draft);
    const QSignalSpy edited(&draft, &Draft::edited);
    const QSignalSpy changed(&draft, &Draft::changed);
    const quint64 before = draft.revision();
    draft.edit(DraftPart::Event, {{0, 1, "XX"}, {3, 0, "!"}});
    QCOMPARE(draft.text(), QByteArray("XXbc!"));
    QVERIFY(mirror.agrees());
    QCOMPARE(edited.count(), 1);
    QCOMPARE(changed.count(), 1);
    QVERIFY(draft.revision() > before);
}

void TestDraft::ignoresWhatChangesNothing()
{
    Draft draft(withText(R"({"a":1})"));
    const QSignalSpy changed(&draft, &Draft::changed);
    draft.edit(DraftPart::Event, {});
    draft.edit(DraftPart::Event, {{5, 1, "1"}});
    QVERIFY_RESULT(draft.set(DraftPart::Event, pointer("/a"), "1"));
    QVERIFY_RESULT(draft.remove(DraftPart::Event, pointer("/b")));
    QVERIFY_RESULT(draft.remove(DraftPart::Envelope, pointer("/b")));
    draft.replace(DraftState(draft.state()));
    draft.undo();
    draft.redo();
    QCOMPARE(changed.count(), 0);
    QCOMPARE(draft.revision(), quint64(0));
    QVERIFY(!draft.canUndo());
}

void TestDraft::undoesAndRedoes()
{
    Draft draft(withText("one"));
    const Mirror mirror(draft);
    draft.edit(DraftPart::Event, {{3, 0, " two"}});
    draft.edit(DraftPart::Event, {{0, 3, ""}, {4, 3, "2"}});
    QCOMPARE(draft.text(), QByteArray(" 2"));
    draft.undo();
    QCOMPARE(draft.text(), QByteArray("one two"));
    draft.undo();
    QCOMPARE(draft.text(), QByteArray("one"));
    QVERIFY(!draft.canUndo());
    draft.redo();
    QCOMPARE(draft.text(), QByteArray("one two"));
    QVERIFY(draft.canRedo());
    draft.edit(DraftPart::Event, {{0, 0, ">"}});
    QVERIFY(!draft.canRedo());
    QVERIFY(mirror.agrees());
}

void TestDraft::mergesByKey()
{
    Draft draft(withText(R"({"a":""})"));
    for (const char *typed : {R"("h")", R"("he")", R"("hey")"})
        QVERIFY_RESULT(draft.set(DraftPart::Event, pointer("/a"), typed, "a"));
    draft.endMerge();
    QVERIFY_RESULT(draft.set(DraftPart::Event, pointer("/a"), R"("hey!")", "a"));
    QVERIFY_RESULT(draft.set(DraftPart::Event, pointer("/b"), "1", "b"));
    QVERIFY_RESULT(draft.set(DraftPart::Event, pointer("/b"), "2"));
    QCOMPARE(draft.text(), QByteArray(R"({"a":"hey!","b":2})"));
    draft.undo();
    QCOMPARE(draft.text(), QByteArray(R"({"a":"hey!","b":1})"));
    draft.undo();
    QCOMPARE(draft.text(), QByteArray(R"({"a":"hey!"})"));
    draft.undo();
    QCOMPARE(draft.text(), QByteArray(R"({"a":"hey"})"));
    draft.undo();
    QCOMPARE(draft.text(), QByteArray(R"({"a":""})"));
    draft.redo();
    QCOMPARE(draft.text(), QByteArray(R"({"a":"hey"})"));
    QVERIFY_RESULT(draft.set(DraftPart::Event, pointer("/a"), R"("new")", "a"));
    draft.undo();
    QCOMPARE(draft.text(), QByteArray(R"({"a":"hey"})"));
}

void TestDraft::mergesTouchingEdits()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 500; ++round) {
        const QByteArray start = "0123456789";
        const auto from = static_cast<quint32>(random.bounded(10));
        const auto length = static_cast<quint32>(random.bounded(int(11 - from)));
        DraftPatch patch =
            DraftPatch::of(DraftPart::Event, start, {{from, length, QByteArray(random.bounded(4), 'x')}});
        const QByteArray middle = applied(start, patch.forward);
        const auto laterFrom = static_cast<quint32>(random.bounded(int(middle.size()) + 1));
        const auto laterLength = static_cast<quint32>(random.bounded(int(middle.size() - laterFrom) + 1));
        const DraftPatch later =
            DraftPatch::of(DraftPart::Event, middle, {{laterFrom, laterLength, QByteArray(random.bounded(4), 'y')}});
        const QByteArray end = applied(middle, later.forward);
        if (!patch.absorb(later))
            continue;
        QCOMPARE(applied(start, patch.forward), end);
        QCOMPARE(applied(end, patch.backward), start);
    }
}

void TestDraft::setsRemovesAndRenames()
{
    Draft draft(withText("{\r\n  \"a\": 1.50,\r\n  \"b\": {}\r\n}"));
    QVERIFY(draft.isReadable());
    QVERIFY_RESULT(draft.set(DraftPart::Event, pointer("/b/c"), "[1]"));
    QVERIFY_RESULT(draft.rename(DraftPart::Event, pointer("/a"), u"ä"_s));
    QCOMPARE(draft.text(), QByteArray("{\r\n  \"ä\": 1.50,\r\n  \"b\": {\r\n    \"c\": [1]\r\n  }\r\n}"));
    QVERIFY_RESULT(draft.remove(DraftPart::Event, pointer("/b")));
    QCOMPARE(draft.text(), QByteArray("{\r\n  \"ä\": 1.50\r\n}"));
    QVERIFY(!draft.set(DraftPart::Event, pointer("/ä/x"), "1").has_value());
    QVERIFY(!draft.rename(DraftPart::Event, pointer("/x"), u"y"_s).has_value());
}

void TestDraft::refusesWhatBreaksTheText()
{
    Draft draft(withText("{}"));
    for (const char *raw : {"", "tru", "1,2", "{", "\"a", "1 2"}) {
        const Result<void> set = draft.set(DraftPart::Event, pointer("/a"), raw);
        QVERIFY(!set.has_value());
        QCOMPARE(set.error().kind, Error::Kind::BadInput);
        QVERIFY(!draft.set(DraftPart::Envelope, pointer("/a"), raw).has_value());
    }
    QCOMPARE(draft.text(), QByteArray("{}"));
    QVERIFY(draft.text(DraftPart::Envelope).isEmpty());
}

void TestDraft::leavesBrokenTexts()
{
    Draft draft(withText(R"({"a":1,})"));
    QVERIFY(!draft.isReadable());
    QVERIFY(draft.tape().isEmpty());
    QVERIFY(!draft.tape().fault().sentence.isEmpty());
    QVERIFY(!draft.set(DraftPart::Event, pointer("/a"), "2").has_value());
    QVERIFY(!draft.remove(DraftPart::Event, pointer("/a")).has_value());
    QVERIFY(!draft.rename(DraftPart::Event, pointer("/a"), u"b"_s).has_value());
    QVERIFY(!draft.canUndo());
    Draft list(withText("[]"));
    QVERIFY(!list.isReadable());
}

void TestDraft::keepsTheEnvelope()
{
    Draft draft(withText("{}"));
    const Mirror mirror(draft);
    QVERIFY(draft.tape(DraftPart::Envelope).isEmpty());
    QVERIFY_RESULT(draft.set(DraftPart::Envelope, pointer("/app_key"), R"("k")"));
    QCOMPARE(draft.text(DraftPart::Envelope), QByteArray(R"({"app_key":"k"})"));
    QVERIFY_RESULT(draft.set(DraftPart::Envelope, pointer("/more"), "1"));
    QVERIFY_RESULT(draft.remove(DraftPart::Envelope, pointer("/app_key")));
    QCOMPARE(draft.text(DraftPart::Envelope), QByteArray(R"({"more":1})"));
    QVERIFY_RESULT(draft.remove(DraftPart::Envelope, pointer("/more")));
    QCOMPARE(draft.text(DraftPart::Envelope), QByteArray());
    draft.undo();
    QCOMPARE(draft.text(DraftPart::Envelope), QByteArray(R"({"more":1})"));
    QVERIFY(mirror.agrees());
}

void TestDraft::replacesAsOneStep()
{
    const DraftState before{R"({"a":1,"b":2})", {}, "one", "s", "t", 0};
    const DraftState after{R"({"a":1,"c":[2]})", R"({"k":1})", "two", "u", "v", 4};
    Draft draft(before);
    const Mirror mirror(draft);
    const QSignalSpy addressed(&draft, &Draft::addressed);
    const QSignalSpy changed(&draft, &Draft::changed);
    draft.replace(after);
    QCOMPARE(draft.state(), after);
    QVERIFY(mirror.agrees());
    QCOMPARE(changed.count(), 1);
    draft.undo();
    QCOMPARE(draft.state(), before);
    QVERIFY(!draft.canUndo());
    draft.redo();
    QCOMPARE(draft.state(), after);
    QVERIFY(mirror.agrees());
    QCOMPARE(addressed.count(), 3);
}

void TestDraft::tellsWholeCharacters()
{
    Draft draft(withText("\"\xC3\xA4\""));    // ä
    connect(&draft, &Draft::edited, this, [](DraftPart, const std::vector<TextEdit> &edits) {
        for (const TextEdit &edit : edits)
            QVERIFY(edit.text.isEmpty() || QString::fromUtf8(edit.text).toUtf8() == edit.text);
    });
    for (const char *text : {"\"\xC3\xB6\"", "\"\xE2\x82\xAC\"", "\"\xE2\x82\xAD\xC2\xAD\"", "\"\xC3\xA4\"", ""}) {
        draft.replace(withText(text));
        QCOMPARE(draft.text(), QByteArray(text));
    }
}

void TestDraft::forgetsTheOldest()
{
    DraftHistory history(10'000);
    QByteArray text;
    for (int i = 0; i < 100; ++i) {
        DraftStep step;
        step.patches.push_back(DraftPatch::of(DraftPart::Event, text, {{0, 0, QByteArray(1000, 'x')}}));
        history.push(std::move(step), false);
    }
    int steps = 0;
    for (; history.canUndo(); ++steps)
        static_cast<void>(history.back());
    QVERIFY(steps > 5 && steps < 10);
    for (; history.canRedo(); --steps)
        static_cast<void>(history.forth());
    QCOMPARE(steps, 0);
    DraftStep large;
    large.patches.push_back(DraftPatch::of(DraftPart::Event, text, {{0, 0, QByteArray(1'000'000, 'x')}}));
    history.push(std::move(large), false);
    QVERIFY(history.canUndo());
    static_cast<void>(history.back());
    QVERIFY(!history.canUndo());
}

void TestDraft::readsTheTapeAnew()
{
    Draft draft(withText(R"({"a":1})"));
    const DraftState kept = draft.state();
    QCOMPARE(draft.tape().root().find("a").raw(), std::string_view("1"));
    draft.edit(DraftPart::Event, {{5, 1, "25"}});
    QCOMPARE(draft.tape().root().find("a").raw(), std::string_view("25"));
    QCOMPARE(draft.tape().text().data(), draft.text().constData());
    draft.undo();
    QCOMPARE(draft.tape().root().find("a").raw(), std::string_view("1"));
    QCOMPARE(kept.text, draft.text());
}

void TestDraft::doesNotChangeWithinItsSignals()
{
    Draft draft(withText("a"));
    connect(&draft, &Draft::changed, &draft, [&] {
        draft.undo();
        draft.redo();
    });
    draft.edit(DraftPart::Event, {{1, 0, "b"}});
    QCOMPARE(draft.text(), QByteArray("ab"));
    draft.undo();
    QCOMPARE(draft.text(), QByteArray("a"));
}

void TestDraft::returnsEveryText_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 20; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void TestDraft::returnsEveryText()
{
    QFETCH(const quint32, seed);
    QRandomGenerator random(seed);
    Draft draft(withText(QByteArray(random.bounded(200), 'o')));
    const Mirror mirror(draft);
    std::vector<DraftState> states{draft.state()};
    for (int step = 0; step < 300; ++step) {
        const auto part = random.bounded(4) == 0 ? DraftPart::Envelope : DraftPart::Event;
        std::vector<TextEdit> edits;
        const auto size = static_cast<quint32>(draft.text(part).size());
        for (quint32 at = 0; at <= size && edits.size() < 4;) {
            const quint32 offset = at + static_cast<quint32>(random.bounded(int(size - at) + 1));
            const quint32 length = static_cast<quint32>(random.bounded(std::min(20, int(size - offset) + 1)));
            const QByteArray text(random.bounded(15), char('a' + random.bounded(26)));
            edits.push_back({offset, length, text});
            at = offset + length + 1;
        }
        if (random.bounded(5) == 0) {
            DraftState state = draft.state();
            state.text.insert(random.bounded(int(state.text.size()) + 1), "\xC3\xA4");
            state.endpoint = random.bounded(3);
            draft.replace(state);
        } else {
            draft.edit(part, edits, random.bounded(2) ? "key" : "");
        }
        QVERIFY(mirror.agrees());
        draft.endMerge();
        if (draft.state() != states.back())
            states.push_back(draft.state());
        for (int back = random.bounded(8) == 0 ? random.bounded(5) : 0; back > 0 && states.size() > 1; --back) {
            draft.undo();
            states.pop_back();
            QCOMPARE(draft.state(), states.back());
        }
    }
    for (std::size_t i = states.size() - 1; i > 0; --i) {
        draft.undo();
        QCOMPARE(draft.state(), states[i - 1]);
    }
    QVERIFY(!draft.canUndo());
    for (std::size_t i = 1; i < states.size(); ++i) {
        draft.redo();
        QCOMPARE(draft.state(), states[i]);
    }
    QVERIFY(mirror.agrees());
}

QTEST_GUILESS_MAIN(TestDraft)
#include "tst_draft.moc"
