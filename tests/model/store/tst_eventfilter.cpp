// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "store/eventfilter.h"
#include "store/filtermatch.h"
#include "testmain.h"

#include <QFile>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

using Node = EventFilter::Node;
using Op = FilterTerm::Op;

// 2026-03-10T12:00:00Z
constexpr Micros now = 1'773'144'000 * microsPerSecond;

FilterTerm anyOf(Field field, const QList<QByteArray> &values)
{
    FilterTerm term;
    term.field = field;
    term.op = Op::AnyOf;
    term.values = values;
    return term;
}

Node node(const FilterTerm &term)
{
    return {Node::Kind::Term, {}, term};
}

EventFilter parsed(const QString &text)
{
    const auto filter = EventFilter::parse(text, now);
    if (!filter)
        qFatal("%s: %s", qPrintable(text), qPrintable(filter.error().error.message));
    return *filter;
}

// Every kind of value. (moc loses its way in raw strings of several pieces.)
QByteArray payload()
{
    return "{\"props\":{\"model\":\"gpt-4\",\"tokens\":1234.50,\"huge\":1e400,\"on\":true,\"off\":null,"
           "\"list\":[\"a\",\"b\"],\"twice\":1,\"twice\":2,\"lone\":\"x\\ud83d\",\"smile\":\"\\ud83d\\ude00\","
           "\"colour\":\"Gr\\u00fcn\",\"road\":\"Stra\u00dfe\"}}";
}

Event eventOf(const QByteArray &text)
{
    Event event;
    event.text = text;
    return event;
}

}

