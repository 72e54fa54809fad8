// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventworld.h"
#include "testmain.h"
#include "views/filtercompletion.h"
#include "views/filtertokens.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <random>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr Micros now = test::worldStart + microsPerDay + 5 * microsPerHour;

struct Subject {
    explicit Subject(int events = 200)
        : world(events)
        , model(*world.store, world.state, [] { return now; })
    {}

    // `|` in the text is the cursor.
    void ask(QString text, bool asked = true)
    {
        const qsizetype cursor = text.indexOf(u'|');
        model.ask(text.remove(cursor, 1), cursor, asked);
        last = text;
    }
    bool waitFor(const QString &insert)
    {
        return QTest::qWaitFor([&] { return !model.isAsking() && (insert.isEmpty() || rowOf(insert) >= 0); }, 5000);
    }
    int rowOf(const QString &insert) const
    {
        for (int row = 0; row < model.rowCount(); ++row)
            if (model.index(row).data(FilterCompletion::InsertRole).toString() == insert)
                return row;
        return -1;
    }
    QStringList titles() const
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all.append(model.index(row).data().toString());
        return all;
    }
    // The text after taking it, with the cursor.
    QString taken(const QString &insert) const
    {
        const auto edit = model.edit(rowOf(insert));
        return last.first(edit.from) + edit.text + u'|' + last.sliced(edit.to);
    }
    qint64 count(const QString &insert) const
    {
        return model.index(rowOf(insert)).data(FilterCompletion::CountRole).toLongLong();
    }

    test::EventWorld world;
    FilterCompletion model;
    QString last;
};

}

class TestFilterCompletion : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void cleanupTestCase() { m_shared.reset(); }
    void tokens_data();
    void tokens();
    void tokensOfAnything();
    void completes_data();
    void completes();
    void listsKeys();
    void countsUnderTheRest();
    void ranksWhatBeginsAsTyped();
    void leavesOutWhatIsGiven();
    void prefersNothingWhereTheTypedIsMeant_data();
    void prefersNothingWhereTheTypedIsMeant();
    void newestQuestionWins();
    void listsTimes();
    void samplesPaths();
    void completesPaths();
    void writesWhatIsRead();

private:
    // One store for what only asks.
    Subject &shared()
    {
        if (!m_shared)
            m_shared = std::make_unique<Subject>();
        return *m_shared;
    }

    std::unique_ptr<Subject> m_shared;
};

void TestFilterCompletion::tokens_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("parts");    // kind and text of each; kinds as below
    const auto row = [](const char *name, const QString &text, const QString &parts) {
        QTest::newRow(name) << text << parts;
    };
    row("empty", u"  "_s, {});
    row("field", u"tenant:acme"_s, u"k0 tenant|o0 :|v0 acme"_s);
    row("values", u"name:a,\"b c\" x"_s, u"k0 name|o0 :|v0 a|c0 ,|v0 \"b c\"|t1 x"_s);
    row("negated", u"-name:a not x"_s, u"n0 -|k0 name|o0 :|v0 a|n1 not|t1 x"_s);
    row("words", u"a or (b AND c)"_s, u"t0 a|w or|b (|t1 b|w AND|t2 c|b )"_s);
    row("pointer", u"/a/b:10..20"_s, u"k0 /a/b|o0 :|v0 10..20"_s);
    row("dotted", u"props.tokens>=1000 a.b=x"_s, u"k0 props.tokens|o0 >=|v0 1000|k1 a.b|o1 =|v1 x"_s);
    row("quoted path", u"\"/a b\":x"_s, u"k0 \"/a b\"|o0 :|v0 x"_s);
    row("clock", u"12:30 a>b 1.5:2"_s, u"t0 12:30|t1 a>b|t2 1.5:2"_s);
    row("open quote", u"user:\"a b"_s, u"k0 user|o0 :|v0 \"a b"_s);
    row("escape", u"\"a\\\" b\" c"_s, u"t0 \"a\\\" b\"|t1 c"_s);
    row("pattern", u"~\"a b\" ~c.*"_s, u"p0 ~\"a b\"|p1 ~c.*"_s);
    row("half typed", u"tenant: user:a, -"_s, u"k0 tenant|o0 :|k1 user|o1 :|v1 a|c1 ,|n2 -"_s);
}

void TestFilterCompletion::tokens()
{
    QFETCH(QString, text);
    QFETCH(QString, parts);
    constexpr QStringView letters = u"nwbkovctp";
    QStringList found;
    for (const FilterToken &token : filterTokens(text)) {
        QString part(letters[static_cast<qsizetype>(token.kind)]);
        if (token.term >= 0)
            part += QString::number(token.term);
        found.append(part + u' ' + text.mid(token.offset, token.length));
    }
    QCOMPARE(found.join(u'|'), parts);
}

