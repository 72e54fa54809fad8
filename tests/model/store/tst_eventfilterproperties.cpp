// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/ruleset.h"
#include "event/utf8.h"
#include "store/eventfilter.h"
#include "testmain.h"

#include <QRandomGenerator>
#include <QRegularExpression>

#include <algorithm>
#include <limits>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

using Node = EventFilter::Node;
using Op = FilterTerm::Op;
using CodePoints = QList<char32_t>;

constexpr Micros now = 1'773'144'000 * microsPerSecond;

// A JSON value as the test made it: what it means is known without reading its text.
struct Made {
    JsonKind kind = JsonKind::Null;
    QString string;    // of a string: decoded; of a number: its text
    double number = 0;
    QList<QPair<QString, Made>> members;    // an array's have no names
};

class Maker {
public:
    explicit Maker(quint32 seed)
        : m_random(seed)
    {}

    int below(int bound) { return static_cast<int>(m_random.bounded(bound)); }
    bool chance(int percent) { return below(100) < percent; }
    template <typename T>
    T pick(const QList<T> &list)
    {
        return list[below(static_cast<int>(list.size()))];
    }

    QString word()
    {
        static const QList<QString> pieces{u"a"_s, u"b"_s, u"A"_s, u"*"_s, u"?"_s, u"\\"_s, u"\""_s, u","_s, u"="_s,
            u":"_s, u" "_s, u"("_s, u")"_s, u"-"_s, u".."_s, u"or"_s, u"\u00e9"_s, u"\u00df"_s, u"SS"_s,
            u"\U0001f600"_s, u"\n"_s, u"\u212a"_s, u"k"_s, QString(QChar(0xd83d)), QString(QChar(0xde00)), u"/"_s,
            u"~"_s, u"@"_s, u"1"_s, u"."_s, u">"_s, u"<"_s, u"!"_s, u"["_s, u"]"_s};
        QString text;
        for (int length = below(5); length > 0; --length)
            text += pick(pieces);
        return text;
    }

    // A value for a term: often one that some event has, or nearly.
    QByteArray termValue()
    {
        QString text = chance(60) && !m_seen.isEmpty() ? pick(m_seen) : word();
        if (chance(40))
            text = stringOf(viewOf(literal(text.toUtf8())));
        if (chance(30))
            text = text.left(below(3)) + u'*';
        if (chance(10))
            text = u'?' + text.mid(1);
        const QByteArray bytes = wtf8(text);
        m_written.insert(bytes, text);
        return bytes;
    }

    QString written(const QByteArray &bytes) const { return m_written.value(bytes); }
    void remember(const QString &text) { m_seen.append(text); }

    static QByteArray wtf8(const QString &text)
    {
        QByteArray bytes;
        for (const char32_t c : codePoints(text)) {
            if (c >= 0xd800 && c < 0xe000) {
                bytes += static_cast<char>(0xed);
                bytes += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
                bytes += static_cast<char>(0x80 | (c & 0x3f));
            } else {
                bytes += QStringView(QChar::fromUcs4(c)).toUtf8();
            }
        }
        return bytes;
    }

    static CodePoints codePoints(const QString &text)
    {
        CodePoints points;
        for (qsizetype i = 0; i < text.size(); ++i) {
            const bool pair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
            points.append(pair ? QChar::surrogateToUcs4(text[i], text[i + 1]) : text[i].unicode());
            i += pair ? 1 : 0;
        }
        return points;
    }