class TestEventFilter : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void readsAndWrites_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("canonical");    // empty: the same

        QTest::newRow("everything") << u""_s << u""_s;
        QTest::newRow("value") << u"tenant:acme"_s << u""_s;
        QTest::newRow("values") << u"tenant:acme,globex"_s << u""_s;
        QTest::newRow("header example")
            << u"tenant:acme user:user_4* name:api.* -name:page.* service:x is:invalid origin:\"run 12\""_s << u""_s;
        QTest::newRow("rules") << u"rule:M7,plan.*"_s << u""_s;
        QTest::newRow("no rule") << u"-rule:* rule:\"\""_s << u""_s;
        QTest::newRow("empty value") << u"tenant:\"\""_s << u""_s;
        QTest::newRow("colon in value") << u"tenant:a:b"_s << u""_s;
        QTest::newRow("needless quotes") << u"tenant:\"acme\" \"word\""_s << u"tenant:acme word"_s;
        QTest::newRow("quote") << u"tenant:\"a\\\"b\""_s << u""_s;
        QTest::newRow("backslash") << u"tenant:C:\\new"_s << u"tenant:\"C:\\\\new\""_s;
        QTest::newRow("escaped wildcard") << u"tenant:a\\*b"_s << u"tenant:\"a\\*b\""_s;
        QTest::newRow("verdicts") << u"is:valid,warning,invalid,unjudged"_s << u""_s;
        QTest::newRow("verdict alias") << u"verdict:valid"_s << u"is:valid"_s;
        QTest::newRow("time") << u"time:2026-03-01..2026-04-01"_s
                              << u"time:2026-03-01T00:00:00Z..2026-04-01T00:00:00Z"_s;
        QTest::newRow("since") << u"time:-1h.."_s << u"time:2026-03-10T11:00:00Z.."_s;
        QTest::newRow("until") << u"time:..now"_s << u"time:..2026-03-10T12:00:00Z"_s;
        QTest::newRow("day") << u"time:2026-03-01"_s << u"time:2026-03-01T00:00:00Z..2026-03-02T00:00:00Z"_s;
        QTest::newRow("any time") << u"time:.."_s << u""_s;
        QTest::newRow("far time") << u"time:@-9223372036854775808..@9223372036854775807"_s << u""_s;
        QTest::newRow("the whole grammar")
            << u"tenant:acme user:user_4* name:api.* -name:page.* service:x is:invalid rule:M7 time:-1h.. "
               "origin:\"run 12\" props.tokens>1000 props.model:gpt-4 \"free text\" ~regex (a or b) not c"_s
            << u"tenant:acme user:user_4* name:api.* -name:page.* service:x is:invalid rule:M7 "
               "time:2026-03-10T11:00:00Z.. origin:\"run 12\" props.tokens>1000 props.model:gpt-4 \"free text\" "
               "~regex (a or b) -c"_s;
        QTest::newRow("path") << u"/string_props/model:gpt-4"_s << u"string_props.model:gpt-4"_s;
        QTest::newRow("path of names") << u"string_props.model:gpt-4,gpt-5*"_s << u""_s;
        QTest::newRow("path equals") << u"string_props.model=gpt-4 user=u /a==b"_s
                                     << u"string_props.model:gpt-4 user:u /a:b"_s;
        QTest::newRow("path of one name") << u"/model:gpt-4"_s << u""_s;
        QTest::newRow("path with an index") << u"/items/0/id:7"_s << u"items.0.id:7"_s;
        QTest::newRow("path beginning with an index") << u"/0/id:7"_s << u""_s;
        QTest::newRow("path of other letters") << u"/pr\u00f6/\u540d:7"_s << u"pr\u00f6.\u540d:7"_s;
        QTest::newRow("path with dots in names") << u"/a.b/c:7"_s << u""_s;
        QTest::newRow("path with a dash") << u"/a/b-c:7 /-a/b:7"_s << u"a.b-c:7 /-a/b:7"_s;
        QTest::newRow("path with an operator") << u"\"/a=b\":c \"/a>b\":c"_s << u""_s;
        QTest::newRow("path of an address") << u"127.0.0.1:8080"_s << u"\"127.0.0.1:8080\""_s;
        QTest::newRow("property") << u"props.model:gpt-4"_s << u""_s;
        QTest::newRow("property at a place") << u"/props/model:gpt-4"_s << u""_s;
        QTest::newRow("property with dots") << u"props.utm.source:x -has:props.a.b"_s << u""_s;
        QTest::newRow("property quoted") << u"\"props.my plan\":x \"props.a/b\">5 \"props.x\":y"_s
                                         << u"\"props.my plan\":x \"props.a/b\">5 props.x:y"_s;
        QTest::newRow("properties of names") << u"props2.a:x"_s << u""_s;
        QTest::newRow("more") << u"a.b>10 a.b>=1e6 a.b<20.5 a.b<=-3e5"_s
                              << u"a.b>10 a.b>=1000000 a.b<20.5 a.b<=-300000"_s;
        QTest::newRow("more behind a colon") << u"a.b:>10 a.b:<=20"_s << u"a.b>10 a.b<=20"_s;
        QTest::newRow("path range") << u"/numeric_props/tokens:10..20.5"_s << u"numeric_props.tokens:10..20.5"_s;
        QTest::newRow("range with ends") << u"a.b>10..20 a.b>=10..<=20 a.b>10..<=20 a.b>=1..2 a.b:1..<2 a.b:1..<=2"_s
                                         << u"a.b>10..<20 a.b>=10..<=20 a.b>10..<=20 a.b:1..2 a.b:1..2 a.b>=1..<=2"_s;
        QTest::newRow("range with one end") << u"/a:10.. /a:..10 /a>10.. /a:..<=10"_s << u"/a>=10 /a<10 /a>10 /a<=10"_s;
        QTest::newRow("path number") << u"/a:.."_s << u""_s;
        QTest::newRow("path infinite") << u"/a:1e300..inf /a>-inf"_s << u"/a:1e+300..inf /a>-inf"_s;
        QTest::newRow("path no range") << u"/a:v1..v2"_s << u"/a:\"v1..v2\""_s;
        QTest::newRow("path quoted range") << u"/a:\"1..2\""_s << u""_s;
        QTest::newRow("path quoted comparison") << u"/a:\">5\",\"<\""_s << u""_s;
        QTest::newRow("path quoted") << u"\"/a b:c\":x"_s << u""_s;
        QTest::newRow("path exists") << u"has:/a/b -has:a.b has:props.c has=/d"_s
                                     << u"has:a.b -has:a.b has:props.c has:/d"_s;
        QTest::newRow("expression") << u"~time.?out -~^a"_s << u""_s;
        QTest::newRow("expression quoted") << u"~\"time ?out\" ~\"\" ~\"bare\""_s << u"~\"time ?out\" ~\"\" ~bare"_s;
        QTest::newRow("expression with brackets") << u"(~a(b|c)+[)]\\) or b)"_s << u"~a(b|c)+[)]\\) or b"_s;
        QTest::newRow("expression with backslashes")
            << u"~\\d\\. ~\"\\d +\\\\\\.\""_s << u"~\\d\\. ~\"\\d +\\\\\\.\""_s;
        QTest::newRow("expression with quotes") << u"~a\" ~\"\\\"a\""_s << u"~a\" ~\"\\\"a\""_s;
        QTest::newRow("expression of any case") << u"~(?i)abc"_s << u""_s;
        QTest::newRow("text like an expression") << u"\"~a\""_s << u""_s;
        QTest::newRow("text like a comparison") << u"\"a=b\" 1+1=2"_s << u"\"a=b\" \"1+1=2\""_s;
        QTest::newRow("whole document") << u"has:\"\""_s << u""_s;
        QTest::newRow("text") << u"free text"_s << u""_s;
        QTest::newRow("phrase") << u"\"free text\""_s << u""_s;
        QTest::newRow("either text") << u"text:a,\"b c\""_s << u""_s;
        QTest::newRow("text like a path") << u"/api/v1"_s << u""_s;
        QTest::newRow("text like a time") << u"12:30"_s << u"\"12:30\""_s;
        QTest::newRow("text like a keyword") << u"\"or\" \"NOT\""_s << u""_s;
        QTest::newRow("text like a negation") << u"\"-a\""_s << u""_s;
        QTest::newRow("groups") << u"(a or b) not c"_s << u"(a or b) -c"_s;
        QTest::newRow("precedence") << u"a b or c d"_s << u"(a b) or (c d)"_s;
        QTest::newRow("lone group") << u"((a or (b or c)))"_s << u"a or b or c"_s;
        QTest::newRow("nested and") << u"a (b (c AND d))"_s << u"a b c d"_s;
        QTest::newRow("negated group") << u"-(a b) not(c or d)"_s << u"-(a b) -(c or d)"_s;
        QTest::newRow("twice negated") << u"--a not -(b c)"_s << u"a b c"_s;
        QTest::newRow("nothing") << u"-()"_s << u""_s;
        QTest::newRow("or everything") << u"a or ()"_s << u""_s;
        QTest::newRow("space") << u"  a\t\u00a0 ( b )  "_s << u"a b"_s;
    }
    void readsAndWrites()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, canonical);
        const EventFilter filter = parsed(text);
        const QString expected = canonical.isEmpty() ? text : canonical;
        QCOMPARE(filter.text(), expected);
        QVERIFY(parsed(filter.text()) == filter);
    }

    // Each line of a table begins with a filter in backquotes; of the last one's, the second is its other spelling.
    void readsThePageOfTheGrammar()
    {
        QFile page(QString::fromUtf8(FILTERS_PAGE));
        QVERIFY(page.open(QIODevice::ReadOnly));
        int read = 0;
        int shown = 0;
        for (const QString &line : QString::fromUtf8(page.readAll()).split(u'\n')) {
            const QStringList spans = line.split(u'`');
            if (!line.startsWith(u"| `") && !line.startsWith(u"tenant:acme user:"))
                continue;
            const QString text = spans.size() > 1 ? spans[1] : line;
            const auto filter = EventFilter::parse(text, now);
            QVERIFY2(filter, qPrintable(text));
            QVERIFY2(EventFilter::parse(filter->text(), now) == *filter, qPrintable(text));
            ++read;
            if (spans.size() != 5 || spans[2] != u" | " || spans[4] != u" |")
                continue;
            QCOMPARE(filter->text(), spans[3]);
            ++shown;
        }
        QVERIFY(read > 40);
        QVERIFY(shown > 6);
    }

    void tellsFaults_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qsizetype>("offset");
        QTest::addColumn<qsizetype>("length");
        QTest::addColumn<QString>("says");

        const auto row = [](const QString &text, qsizetype offset, qsizetype length, const QString &says) {
            QTest::newRow(qPrintable(text)) << text << offset << length << says;
        };
        row(u"a tenant:"_s, 8, 1, u"Expected a value"_s);
        row(u"tenant:a,"_s, 8, 1, u"Expected a value"_s);
        row(u"tenant:a,,b"_s, 8, 1, u"Expected a value"_s);
        row(u"tenant: a"_s, 6, 1, u"Expected a value"_s);
        row(u"a tenent:b"_s, 2, 6, u"no field tenent"_s);
        row(u"a tenent:b"_s, 2, 6, u"is tenant meant"_s);
        row(u"Nmae:b"_s, 0, 4, u"is name meant"_s);
        row(u"colour:b"_s, 0, 6, u"props.colour"_s);
        row(u"tokens>1000"_s, 0, 6, u"props.tokens"_s);
        row(u"time>now"_s, 4, 1, u"time:-1h.."_s);
        row(u"name>5"_s, 4, 1, u"colon behind name"_s);
        row(u"props.a!=b"_s, 7, 2, u"-props.a:value"_s);
        row(u"name!=b"_s, 4, 2, u"-name:value"_s);
        row(u"props.a>"_s, 7, 1, u"Expected a number behind this"_s);
        row(u"props.a>="_s, 7, 2, u"Expected a number behind this"_s);
        row(u"props.a> 5"_s, 7, 1, u"Expected a number behind this"_s);
        row(u"props.a>b"_s, 8, 1, u"Expected a number here"_s);
        row(u"props.a>\"5\""_s, 8, 3, u"Expected a number here"_s);
        row(u"props.a>5..x"_s, 11, 1, u"Expected a number here"_s);
        row(u"props.a>5..<"_s, 10, 2, u"Expected a number behind this"_s);
        row(u"props.a<5..6"_s, 8, 4, u"Expected a number here"_s);
        row(u"props.a>5,6"_s, 8, 3, u"Expected a number here"_s);
        row(u"props.a:"_s, 7, 1, u"Expected a value"_s);
        row(u"\"props.\":x"_s, 0, 8, u"behind props."_s);
        row(u"has:a..b"_s, 4, 4, u"Expected a path"_s);
        row(u"\"a b\">5"_s, 5, 1, u"space behind the closing quote"_s);
        row(u"a ~"_s, 2, 1, u"Expected a regular expression"_s);
        row(u"~)"_s, 0, 1, u"Expected a regular expression"_s);
        row(u"a ~b["_s, 3, 2, u"no regular expression"_s);
        row(u"~\"b(\" c"_s, 1, 4, u"no regular expression"_s);
        row(u"~\"b"_s, 1, 2, u"closing quote"_s);
        row(u"~\"b\"c"_s, 4, 1, u"space behind the closing quote"_s);
        row(u"~(?i)*"_s, 1, 5, u"no regular expression"_s);
        row(u"http://x"_s, 0, 4, u"put quotes"_s);
        row(u"is:valid,wrong"_s, 9, 5, u"Expected valid, warning, invalid or unjudged"_s);
        row(u"time:yesterday"_s, 5, 9, u"Expected a day"_s);
        row(u"time:a..b"_s, 5, 1, u"Expected a moment"_s);
        row(u"time:\"now..b\""_s, 11, 1, u"Expected a moment"_s);
        row(u"time:now..b"_s, 10, 1, u"Expected a moment"_s);
        row(u"time:now..,-1h.."_s, 11, 5, u"one range"_s);
        row(u"time:@x.."_s, 5, 2, u"Expected a moment"_s);
        row(u"/a~b:c"_s, 0, 4, u"Expected a path"_s);
        row(u"has:a"_s, 4, 1, u"Expected a path"_s);
        row(u"has:/a,/b"_s, 7, 2, u"one path"_s);
        row(u"x \"abc"_s, 2, 4, u"closing quote"_s);
        row(u"\"abc\\"_s, 0, 5, u"closing quote"_s);
        row(u"\"a\"b"_s, 3, 1, u"space behind the closing quote"_s);
        row(u"\"a\",b"_s, 3, 1, u"space behind the closing quote"_s);
        row(u"\"a\":b"_s, 3, 1, u"space behind the closing quote"_s);
        row(u"tenant:\"a\":b"_s, 10, 1, u"space behind the closing quote"_s);
        row(u"(a"_s, 0, 1, u"closing bracket"_s);
        row(u"a)"_s, 1, 1, u"no opening bracket"_s);
        row(u"name:f(x)"_s, 6, 1, u"space before the bracket"_s);
        row(u"a or"_s, 4, 0, u"Expected a condition"_s);
        row(u"a and "_s, 6, 0, u"Expected a condition"_s);
        row(u"or a"_s, 0, 2, u"before this"_s);
        row(u"a or or b"_s, 5, 2, u"before this"_s);
        row(u"(a or )"_s, 6, 1, u"before this"_s);
        row(u"-"_s, 0, 1, u"left out"_s);
        row(u"a not"_s, 2, 3, u"left out"_s);
        row(u"(-)"_s, 1, 1, u"left out"_s);
        row(QString(101, u'(') + QString(101, u')'), 100, 1, u"too deeply"_s);
        row(QString(100'000, u'-') + u'a', 100, 1, u"too deeply"_s);
    }
    void tellsFaults()
    {
        QFETCH(const QString, text);
        QFETCH(const qsizetype, offset);
        QFETCH(const qsizetype, length);
        QFETCH(const QString, says);
        const auto filter = EventFilter::parse(text, now);
        QVERIFY(!filter);
        QCOMPARE(filter.error().error.kind, Error::Kind::BadInput);
        QVERIFY2(filter.error().error.message.contains(says), qPrintable(filter.error().error.message));
        QCOMPARE(filter.error().offset, offset);
        QCOMPARE(filter.error().length, length);
    }

    void bringsTreesIntoForm()
    {
        const Node a = node(anyOf(Field::Tenant, {"a"}));
        const Node b = node(anyOf(Field::User, {"b"}));
        const Node everything;
        const Node nothing{Node::Kind::Not, {everything}, {}};
        const auto root = [](const Node &from) { return EventFilter(from).root(); };
        const auto all = [](const QList<Node> &children) { return Node{Node::Kind::All, children, {}}; };
        const auto any = [](const QList<Node> &children) { return Node{Node::Kind::Any, children, {}}; };
        const auto negated = [](const QList<Node> &children) { return Node{Node::Kind::Not, children, {}}; };

        QCOMPARE(root(a), all({a}));
        QCOMPARE(root(all({all({a}), everything, all({all({b})})})), all({a, b}));
        QCOMPARE(root(any({any({a, b}), any({a})})), all({any({a, b, a})}));
        QCOMPARE(root(any({})), all({nothing}));
        QCOMPARE(root(negated({negated({all({a, b})})})), all({a, b}));
        QCOMPARE(root(negated({})), all({nothing}));
        QCOMPARE(root(negated({a, b})), all({negated({all({a, b})})}));

        FilterTerm term = anyOf(Field::Time, {"x"});
        QCOMPARE(root(node(term)), all({nothing}));
        QCOMPARE(root(node(anyOf(Field::Tenant, {}))), all({nothing}));
        QCOMPARE(root(node(anyOf(Field::Verdict, {"*"}))), all({nothing}));
        QCOMPARE(root(node(anyOf(Field::Verdict, {"*", "valid"}))), all({node(anyOf(Field::Verdict, {"valid"}))}));
        term = anyOf(Field::Path, {"x"});
        term.path = "no pointer";
        QCOMPARE(root(node(term)), all({nothing}));
        term.path = "/a";
        term.op = Op::Range;
        term.from = qQNaN();
        QCOMPARE(root(node(term)), all({nothing}));
        term.from = 1;
        term.toClosed = true;
        term.values = {"x"};
        QVERIFY(!root(node(term)).children.first().term.toClosed);
        QCOMPARE(root(node(term)).children.first().term.values, QList<QByteArray>());
        term.path = "props.";
        QCOMPARE(root(node(term)), all({nothing}));
        term = anyOf(Field::Text, {"a", "b"});
        term.op = Op::Matches;
        QCOMPARE(root(node(term)).children.first().term.values, QList<QByteArray>{"a"});
        term.values = {"("};
        QCOMPARE(root(node(term)), all({nothing}));
        term = anyOf(Field::Tenant, {"a"});
        term.path = "/unused";
        term.from = 1;
        term.timeTo = 2;
        QCOMPARE(root(node(term)), all({a}));
    }

    void matchesWildcards_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("match");

        const auto row = [](const QByteArray &pattern, const QByteArray &text, bool match) {
            QTest::newRow((pattern + " ~ " + text).constData()) << pattern << text << match;
        };
        row("a", "a", true);
        row("a", "A", false);
        row("", "", true);
        row("", "a", false);
        row("*", "", true);
        row("*", "any, thing", true);
        row("a*", "a", true);
        row("a*c", "abbc", true);
        row("a*c", "abcb", false);
        row("*a*b*", "xxaxxbxx", true);
        row("a?c", "abc", true);
        row("a?c", "ac", false);
        row("?", "\u00e9", true);
        row("?", "\U0001f600", true);
        row("??", "\U0001f600", false);
        row("*?", "", false);
        row("\\*", "*", true);
        row("\\*", "a", false);
        row("\\?\\\\", "?\\", true);
        row("a\\b", "a\\b", true);
        row("*\\", "x\\", true);
    }
    void matchesWildcards()
    {
        QFETCH(const QByteArray, pattern);
        QFETCH(const QByteArray, text);
        QFETCH(const bool, match);
        QCOMPARE(WildcardPattern(pattern).matches(viewOf(text)), match);
        QVERIFY(WildcardPattern(literal(text)).matches(viewOf(text)));
        QVERIFY(WildcardPattern(literal(text)).isLiteral());
    }

    void matchesBareValues_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("tenant");
        QTest::addColumn<bool>("match");

        const auto row = [](const QByteArray &value, const QByteArray &tenant, bool match) {
            QTest::newRow((value + " in " + tenant).constData()) << value << tenant << match;
        };
        row("acme", "acme", true);
        row("acme", "id=acme", true);
        row("acme", "id=acme,org=7", true);
        row("7", "id=acme,org=7", true);
        row("id", "id=acme,org=7", false);
        row("id=acme", "id=acme,org=7", false);
        row("id=*", "id=acme,org=7", true);
        row("a,b", "id=a,b,org=7", true);
        row("b", "id=a,b,org=7", false);
        row("a=b", "id=a=b", true);
        row("x", "=x", false);
        row("", "", true);
        row("", "id=", true);
        row("", "id=a", false);
        row("a,b", "a,b", true);
        row("a", "a,b", false);
    }
    void matchesBareValues()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const QByteArray, tenant);
        QFETCH(const bool, match);
        for (const Field field : {Field::Tenant, Field::User})
            QCOMPARE(ValueMatcher(anyOf(field, {value})).matches(viewOf(tenant)), match);
        QCOMPARE(ValueMatcher(anyOf(Field::Name, {literal(value)})).matches(viewOf(tenant)), value == tenant);
    }

    void matchesEvents_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<bool>("match");

        const auto row = [](const char *filter, bool match) {
            QTest::newRow(filter) << QString::fromUtf8(filter) << match;
        };
        row("", true);
        row("-()", false);
        row("tenant:acme user:u1 name:api.* service:svc is:warning origin:\"run 12\"", true);
        row("tenant:other", false);
        row("-name:page.*", true);
        row("rule:M7", true);
        row("rule:m7", false);
        row("rule:M", false);
        row("rule:M1", false);
        row("rule:M7:error", false);
        row("rule:plan.*", true);
        row("rule:x,*10", true);
        row("rule:*", true);
        row("rule:\"\"", false);
        row("-rule:S*", true);
        row("is:valid,warning", true);
        row("time:2026-03-01", true);
        row("time:2026-03-02..", false);
        row("time:..2026-03-01T10:00:00Z", false);
        row("time:2026-03-01T10:00:00Z..", true);
        row("gr\u00fcn", true);
        row("GR\u00dcN", true);
        row("STRASSE", false);
        row("STRA\u1e9eE", true);
        row("\"tokens\"", true);
        row("text:nowhere,token", true);
        row("1234", false);
        row("\U0001f600", true);
        row("true", false);
        row("has:/props", true);
        row("has:/props/none", false);
        row("has:\"\"", true);
        row("/props/model:gpt-?", true);
        row("/props/model:GPT-4", false);
        row("/props/tokens:1234.50", true);
        row("/props/tokens:1234.5", false);
        row("/props/tokens:1234.5..1235", true);
        row("/props/tokens:..1234.5", false);
        row("/props/model:..", false);
        row("/props/huge:1e308..inf", false);
        row("/props/huge:1e308..", true);
        row("/props/on:true", true);
        row("/props/off:null", true);
        row("/props:*", false);
        row("/props/list/1:b", true);
        row("/props/twice:2", true);
        row("/props/twice:1", false);
        row("/props/lone:*", true);
        row("(tenant:other or name:api.call) not user:u2", true);
        row("props.model:gpt-4", true);
        row("props.tokens>1234.5", false);
        row("props.tokens>=1234.5", true);
        row("props.tokens<1234.5", false);
        row("props.tokens<=1234.5", true);
        row("props.tokens>1234..<=1234.5", true);
        row("props.huge>1e308", true);
        row("props.model>0", false);
        row("props.list.1:b", true);
        row("props.plan:pro", false);
        row("has:props.none", false);
        row("~^gpt-\\d$", true);
        row("~^GPT", false);
        row("~(?i)^GPT", true);
        row("~\"(?i)GR\u00dcN\"", true);
        row("~^tokens$", true);
        row("~1234", false);
        row("~x.y", false);
        row("~^x.$", true);
        row("~(a+)+$", true);
        row("text:gpt ~\"^(gpt|x)-4$\" -~nowhere", true);
    }
    void matchesEvents()
    {
        QFETCH(const QString, filter);
        QFETCH(const bool, match);
        Event event = eventOf(payload());
        event.service = "svc";
        event.verdict = Verdict::Warning;
        event.rules = "M10:warning M7:error plan.type:warning";
        event.received = now;
        event.identity = {"acme", "u1", "api.call", {}, 1'772'359'200 * microsPerSecond, TimeSource::Event};
        QCOMPARE(parsed(filter).matches(event, "run 12"), match);
    }

    void findsPropertiesAtTheirPlaces()
    {
        const Event event = eventOf(
            R"({"plan":"free","body":{"traits":{"plan":"pro","a.b":1,"a":{"b":2}}},"props":[1],"list":[{"plan":3}]})");
        const auto matches = [&event](const char *text, const QList<QByteArray> &places) {
            return parsed(QString::fromUtf8(text)).matches(event, {}, places);
        };
        QVERIFY(!matches("has:props.plan", {}));
        QVERIFY(matches("props.plan:free", {""}));
        QVERIFY(!matches("props.plan:pro", {""}));
        QVERIFY(matches("props.plan:pro", {"", "/body/traits"}));
        QVERIFY(matches("props.plan:free", {"", "/body/traits"}));
        QVERIFY(matches("props.plan>2", {"/body/traits", "/list/0"}));
        QVERIFY(matches("props.a.b<=1", {"/body/traits"}));
        QVERIFY(matches("props.a.b>=2", {"/body/traits"}));
        QVERIFY(!matches("props.a.b>2", {"/body/traits", "no pointer"}));
        QVERIFY(matches("props.0:1", {}));
    }

    void expressionsThatExplodeDoNotMatch()
    {
        const Event event = eventOf("{\"k\":\"" + QByteArray(40, 'a') + "!\"}");
        QVERIFY(!parsed(u"~^(a+)+$"_s).matches(event));
        QVERIFY(parsed(u"~^(a+)+!$"_s).matches(event));
    }

    void loneSurrogatesStayApart()
    {
        const Event lone = eventOf(R"({"a":"x\ud83dy"})");
        const Event pair = eventOf(R"({"a":"x\ud83d\ude00y"})");
        const QString high = u"x"_s + QChar(0xd83d);
        const EventFilter text = EventFilter().withText(u"x"_s);
        QVERIFY(text.matches(lone) && text.matches(pair));

        const EventFilter filter = parsed(high);
        QVERIFY(filter.matches(lone));
        QVERIFY(!filter.matches(pair));
        QCOMPARE(filter.text(), high);
        QVERIFY(parsed(filter.text()) == filter);
    }

    void withoutATimeTheReceiptCounts()
    {
        Event event = eventOf("{}");
        event.received = now;
        QVERIFY(parsed(u"time:2026-03-10"_s).matches(event));
        event.identity.timeSource = TimeSource::AssumedUtc;
        QVERIFY(!parsed(u"time:2026-03-10"_s).matches(event));
    }

    void unreadableTextHasNoPayload()
    {
        QVERIFY(!parsed(u"a"_s).matches(eventOf("{\"a\":")));
        QVERIFY(!parsed(u"has:\"\""_s).matches(eventOf("")));
        QVERIFY(parsed(u"-a"_s).matches(eventOf("{\"a\":")));
    }

    void knowsWhatNeedsPayloads()
    {
        QVERIFY(!parsed(u"tenant:a (is:valid or -time:..)"_s).needsPayload());
        QVERIFY(parsed(u"tenant:a (is:valid or -x)"_s).needsPayload());
        QVERIFY(parsed(u"-has:/a"_s).needsPayload());
    }

    void editsValues()
    {
        const EventFilter filter = parsed(u"x tenant:a -tenant:b tenant:c (tenant:d or y) -tenant:e"_s);
        QCOMPARE(filter.values(Field::Tenant), QList<QByteArray>{"a"});
        QCOMPARE(filter.values(Field::Tenant, true), (QList<QByteArray>{"b", "e"}));
        QCOMPARE(filter.values(Field::User), QList<QByteArray>{});
        QCOMPARE(
            filter.withValues(Field::Tenant, {"q", "r"}).text(), u"x tenant:q,r -tenant:b (tenant:d or y) -tenant:e"_s);
        QCOMPARE(
            filter.withValues(Field::Tenant, {"q"}, true).text(), u"x tenant:a -tenant:q tenant:c (tenant:d or y)"_s);
        QCOMPARE(filter.withValues(Field::Tenant, {}).text(), u"x -tenant:b (tenant:d or y) -tenant:e"_s);
        QCOMPARE(filter.withValues(Field::User, {"u"}).text(), filter.text() + u" user:u"_s);
        QCOMPARE(filter.without(Field::Tenant).text(), u"x (tenant:d or y)"_s);
        QCOMPARE(EventFilter().withValues(Field::Name, {"n"}).text(), u"name:n"_s);
    }

    void editsPaths()
    {
        const FieldRef model(Field::Path, "props.model");
        const EventFilter filter = parsed(u"props.model:a props.tokens>5 props.model>5 -props.model:b"_s);
        QCOMPARE(filter.values(model), QList<QByteArray>{"a"});
        QCOMPARE(filter.values(model, true), QList<QByteArray>{"b"});
        QCOMPARE(filter.withValues(model, {"c", "d"}).text(),
            u"props.model:c,d props.tokens>5 props.model>5 -props.model:b"_s);
        QCOMPARE(filter.without(model).text(), u"props.tokens>5"_s);
        QCOMPARE(filter.values(FieldRef(Field::Path, "/props/model")), QList<QByteArray>());
    }

    void editsTime()
    {
        const EventFilter filter = parsed(u"a time:@10..@90 time:@20.. b time:..@80"_s);
        QCOMPARE(filter.timeFrom(), std::optional<Micros>(20));
        QCOMPARE(filter.timeTo(), std::optional<Micros>(80));
        const EventFilter edited = filter.withTime(30, {});
        QCOMPARE(edited.conjuncts().size(), 3);
        QCOMPARE(edited.timeFrom(), std::optional<Micros>(30));
        QCOMPARE(edited.timeTo(), std::nullopt);
        QCOMPARE(filter.withTime({}, {}).text(), u"a b"_s);
    }

    void editsText()
    {
        const EventFilter filter = parsed(u"tenant:a one two -three"_s);
        QCOMPARE(filter.freeText(), u"one"_s);
        QCOMPARE(filter.withText(u"tenant:x \"y\""_s).text(), u"tenant:a \"tenant:x \\\"y\\\"\" -three"_s);
        QCOMPARE(filter.withText({}).text(), u"tenant:a -three"_s);
        QCOMPARE(filter.withText(u"back\\slash"_s).freeText(), u"back\\slash"_s);
        const EventFilter expressions = parsed(u"~a one ~b"_s);
        QCOMPARE(expressions.freeText(), u"one"_s);
        QCOMPARE(expressions.withText(u"two"_s).text(), u"~a two ~b"_s);
        QCOMPARE(expressions.withText({}).text(), u"~a ~b"_s);
        QCOMPARE(expressions.withText({}).freeText(), QString());
    }

    void editsTerms()
    {
        const FilterTerm a = anyOf(Field::Tenant, {"a"});
        QCOMPARE(parsed(u"x"_s).withTerm(a).text(), u"x tenant:a"_s);
        QCOMPARE(parsed(u"tenant:a x"_s).withTerm(a).text(), u"tenant:a x"_s);
        QCOMPARE(parsed(u"-tenant:a x"_s).withTerm(a).text(), u"x tenant:a"_s);
        QCOMPARE(parsed(u"tenant:a x"_s).withTerm(a, true).text(), u"x -tenant:a"_s);
    }

    void listsConjuncts()
    {
        const EventFilter filter = parsed(u"tenant:a (b or c) -d"_s);
        QCOMPARE(filter.conjuncts(), (QList<QString>{u"tenant:a"_s, u"b or c"_s, u"-d"_s}));
        QCOMPARE(filter.withoutConjunct(1).text(), u"tenant:a -d"_s);
        QVERIFY(filter.withoutConjunct(3) == filter);
        QVERIFY(filter.withoutConjunct(-1) == filter);
        QCOMPARE(filter.with(parsed(u"e f"_s)).text(), u"tenant:a (b or c) -d e f"_s);
        QVERIFY(EventFilter().matchesAll());
        QVERIFY(!filter.matchesAll());
    }

    void namesVerdicts()
    {
        for (const Verdict verdict : {Verdict::Unjudged, Verdict::Valid, Verdict::Warning, Verdict::Invalid})
            QCOMPARE(verdictFromId(verdictId(verdict)), std::optional(verdict));
        QCOMPARE(verdictFromId("good"), std::nullopt);
    }
};

QTEST_GUILESS_MAIN(TestEventFilter)
#include "tst_eventfilter.moc"