// Whatever is typed: tokens ascend, cover all but spaces, and the cursor is inside the text.
void TestFilterCompletion::tokensOfAnything()
{
    std::mt19937 random(7);    // NOLINT(cert-msc32-c,cert-msc51-cpp): the same texts each time
    const QString letters = u"ab:,\"\\()-~ .<>=/notr*@é\u2028"_s;
    for (int round = 0; round < 4000; ++round) {
        QString text;
        for (auto left = random() % 14; left > 0; --left)
            text += letters[static_cast<qsizetype>(random() % static_cast<unsigned>(letters.size()))];
        qsizetype at = 0;
        for (const FilterToken &token : filterTokens(text)) {
            QVERIFY2(token.offset >= at && token.length > 0 && token.end() <= text.size(), qPrintable(text));
            QVERIFY(QStringView(text).sliced(at, token.offset - at).trimmed().isEmpty());
            at = token.end();
        }
        QVERIFY2(QStringView(text).sliced(at).trimmed().isEmpty(), qPrintable(text));
        for (qsizetype cursor = 0; cursor <= text.size(); ++cursor) {
            const FilterCursor there = filterCursor(text, cursor);
            QVERIFY2(there.from >= 0 && there.from <= cursor && cursor <= there.to && there.to <= text.size() &&
                         there.termFrom <= there.from && there.to <= there.termTo,
                qPrintable(text));
        }
    }
}

void TestFilterCompletion::completes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("choice");
    QTest::addColumn<QString>("result");
    const auto row = [](const char *name, const QString &text, const QString &choice, const QString &result) {
        QTest::newRow(name) << text << choice << result;
    };
    row("key", u"ten|"_s, u"tenant:"_s, u"tenant:|"_s);
    row("key in capitals", u"TEN|"_s, u"tenant:"_s, u"tenant:|"_s);
    row("key of nothing", u"|"_s, u"name:"_s, u"name:|"_s);
    row("key behind", u"is:valid |"_s, u"user:"_s, u"is:valid user:|"_s);
    row("key negated", u"-u|"_s, u"user:"_s, u"-user:|"_s);
    row("key in brackets", u"(a or u|)"_s, u"user:"_s, u"(a or user:|)"_s);
    row("another key", u"ten|ant:acme"_s, u"tenant:"_s, u"tenant:|acme"_s);
    row("keyword", u"a o|"_s, u"or "_s, u"a or |"_s);
    row("value", u"tenant:ac|"_s, u"acme"_s, u"tenant:acme|"_s);
    row("value of nothing", u"tenant:|"_s, u"globex"_s, u"tenant:globex|"_s);
    row("in the middle", u"tenant:gl|ob x"_s, u"globex"_s, u"tenant:globex| x"_s);
    row("quoted", u"tenant:umb|"_s, u"\"umbrella corp\""_s, u"tenant:\"umbrella corp\"|"_s);
    row("open quote", u"tenant:\"umb|"_s, u"\"umbrella corp\""_s, u"tenant:\"umbrella corp\"|"_s);
    row("not of ASCII", u"tenant:nokta|"_s, u"\"Üç Nokta GmbH\""_s, u"tenant:\"Üç Nokta GmbH\"|"_s);
    row("second value", u"tenant:acme,|"_s, u"globex"_s, u"tenant:acme,globex|"_s);
    row("first of two", u"tenant:|,globex"_s, u"acme"_s, u"tenant:acme|,globex"_s);
    row("verdict", u"is:in|"_s, u"invalid"_s, u"is:invalid|"_s);
    row("verdict by its other name", u"verdict:w|"_s, u"warning"_s, u"verdict:warning|"_s);
    row("origin", u"origin:mar|"_s, u"march.ndjson"_s, u"origin:march.ndjson|"_s);
    row("service", u"service:a|"_s, u"alpha"_s, u"service:alpha|"_s);
    row("time", u"time:-2|"_s, u"-24h.."_s, u"time:-24h..|"_s);
    row("pointer", u"/string_props/mo|"_s, u"/string_props/model:"_s, u"/string_props/model:|"_s);
    row("names", u"string_props.|"_s, u"string_props.model:"_s, u"string_props.model:|"_s);
    row("path by a part", u"model|"_s, u"string_props.model:"_s, u"string_props.model:|"_s);
    row("number", u"numeric_props.tok|"_s, u"numeric_props.tokens"_s, u"numeric_props.tokens|"_s);
    row("operator", u"numeric_props.tokens|"_s, u"numeric_props.tokens>="_s, u"numeric_props.tokens>=|"_s);
    row("value of a path", u"is:valid string_props.model:m|"_s, u"m3"_s, u"is:valid string_props.model:m3|"_s);
    row("there", u"-has:mod|"_s, u"string_props.model"_s, u"-has:string_props.model|"_s);
}