    FilterTerm term()
    {
        FilterTerm term;
        term.field = static_cast<Field>(below(10));
        term.op = chance(90) ? opOf(term.field) : static_cast<Op>(below(5));
        if (term.field == Field::Path || chance(5))
            term.path = wtf8(pick(knownPaths().keys() + QList<QString>{u"x"_s, u"props."_s}));
        for (int count = chance(5) ? 0 : 1 + below(3); count > 0; --count) {
            const QByteArray verdict = verdictId(static_cast<Verdict>(below(4)));
            term.values.append(term.field == Field::Verdict && chance(90) ? verdict : termValue());
        }
        static const QList<double> numbers{
            0, -0.0, 1, 10, 1.5, -3, 1e300, 1e-7, qInf(), -qInf(), 0.1, 123456789012345.0};
        static const QList<Micros> times{0, 1, -1, now, now + 123456, now - microsPerDay,
            std::numeric_limits<Micros>::min(), std::numeric_limits<Micros>::max(), -62'135'596'800'000'000,
            253'402'300'799'999'999, 253'402'300'800'000'000};
        if (term.op == Op::Matches && !term.values.isEmpty() && chance(95))
            term.values = {pick(expressions()).toUtf8()};
        term.fromOpen = chance(30);
        term.toClosed = chance(30);
        if (chance(70))
            term.from = pick(numbers);
        if (chance(70))
            term.to = pick(numbers);
        if (chance(70))
            term.timeFrom = pick(times);
        if (chance(70))
            term.timeTo = pick(times);
        return term;
    }

    // What paths mean: the ways along members, of which any may lead to what is sought.
    static const QMap<QString, QList<QStringList>> &knownPaths()
    {
        static const QMap<QString, QList<QStringList>> paths{{u""_s, {{}}}, {u"/a"_s, {{u"a"_s}}},
            {u"/a/b"_s, {{u"a"_s, u"b"_s}}}, {u"/b/0"_s, {{u"b"_s, u"0"_s}}}, {u"/a b"_s, {{u"a b"_s}}},
            {u"/~1:"_s, {{u"/:"_s}}}, {u"/\u00e9\""_s, {{u"\u00e9\""_s}}}, {u"/a>b"_s, {{u"a>b"_s}}},
            {u"/a/b-1"_s, {{u"a"_s, u"b-1"_s}}}, {u"/props/a"_s, {{u"props"_s, u"a"_s}}},
            {u"props.a"_s, {{u"props"_s, u"a"_s}, {u"a"_s}, {u"b"_s, u"a"_s}}},
            {u"props.a b"_s, {{u"props"_s, u"a b"_s}, {u"a b"_s}, {u"b"_s, u"a b"_s}}},
            {u"props.a.b"_s, {{u"props"_s, u"a.b"_s}, {u"props"_s, u"a"_s, u"b"_s}, {u"a.b"_s}, {u"a"_s, u"b"_s},
                                 {u"b"_s, u"a.b"_s}, {u"b"_s, u"a"_s, u"b"_s}}}};
        return paths;
    }
    static QList<QByteArray> places() { return {"", "/b"}; }

    // Which mean the same here and to QRegularExpression.
    static const QList<QString> &expressions()
    {
        static const QList<QString> expressions{u"a"_s, u"^a"_s, u"a|b"_s, u"(?i)A"_s, u"(?i)k"_s, u"[ab]+ "_s,
            u"\\."_s, u"a b"_s, u"\""_s, u"\\\\"_s, u"^$"_s, u"(a|[(]|\\))+b"_s, u"\u00e9"_s, u"(?i)\u00c9"_s,
            u"\ufffd"_s, u"^.$"_s, u""_s, u"("_s, u"a\\"_s};
        return expressions;
    }

    Node tree(int depth)
    {
        const int kind = depth > 0 ? below(4) : 3;
        Node node;
        node.kind = static_cast<Node::Kind>(kind);
        if (node.kind == Node::Kind::Term) {
            node.term = term();
            return node;
        }
        for (int count = chance(80) ? 1 + below(3) : 0; count > 0; --count)
            node.children.append(tree(depth - 1));
        return node;
    }

