// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"

#include <QSignalSpy>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

class TestEventStore : public QObject {
    Q_OBJECT

private slots:
    void init();
    void importIsSeenWhenComplete();
    void importsOfAnySize_data();
    void importsOfAnySize();
    void eventsComeBackAsTheyWere();
    void captureIsSeenAtOnce();
    void abandonedLeavesNothing();
    void searchAnswersAll();
    void payloadSearch();
    void storeSurvivesRestart();
    void removedAndRestored();
    void originsAndRejects();
    void manyRuleSetsAreFolded();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    [[nodiscard]] QString path() const { return m_folder->filePath(u"s.events"_s); }
};

void TestEventStore::init()
{
    failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestEventStore::importIsSeenWhenComplete()
{
    const auto store = openStore(path());
    QSignalSpy appended(store.get(), &EventStore::appended);
    const OriginId origin = valueOf(store->begin({u"import"_s, u"a.ndjson"_s, u"/tmp/a.ndjson"_s}));
    valueOf(store->append(origin, plainEvents(10)));
    valueOf(store->append(origin, plainEvents(10, 10)));
    QCOMPARE(store->columns().size(), Row(0));
    QCOMPARE(searched(*store).total, 0);
    QVERIFY(valueOf(store->origins()).empty());

    const Origin done = valueOf(store->complete(origin));
    QCOMPARE(done.events, 20);
    QCOMPARE(done.state, Origin::State::Complete);
    QCOMPARE(store->columns().size(), Row(20));
    QCOMPARE(store->columns().visible(), 20);
    QCOMPARE(searched(*store).total, 20);
    QTRY_COMPARE(appended.size(), 1);
    QCOMPARE(appended.first().at(0).value<Row>(), Row(0));
    QCOMPARE(appended.first().at(1).value<Row>(), Row(20));
}

// Imports become part of the columns as they are where a chunk begins, and row by row where one goes on.
void TestEventStore::importsOfAnySize_data()
{
    constexpr int chunk = 65'536;
    QTest::addColumn<QList<int>>("sizes");
    QTest::newRow("a chunk and more") << QList<int>{chunk + 5, 3};
    QTest::newRow("whole chunks") << QList<int>{chunk, chunk, 7};
    QTest::newRow("behind others") << QList<int>{9, chunk + 20, 1};
}

void TestEventStore::importsOfAnySize()
{
    QFETCH(QList<int>, sizes);
    const auto check = [](const EventStore &store, int count) {
        const Columns &columns = store.columns();
        QCOMPARE(columns.size(), Row(count));
        QCOMPARE(columns.visible(), count);
        for (int i = 0; i < count; ++i) {
            const Event event = plainEvent(i);
            const Row row = Row(i);
            if (columns.id(row) != i + 1 || columns.time(row) != event.identity.time ||
                columns.received(row) != event.received || columns.verdict(row) != event.verdict ||
                columns.userText(columns.user(row)) != event.identity.user || columns.rowOf(i + 1) != row)
                QFAIL(qPrintable(u"row %1 is another"_s.arg(i)));
        }
    };
    int count = 0;
    {
        const auto store = openStore(path());
        for (const int size : qAsConst(sizes)) {
            const OriginId origin = valueOf(store->begin({u"import"_s, u"part"_s, {}}));
            for (int done = 0; done < size; done += 20'000)
                valueOf(store->append(origin, plainEvents(std::min(20'000, size - done), count + done)));
            valueOf(store->complete(origin));
            count += size;
            check(*store, count);
        }
    }
    check(*openStore(path()), count);
}

void TestEventStore::eventsComeBackAsTheyWere()
{
    const auto store = openStore(path());
    std::vector<Event> events = plainEvents(3);
    events[0].text = "{ \"z\":\"\\u00e9\" ,\"a\":1e400,\"s\":\"\\ud800\",\"nul\":\"\\u0000\"}";
    events[0].envelope = "{\"app_key\":\"k\"}";
    events[0].identity.tenant = QByteArray("nul\0inside", 10);
    events[0].identity.dedup = "dedup-1";
    events[1].identity = {};
    events[1].identity.timeSource = TimeSource::Received;
    events[1].service.clear();
    events[1].shape.clear();
    events[2].partlyJudged = true;
    events[2].rules = "M10:warning M7:error";
    events[2].identity.timeSource = TimeSource::AssumedUtc;
    const OriginId origin = test::store(*store, events, u"label"_s);

    const auto fetched = valueOf(store->fetch({2, 0, 1, 0}));
    QCOMPARE(fetched.size(), std::size_t(4));
    const std::vector<std::size_t> order{2, 0, 1, 0};
    for (std::size_t i = 0; i < order.size(); ++i) {
        const Event &expected = events[order[i]];
        const Event &found = fetched[i].event;
        QCOMPARE(found.text, expected.text);
        QCOMPARE(found.envelope, expected.envelope);
        QCOMPARE(found.service, expected.service);
        QCOMPARE(found.shape, expected.shape);
        QCOMPARE(found.received, expected.received);
        QCOMPARE(found.verdict, expected.verdict);
        QCOMPARE(found.partlyJudged, expected.partlyJudged);
        QCOMPARE(found.rules, expected.rules);
        QCOMPARE(found.identity.tenant, expected.identity.tenant);
        QCOMPARE(found.identity.user, expected.identity.user);
        QCOMPARE(found.identity.name, expected.identity.name);
        QCOMPARE(found.identity.dedup, expected.identity.dedup);
        QCOMPARE(found.identity.timeSource, expected.identity.timeSource);
        QCOMPARE(found.identity.time, order[i] == 1 ? expected.received : expected.identity.time);
        QCOMPARE(fetched[i].row, Row(order[i]));
        QCOMPARE(fetched[i].origin, origin);
        QCOMPARE(fetched[i].originLabel, u"label"_s);
    }
}

void TestEventStore::captureIsSeenAtOnce()
{
    const auto store = openStore(path());
    const OriginId origin = valueOf(store->begin({u"capture"_s, u"127.0.0.1"_s, {}}));
    QCOMPARE(valueOf(store->complete(origin)).events, 0);
    valueOf(store->append(origin, plainEvents(1)));
    QCOMPARE(store->columns().size(), Row(1));
    valueOf(store->append(origin, plainEvents(2, 1)));
    QCOMPARE(store->columns().size(), Row(3));
    QCOMPARE(valueOf(store->origins()).front().events, 3);
}

void TestEventStore::abandonedLeavesNothing()
{
    const auto store = openStore(path());
    const OriginId origin = valueOf(store->begin({u"import"_s, u"a"_s, {}}));
    valueOf(store->append(origin, plainEvents(12'000)));
    valueOf(store->reject(origin, {Reject{u"a"_s, 1, 0, 3, u"no"_s, "tru"}}));
    valueOf(store->abandon(origin));
    QCOMPARE(store->columns().size(), Row(0));
    QVERIFY(valueOf(store->rejects(origin)).empty());
    QCOMPARE(errorOf(store->append(origin, plainEvents(1))).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(store->complete(origin)).kind, Error::Kind::NotFound);
    test::store(*store, plainEvents(5));
    QCOMPARE(searched(*store).total, 5);
}

void TestEventStore::searchAnswersAll()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(1000));
    SearchSpec spec;
    spec.order = {{SortKey::Time, true}};
    spec.histogram = HistogramSpec{
        1'000'000'000'000'000, 1'000'000'000'000'000 + 1000 * microsPerSecond, 10, HistogramSpec::Stack::Name, 2};
    spec.facets = {{Field::Tenant, 10}, {Field::Name, 2}, {Field::Verdict, 0}};
    const SearchResult result = searched(*store, filterOf("tenant:tenant1 -name:name0"), spec);
    qint64 expected = 0;
    for (int i = 0; i < 1000; ++i)
        expected += i % 3 == 1 && i % 5 != 0 ? 1 : 0;
    QCOMPARE(result.total, expected);
    QCOMPARE(qint64(result.rows.size()), expected);
    QVERIFY(std::is_sorted(result.rows.rbegin(), result.rows.rend()));
    QCOMPARE(result.seen, Row(1000));
    QCOMPARE(*result.earliest, store->columns().time(result.rows.back()));
    QCOMPARE(*result.latest, store->columns().time(result.rows.front()));
    QCOMPARE(result.histogram->series.size(), std::size_t(3));
    QVERIFY(result.histogram->series.back().other);
    qint64 counted = 0;
    for (const Histogram::Series &series : result.histogram->series)
        counted += series.total;
    QCOMPARE(counted, expected);
    QCOMPARE(result.facets[0].values.size(), std::size_t(3));    // its own selection does not count
    QCOMPARE(result.facets[1].values.size(), std::size_t(2));
    QCOMPARE(result.facets[1].distinct, 5);
    QCOMPARE(result.facets[2].values.size(), std::size_t(4));
}

void TestEventStore::payloadSearch()
{
    const auto store = openStore(path());
    std::vector<Event> events = plainEvents(20'000);
    events[77].text = R"({"n":77,"s":"Caf\u00e9 au lait"})";
    events[19'999].text = R"({"n":19999,"s":"CAFÉ"})";
    test::store(*store, events);
    QCOMPARE(searched(*store, filterOf("café")).rows, (std::vector<Row>{77, 19'999}));
    QCOMPARE(searched(*store, filterOf("/n:100..200")).total, 100);
    QCOMPARE(searched(*store, filterOf("tenant:tenant2 -/n:100..20000")).total, 33);
    QCOMPARE(searched(*store, filterOf("/n:5 or tenant:tenant0")).total, 6668);
}

void TestEventStore::storeSurvivesRestart()
{
    {
        const auto store = openStore(path());
        test::store(*store, plainEvents(100));
        test::store(*store, plainEvents(50, 100), u"second"_s);
    }
    const auto store = openStore(path());
    QCOMPARE(store->columns().size(), Row(150));
    QCOMPARE(searched(*store, filterOf("origin:second")).total, 50);
    QCOMPARE(searched(*store, filterOf("tenant:tenant0 user:user1")).total, 7);
    QCOMPARE(valueOf(store->fetch({149})).front().event.text, "{\"n\":149}");
    test::store(*store, plainEvents(10, 150));
    QCOMPARE(store->columns().id(159), EventId(160));
    QCOMPARE(store->columns().tenantText(store->columns().tenant(150)), "tenant0");
}

void TestEventStore::removedAndRestored()
{
    EventStore::Removal removal;
    {
        const auto store = openStore(path());
        test::store(*store, plainEvents(100));
        QSignalSpy changed(store.get(), &EventStore::changed);
        const quint64 generation = store->columns().generation();
        removal = valueOf(store->remove(searched(*store, filterOf("tenant:tenant0")).rows));
        QCOMPARE(removal.events, 34);
        QCOMPARE(searched(*store).total, 66);
        QCOMPARE(store->columns().visible(), 66);
        QVERIFY(store->columns().removed(0));
        QVERIFY(store->columns().generation() > generation);
        QTRY_COMPARE(changed.size(), 1);
        const auto again = valueOf(store->remove({0, 1}));
        QCOMPARE(again.events, 1);    // the other was removed already
        valueOf(store->restore(again));
        QCOMPARE(searched(*store).total, 66);
    }
    const auto store = openStore(path());
    QCOMPARE(searched(*store).total, 66);
    valueOf(store->restore(removal));
    QCOMPARE(searched(*store).total, 100);
    QCOMPARE(store->columns().visible(), 100);
    QCOMPARE(errorOf(store->restore(removal)).kind, Error::Kind::NotFound);
}

void TestEventStore::originsAndRejects()
{
    const auto store = openStore(path());
    const OriginId origin = valueOf(store->begin({u"import"_s, u"a.ndjson"_s, u"/data/a.ndjson"_s}));
    const Reject reject{u"a.ndjson"_s, 3, 40, 5, u"It ends in the middle."_s, QByteArray("{\"\0a", 4)};
    valueOf(store->reject(origin, {reject, reject}));
    valueOf(store->append(origin, plainEvents(1)));
    valueOf(store->complete(origin));
    const auto origins = valueOf(store->origins());
    QCOMPARE(origins.size(), std::size_t(1));
    QCOMPARE(origins[0].info.detail, u"/data/a.ndjson"_s);
    QCOMPARE(origins[0].rejects, 2);
    QCOMPARE(origins[0].events, 1);
    const auto rejects = valueOf(store->rejects(origin));
    QCOMPARE(rejects.size(), std::size_t(2));
    QCOMPARE(rejects[1].bytes, reject.bytes);
    QCOMPARE(rejects[1].reason, reject.reason);
    QCOMPARE(rejects[1].line, 3);
    QCOMPARE(valueOf(store->rejects(origin, 1)).size(), std::size_t(1));
}

// A row has two bytes for its rule set: when there are too many, the worst rule of each is kept.
void TestEventStore::manyRuleSetsAreFolded()
{
    constexpr int count = 70'000;
    std::vector<Event> events = plainEvents(count);
    for (int i = 0; i < count; ++i) {
        const QByteArray n = QByteArray::number(100'000 + i);
        events[static_cast<std::size_t>(i)].rules = i % 10 == 0 ? "s" + n + ":error" : "a" + n + ":info z:warning";
    }
    const QByteArray first = events[1].rules;
    auto store = openStore(path());
    test::store(*store, std::move(events));
    for (int round = 0; round < 2; ++round) {
        const Columns &columns = store->columns();
        QCOMPARE(columns.rulesText(columns.rules(1)), first);
        QCOMPARE(columns.rulesText(columns.rules(69'999)), "z:warning");
        QCOMPARE(columns.rulesText(columns.rules(69'990)), "s169990:error");
        QCOMPARE(searched(*store, filterOf("rule:z")).total, count * 9 / 10);
        QCOMPARE(searched(*store, filterOf("rule:s*")).total, count / 10);
        store.reset();
        store = openStore(path());
    }
}

QTEST_GUILESS_MAIN(TestEventStore)
#include "tst_eventstore.moc"