void TestFilterCompletion::completes()
{
    QFETCH(QString, text);
    QFETCH(QString, choice);
    QFETCH(QString, result);
    Subject &s = shared();
    QAbstractItemModelTester tester(&s.model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    s.ask(text);
    QVERIFY2(s.waitFor(choice), qPrintable(s.titles().join(u' ')));
    QCOMPARE(s.taken(choice), result);
    s.model.stop();
    QCOMPARE(s.model.rowCount(), 0);
}

void TestFilterCompletion::listsKeys()
{
    Subject s(20);
    s.ask(u"|"_s);
    QVERIFY(s.model.rowCount() >= 12);
    for (int row = 0; row < s.model.rowCount(); ++row)
        QVERIFY(!s.model.index(row).data(FilterCompletion::AboutRole).toString().isEmpty());
    QCOMPARE(s.model.preferredRow(), 0);
    s.ask(u"|"_s, false);    // not before it is asked for
    QCOMPARE(s.model.rowCount(), 0);
    s.ask(u"needle|"_s, false);
    QCOMPARE(s.model.rowCount(), 0);
    s.ask(u"a ~ten|"_s);
    QCOMPARE(s.model.rowCount(), 0);
}

void TestFilterCompletion::countsUnderTheRest()
{
    Subject s(300);
    s.ask(u"name:page.view tenant:acme,| is:valid"_s);
    QVERIFY(s.waitFor(u"globex"_s));
    const auto rest = EventFilter::parse(u"name:page.view is:valid tenant:globex", now);
    qint64 expected = 0;
    for (int n = 0; n < 300; ++n)
        expected += rest->matches(test::worldEvent(n), "march.ndjson") ? 1 : 0;
    QVERIFY(expected > 0);
    QCOMPARE(s.count(u"globex"_s), expected);
    s.ask(u"is:|"_s);
    QVERIFY(QTest::qWaitFor([&] { return s.count(u"invalid"_s) == 30; }));
    QCOMPARE(s.titles(), (QStringList{u"valid"_s, u"warning"_s, u"invalid"_s, u"unjudged"_s}));
}

void TestFilterCompletion::ranksWhatBeginsAsTyped()
{
    Subject s(300);
    s.ask(u"name:u|"_s);    // job.failed has none, user.signed_up begins so, checkout and api.request hold it
    QVERIFY(s.waitFor(u"user.signed_up"_s));
    QCOMPARE(s.titles().first(), u"user.signed_up"_s);
    QVERIFY(s.titles().contains(u"api.request"_s));
    QVERIFY(!s.titles().contains(u"job.failed"_s));
    s.ask(u"user:user_4|"_s);
    QVERIFY(s.waitFor(u"user_4"_s));
    QCOMPARE(s.model.rowCount(), 11);
}

void TestFilterCompletion::leavesOutWhatIsGiven()
{
    Subject s;
    s.ask(u"tenant:acme,\"umbrella corp\",|"_s);
    QVERIFY(s.waitFor(u"globex"_s));
    QCOMPARE(s.rowOf(u"acme"_s), -1);
    QCOMPARE(s.rowOf(u"\"umbrella corp\""_s), -1);
}

void TestFilterCompletion::prefersNothingWhereTheTypedIsMeant_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("preferred");
    QTest::newRow("begun") << u"tenant:ac|"_s << 0;
    QTest::newRow("whole") << u"tenant:acme|"_s << -1;
    QTest::newRow("one of several") << u"user:user_4|"_s << -1;
    QTest::newRow("wildcard") << u"user:user_4*|"_s << -1;
    QTest::newRow("keyword") << u"a or|"_s << -1;
}

void TestFilterCompletion::prefersNothingWhereTheTypedIsMeant()
{
    QFETCH(QString, text);
    QFETCH(int, preferred);
    Subject &s = shared();
    s.ask(text, false);
    QVERIFY(s.waitFor({}));
    QVERIFY(s.model.rowCount() > 0);
    QCOMPARE(s.model.preferredRow(), preferred);
}