    // A value, or a member's: objects and arrays only while there is depth left.
    Made value(int depth)
    {
        Made made;
        made.kind = static_cast<JsonKind>(below(depth > 0 ? 7 : 5));
        if (made.kind == JsonKind::String) {
            made.string = word();
            remember(made.string);
        }
        if (made.kind == JsonKind::Number) {
            const QList<QPair<QString, double>> numbers{{u"0"_s, 0}, {u"-0"_s, -0.0}, {u"1"_s, 1}, {u"1.0"_s, 1},
                {u"10"_s, 10}, {u"1.5e0"_s, 1.5}, {u"1e400"_s, qInf()}, {u"-1e400"_s, -qInf()}, {u"0.1"_s, 0.1}};
            std::tie(made.string, made.number) = pick(numbers);
        }
        if (made.kind == JsonKind::Object || made.kind == JsonKind::Array) {
            for (int count = below(4); count > 0; --count)
                made.members.append({chance(60) ? pick<QString>({u"a"_s, u"b"_s, u"a b"_s, u"\u00e9\""_s, u"/:"_s,
                                                      u"props"_s, u"a.b"_s, u"a>b"_s, u"b-1"_s})
                                                : word(),
                    value(depth - 1)});
        }
        return made;
    }

    QByteArray quoted(const QString &text)
    {
        QByteArray json = "\"";
        for (const char32_t c : codePoints(text)) {
            const bool lone = c >= 0xd800 && c < 0xe000;
            const auto units = QChar::fromUcs4(c);
            if (!lone && c >= 0x20 && c != '"' && c != '\\' && chance(70)) {
                json += QStringView(units).toUtf8();
                continue;
            }
            for (const QChar unit : QStringView(units))
                json += "\\u" + QByteArray::number(unit.unicode(), 16).rightJustified(4, '0');
        }
        return json + '"';
    }

    QByteArray text(const Made &made)
    {
        switch (made.kind) {
        case JsonKind::Null:
            return "null";
        case JsonKind::False:
            return "false";
        case JsonKind::True:
            return "true";
        case JsonKind::Number:
            return made.string.toLatin1();
        case JsonKind::String:
            return quoted(made.string);
        default:
            break;
        }
        const bool object = made.kind == JsonKind::Object;
        QByteArrayList parts;
        for (const auto &[name, value] : made.members)
            parts.append((object ? quoted(name) + ": " : QByteArray()) + text(value));
        return (object ? "{" : "[") + parts.join(" , ") + (object ? "}" : "]");
    }

private:
    static Op opOfPath(int choice) { return QList<Op>{Op::AnyOf, Op::Range, Op::Exists}[choice]; }
    Op opOf(Field field)
    {
        switch (field) {
        case Field::Time:
            return Op::Range;
        case Field::Text:
            return chance(60) ? Op::Contains : Op::Matches;
        case Field::Path:
            return opOfPath(below(3));
        default:
            return Op::AnyOf;
        }
    }

    QRandomGenerator m_random;
    QStringList m_seen;
    QHash<QByteArray, QString> m_written;
};

// --- The plain reference, on what the maker knows and nothing that was read.

struct World {
    QString tenant, user, name, service, origin;
    QStringList rules;
    Verdict verdict = Verdict::Unjudged;
    Micros time = 0;
    Made payload;
};

bool globs(const CodePoints &pattern, qsizetype p, const CodePoints &text, qsizetype t)
{
    static const CodePoints special{U'*', U'?', U'\\'};
    if (p == pattern.size())
        return t == text.size();
    if (pattern[p] == U'*')
        return globs(pattern, p + 1, text, t) || (t < text.size() && globs(pattern, p, text, t + 1));
    if (t == text.size())
        return false;
    if (pattern[p] == U'?')
        return globs(pattern, p + 1, text, t + 1);
    if (pattern[p] == U'\\' && p + 1 < pattern.size() && special.contains(pattern[p + 1]))
        ++p;
    return pattern[p] == text[t] && globs(pattern, p + 1, text, t + 1);
}

bool globs(const QString &pattern, const QString &text)
{
    return globs(Maker::codePoints(pattern), 0, Maker::codePoints(text), 0);
}

QStringList bareValues(const QString &text)
{
    QStringList values;
    for (const QString &piece : text.split(u',')) {
        if (const qsizetype equals = piece.indexOf(u'='); equals > 0)
            values.append(piece.sliced(equals + 1));
        else if (!values.isEmpty())
            values.last() += u',' + piece;
    }
    return values;
}