void TestFilterCompletion::newestQuestionWins()
{
    Subject s(400);
    for (const QString &text : {u"user:|"_s, u"tenant:|"_s, u"name:|"_s, u"tenant:glo|"_s})
        s.ask(text);
    QVERIFY(s.waitFor(u"globex"_s));
    QCOMPARE(s.titles(), QStringList{u"globex"_s});
    s.ask(u"user:|"_s);
    s.model.stop();
    QTest::qWait(80);
    QCOMPARE(s.model.rowCount(), 0);
}

void TestFilterCompletion::listsTimes()
{
    Subject s(10);
    s.ask(u"time:|"_s);
    QVERIFY(s.rowOf(u"-1h.."_s) >= 0);
    QVERIFY(s.rowOf(u"2026-03-02"_s) >= 0);    // today
    s.ask(u"time:yest|"_s, false);
    QCOMPARE(s.taken(u"2026-03-01"_s), u"time:2026-03-01|"_s);
    for (int row = 0; row < s.model.rowCount(); ++row)
        QVERIFY(EventFilter::parse(u"time:"_s + s.model.edit(row).text, now).has_value());
}

void TestFilterCompletion::samplesPaths()
{
    test::EventWorld world(900);
    Event odd;
    odd.text = R"({"/a~b":{"c d":{"e":1}},"list":[{"x":1}],"string_props":"no object","dup":1,"dup":2})";
    odd.identity.tenant = "acme";
    world.add(std::vector{odd});
    PropertySample sample(*world.store);
    QSignalSpy changed(&sample, &PropertySample::changed);
    QVERIFY(sample.paths().paths.empty());
    QTRY_COMPARE(changed.count(), 1);
    const KnownPath *model = sample.find("/string_props/model");
    QVERIFY(model && !model->isNumeric() && model->leaf);
    QCOMPARE(model->events, sample.paths().events - 1);
    const KnownPath *tokens = sample.find("/numeric_props/tokens");
    QVERIFY(tokens && tokens->isNumeric());
    QVERIFY(sample.find("/~1a~0b/c d/e"));
    QCOMPARE(sample.find("/dup")->events, 1);
    QVERIFY(!sample.find("/list/0/x"));
    QVERIFY(!sample.find("/numeric_props")->leaf);
    for (const KnownPath &path : sample.paths().paths) {
        const auto filter = EventFilter::parse(u"has:"_s + path.written, 0);
        QVERIFY2(filter, qPrintable(path.written));
        QCOMPARE(filter->root().children.first().term.path, path.path);
    }
}

void TestFilterCompletion::completesPaths()
{
    Subject s;
    s.ask(u"/num|"_s, false);
    QVERIFY(s.waitFor(u"/numeric_props/tokens"_s));
    QCOMPARE(s.taken(u"/numeric_props/tokens"_s), u"/numeric_props/tokens|"_s);
    const QModelIndex row = s.model.index(s.rowOf(u"/numeric_props/tokens"_s));
    QCOMPARE(row.data(FilterCompletion::ShareRole).toDouble(), 1.0);
    s.ask(u"has:/str|"_s, false);
    QVERIFY(s.waitFor(u"/string_props/model"_s));
    QCOMPARE(s.taken(u"/string_props"_s), u"has:/string_props|"_s);
}

// What is taken means the value that was listed, whatever characters it has.
void TestFilterCompletion::writesWhatIsRead()
{
    test::EventWorld world(0);
    const QByteArrayList values{"a,b", "a b", "(x)", "say \"hi\"", "back\\slash", "star*", "what?", "-minus", "1..2",
        "~t", "or", "k:v", "\xc3\xa9t\xc3\xa9", "*", "\\*"};
    std::vector<Event> events;
    for (const QByteArray &value : values) {
        Event event = test::worldEvent(0);
        event.identity.tenant = value;
        events.push_back(event);
    }
    world.add(events);
    FilterCompletion model(*world.store, world.state, [] { return now; });
    model.ask(u"tenant:"_s, 7, true);
    QTRY_COMPARE(model.rowCount(), static_cast<int>(values.size()));
    for (int row = 0; row < model.rowCount(); ++row) {
        const auto filter = EventFilter::parse(u"tenant:"_s + model.edit(row).text, now);
        QVERIFY2(filter, qPrintable(model.edit(row).text));
        qint64 matching = 0;
        for (const Event &event : events)
            matching += filter->matches(event) ? 1 : 0;
        QCOMPARE(matching, 1);
        QCOMPARE(filter->values(Field::Tenant).size(), 1);
    }
}

}

QTEST_GUILESS_MAIN(eventscope::TestFilterCompletion)
#include "tst_filtercompletion.moc"