bool contains(const QString &text, const QString &needle)
{
    const CodePoints hay = Maker::codePoints(text.toCaseFolded());
    const CodePoints wanted = Maker::codePoints(needle.toCaseFolded());
    return wanted.isEmpty() || std::search(hay.begin(), hay.end(), wanted.begin(), wanted.end()) != hay.end();
}

template <typename Wanted>
bool anyText(const Made &made, Wanted wanted)
{
    if (made.kind == JsonKind::String && wanted(made.string))
        return true;
    return std::any_of(made.members.begin(), made.members.end(), [&](const auto &member) {
        return (made.kind == JsonKind::Object && wanted(member.first)) || anyText(member.second, wanted);
    });
}

// Half surrogates as U+FFFD.
QString whole(const QString &text)
{
    QString shown;
    for (const char32_t c : Maker::codePoints(text))
        shown += c >= 0xd800 && c < 0xe000 ? QString(QChar::ReplacementCharacter) : QString::fromUcs4(&c, 1);
    return shown;
}

bool matchesAnywhere(const Made &made, const QString &expression)
{
    const bool anyCase = expression.startsWith(u"(?i)");
    const QRegularExpression compiled(anyCase ? expression.sliced(4) : expression,
        QRegularExpression::DotMatchesEverythingOption |
            (anyCase ? QRegularExpression::CaseInsensitiveOption : QRegularExpression::NoPatternOption));
    return compiled.isValid() &&
           anyText(made, [&compiled](const QString &text) { return compiled.match(whole(text)).hasMatch(); });
}

const Made *at(const Made *made, const QStringList &names)
{
    for (const QString &name : names) {
        const Made *next = nullptr;
        for (qsizetype i = 0; i < made->members.size(); ++i) {
            const bool same =
                made->kind == JsonKind::Object ? made->members[i].first == name : QString::number(i) == name;
            if (same)
                next = &made->members[i].second;
        }
        if (!next)
            return nullptr;
        made = next;
    }
    return made;
}

class Reference {
public:
    Reference(const Maker &maker, const World &world)
        : m_maker(maker)
        , m_world(world)
    {}

    bool matches(const Node &node) const
    {
        const auto holds = [this](const Node &child) { return matches(child); };
        switch (node.kind) {
        case Node::Kind::Any:
            return std::any_of(node.children.begin(), node.children.end(), holds);
        case Node::Kind::Not:
            return !std::all_of(node.children.begin(), node.children.end(), holds);
        case Node::Kind::All:
            return std::all_of(node.children.begin(), node.children.end(), holds);
        case Node::Kind::Term:
            break;
        }
        return matches(node.term);
    }

private:
    bool matches(const FilterTerm &term) const
    {
        switch (term.field) {
        case Field::Tenant:
            return anyOf(term, m_world.tenant) || anyBare(term, m_world.tenant);
        case Field::User:
            return anyOf(term, m_world.user) || anyBare(term, m_world.user);
        case Field::Name:
            return anyOf(term, m_world.name);
        case Field::Service:
            return anyOf(term, m_world.service);
        case Field::Origin:
            return anyOf(term, m_world.origin);
        case Field::Verdict:
            return term.op == Op::AnyOf && term.values.contains(verdictId(m_world.verdict));
        case Field::Rule:
            return m_world.rules.isEmpty() ? anyOf(term, {}, false) : anyRule(term);
        case Field::Time:
            return term.op == Op::Range && m_world.time >= term.timeFrom.value_or(m_world.time) &&
                   (!term.timeTo || m_world.time < *term.timeTo);
        case Field::Text:
            return matchesText(term);
        case Field::Path:
            return matchesPath(term);
        }
        return false;
    }

    bool matchesText(const FilterTerm &term) const
    {
        if (term.op == Op::Matches)
            return !term.values.isEmpty() && matchesAnywhere(m_world.payload, expressionOf(term.values.first()));
        const auto isThere = [this](const QByteArray &value) {
            const QString needle = m_maker.written(value);
            return value.isEmpty() ||
                   anyText(m_world.payload, [&needle](const QString &text) { return contains(text, needle); });
        };
        return term.op == Op::Contains && std::any_of(term.values.begin(), term.values.end(), isThere);
    }

    QString expressionOf(const QByteArray &value) const
    {
        const QString text = QString::fromUtf8(value);
        return Maker::expressions().contains(text) ? text : m_maker.written(value);
    }

    bool matchesPath(const FilterTerm &term) const
    {
        const QList<QStringList> ways = Maker::knownPaths().value(QString::fromUtf8(term.path));
        return std::any_of(ways.begin(), ways.end(), [&](const QStringList &way) { return matchesAt(term, way); });
    }

    bool matchesAt(const FilterTerm &term, const QStringList &way) const
    {
        const Made *made = at(&m_world.payload, way);
        if (!made || term.op == Op::Contains || term.op == Op::Matches)
            return false;
        if (term.op == Op::Exists)
            return true;
        if (term.op == Op::Range)
            return made->kind == JsonKind::Number && isWithin(term, made->number);
        if (made->kind == JsonKind::Object || made->kind == JsonKind::Array)
            return false;
        static const QHash<JsonKind, QString> words{
            {JsonKind::Null, u"null"_s}, {JsonKind::True, u"true"_s}, {JsonKind::False, u"false"_s}};
        return anyOf(term, words.value(made->kind, made->string));
    }

    static bool isWithin(const FilterTerm &term, double number)
    {
        if (term.from && (number < *term.from || (term.fromOpen && number == *term.from)))
            return false;
        return !term.to || number < *term.to || (term.toClosed && number == *term.to);
    }

    bool anyRule(const FilterTerm &term) const
    {
        return std::any_of(
            m_world.rules.begin(), m_world.rules.end(), [&](const QString &rule) { return anyOf(term, rule); });
    }

    bool anyOf(const FilterTerm &term, const QString &text, bool wild = true) const
    {
        if (!wild)
            return term.op == Op::AnyOf && term.values.contains(QByteArray());
        return term.op == Op::AnyOf &&
               std::any_of(term.values.begin(), term.values.end(),
                   [&](const QByteArray &value) { return globs(m_maker.written(value), text); });
    }

    bool anyBare(const FilterTerm &term, const QString &text) const
    {
        const QStringList values = bareValues(text);
        return std::any_of(values.begin(), values.end(), [&](const QString &value) { return anyOf(term, value); });
    }

    const Maker &m_maker;
    const World &m_world;
};

World makeWorld(Maker &maker)
{
    World world;
    const auto text = [&maker] {
        QString made = maker.word();
        if (maker.chance(40))
            made = u"id="_s + maker.word() + u",org="_s + maker.word();
        maker.remember(made);
        for (const QString &value : bareValues(made))
            maker.remember(value);
        return made;
    };
    for (QString *field : {&world.tenant, &world.user, &world.name, &world.service, &world.origin})
        *field = text();
    for (const QString &rule : {u"M7"_s, u"a"_s, u"plan.b"_s, u"\u00e9"_s, u"M*"_s}) {
        if (maker.chance(30)) {
            world.rules.append(rule);
            maker.remember(rule);
        }
    }
    world.verdict = static_cast<Verdict>(maker.below(4));
    world.time = maker.pick(QList<Micros>{0, now, now + 123456, -1, now - microsPerDay});
    do {
        world.payload = maker.value(4);
    } while (world.payload.kind != JsonKind::Object);
    return world;
}

Event eventOf(Maker &maker, const World &world)
{
    Event event;
    event.text = maker.text(world.payload);
    event.service = Maker::wtf8(world.service);
    event.identity = {
        Maker::wtf8(world.tenant), Maker::wtf8(world.user), Maker::wtf8(world.name), {}, world.time, TimeSource::Event};
    event.received = world.time + 1;
    event.verdict = world.verdict;
    std::vector<RuleHit> hits;
    for (const QString &rule : world.rules)
        hits.push_back({rule.toUtf8(), static_cast<Severity>(1 + maker.below(3))});
    event.rules = ruleSetText(std::move(hits));
    if (maker.chance(30)) {
        event.identity.timeSource = TimeSource::Received;
        std::swap(event.identity.time, event.received);
    }
    return event;
}

}

class TestEventFilterProperties : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void everyFilterComesBackFromItsText()
    {
        Maker maker(1);
        for (int i = 0; i < 10'000; ++i) {
            Node tree = maker.tree(4);
            const EventFilter filter(tree);
            const QString text = filter.text();
            const auto again = EventFilter::parse(text, now);
            QVERIFY2(again, qPrintable(text + u'\n' + (again ? QString() : again.error().error.message)));
            QVERIFY2(*again == filter, qPrintable(text + u'\n' + again->text()));
            QVERIFY(EventFilter(filter.root()) == filter);
            EventFilter rejoined;
            for (const QString &conjunct : filter.conjuncts())
                rejoined = rejoined.with(*EventFilter::parse(conjunct, now));
            QVERIFY2(rejoined == filter, qPrintable(text));
        }
    }

    void bytesThatAreNoTextComeBackToo()
    {
        Maker maker(2);
        for (int i = 0; i < 10'000; ++i) {
            FilterTerm term = maker.term();
            for (QByteArray &value : term.values)
                value.insert(maker.below(static_cast<int>(value.size()) + 1), static_cast<char>(maker.below(256)));
            const EventFilter filter(Node{Node::Kind::Term, {}, term});
            const auto again = EventFilter::parse(filter.text(), now);
            QVERIFY2(again && *again == filter, qPrintable(filter.text()));
        }
    }

    void anyTextIsReadOrRefused()
    {
        Maker maker(3);
        const QStringList pieces{u"props.a"_s, u"a.b"_s, u">"_s, u"<="_s, u"="_s, u"!="_s, u"~"_s, u"["_s, u"\\"_s,
            u"5"_s, u"tokens"_s, u"tenant:"_s, u"time:"_s, u"is:"_s, u"rule:"_s, u"has:"_s, u"/a:"_s, u"("_s, u")"_s,
            u"-"_s, u" or "_s, u" and "_s, u"not "_s, u"\""_s, u" "_s, u","_s, u".."_s, u"now"_s, u"valid"_s};
        for (int i = 0; i < 50'000; ++i) {
            QString text;
            for (int length = maker.below(8); length > 0; --length)
                text += maker.chance(60) ? maker.pick(pieces) : maker.word();
            const auto filter = EventFilter::parse(text, now);
            if (filter) {
                const auto again = EventFilter::parse(filter->text(), now);
                QVERIFY2(again && *again == *filter, qPrintable(text));
                continue;
            }
            const EventFilter::ParseFault &fault = filter.error();
            QVERIFY2(!fault.error.message.isEmpty(), qPrintable(text));
            QVERIFY2(
                fault.offset >= 0 && fault.length >= 0 && fault.offset + fault.length <= text.size(), qPrintable(text));
            QVERIFY2(fault.length > 0 || fault.offset == text.size(), qPrintable(text));
        }
    }

    void matchesAsTheReferenceDoes()
    {
        int matched = 0;
        constexpr int rounds = 6'000;
        for (int i = 0; i < rounds; ++i) {
            Maker maker(static_cast<quint32>(1'000 + i));
            const World world = makeWorld(maker);
            const Event event = eventOf(maker, world);
            const Node tree = maker.tree(3);
            const EventFilter filter(tree);
            const bool expected = Reference(maker, world).matches(tree);
            QVERIFY2(filter.matches(event, Maker::wtf8(world.origin), Maker::places()) == expected,
                qPrintable(u"round %1: %2\n%3"_s.arg(i).arg(filter.text(), QString::fromUtf8(event.text))));
            matched += expected ? 1 : 0;
        }
        QVERIFY2(matched > rounds / 5 && matched < rounds * 4 / 5, qPrintable(QString::number(matched)));
    }
};

QTEST_GUILESS_MAIN(TestEventFilterProperties)
#include "tst_eventfilterproperties.moc"
