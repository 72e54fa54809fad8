// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"

#include "store/plans.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QFile>
#include <QSignalSpy>

#include <map>
#include <mutex>
#include <random>
#include <set>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

using Sample = std::tuple<QByteArray, QByteArray, QByteArray>;    // service, rule, name

const std::vector<QByteArray> ruleSets{
    "", "M7:error", "M10:warning M7:error", "M10:error", "plan.type:error", "M1:info plan.type:error"};

Event judgedEvent(std::mt19937 &random, int number)
{
    Event event = plainEvent(number);
    event.service = random() % 2 ? "one" : "two";
    event.rules = ruleSets[random() % ruleSets.size()];
    event.identity.time = 1'000'000'000'000'000 + static_cast<Micros>(random() % 50) * microsPerSecond;
    return event;
}

std::vector<Event> judgedEvents(std::mt19937 &random, int count)
{
    std::vector<Event> events;
    for (int i = 0; i < count; ++i)
        events.push_back(judgedEvent(random, i));
    return events;
}

std::vector<Row> allRows(const EventStore &store)
{
    std::vector<Row> rows(store.columns().size());
    std::iota(rows.begin(), rows.end(), Row(0));
    return rows;
}

// Captures that are written to in turn, so that rows do not come in the order of their ids in the columns.
void fillInterleaved(EventStore &store, std::mt19937 &random, int batches, int batch)
{
    const OriginId capture = valueOf(store.begin({u"capture"_s, u"capture"_s, {}}));
    valueOf(store.complete(capture));
    const OriginId import = valueOf(store.begin({u"import"_s, u"import"_s, {}}));
    for (int i = 0; i < batches; ++i)
        valueOf(store.append(i % 3 ? capture : import, judgedEvents(random, batch)));
    valueOf(store.complete(import));
}

}

// What judging needs of a store: rules counted, texts visited, verdicts given again, events replaced.
class TestStoreJudging : public QObject {
    Q_OBJECT

private slots:
    void init();
    void problemsAreCounted();
    void visitsReachEveryEvent_data();
    void visitsReachEveryEvent();
    void visitEndsEarly();
    void visitIsCancelled();
    void visitOfLargeTexts();
    void verdictsAreGivenAgain();
    void laterVerdictWins();
    void readersSeeWholeVerdicts();
    void fullDiskLeavesVerdicts();
    void repeatsAreFound();
    void replacedAndRestored();
    void replacingIsAllOrNothing();
    void storedAtOnce();
    void seriesIsKept();
    void plansAreKept();
    void readOnlyStoreRefuses();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    [[nodiscard]] QString path() const { return m_folder->filePath(u"s.events"_s); }
    [[nodiscard]] qint64 numberFrom(const char *sql) const
    {
        const SQLite::Database database(QFile::encodeName(path()).toStdString(), SQLite::OPEN_READONLY, 10'000);
        SQLite::Statement select(database, sql);
        return select.executeStep() ? select.getColumn(0).getInt64() : -1;
    }
};

void TestStoreJudging::init()
{
    failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestStoreJudging::problemsAreCounted()
{
    std::mt19937 random(3);
    const auto store = openStore(path());
    fillInterleaved(*store, random, 12, 700);
    valueOf(store->remove({1, 5, 6, 7, 4000}));
    for (const char *text : {"", "service:one", "rule:M7", "name:name1,name2 -rule:M10", "1", "-()"}) {
        const EventFilter filter = filterOf(text);
        std::map<Sample, ProblemGroup> expected;
        for (const StoredEvent &stored : valueOf(store->fetch(searched(*store, filter).rows))) {
            for (const RuleHit &hit : rulesOf(stored.event.rules)) {
                const Event &event = stored.event;
                const auto key = Sample(event.service, hit.rule, event.identity.name);
                auto [group, isNew] = expected.try_emplace(key, ProblemGroup{event.service, hit.rule, hit.severity,
                                                                    event.identity.name, 0, stored.row, stored.row});
                const auto moment = [&](Row row) { return std::pair(store->columns().time(row), row); };
                ProblemGroup &sum = group->second;
                ++sum.count;
                sum.severity = std::max(sum.severity, hit.severity);
                sum.first = moment(stored.row) < moment(sum.first) ? stored.row : sum.first;
                sum.last = moment(stored.row) > moment(sum.last) ? stored.row : sum.last;
            }
        }
        const std::vector<ProblemGroup> groups = valueOf(store->problems(filter));
        QCOMPARE(groups.size(), expected.size());
        qint64 before = std::numeric_limits<qint64>::max();
        for (const ProblemGroup &group : groups) {
            const ProblemGroup &wanted = expected.at({group.service, group.rule, group.name});
            QCOMPARE(group.count, wanted.count);
            QCOMPARE(group.severity, wanted.severity);
            QCOMPARE(group.first, wanted.first);
            QCOMPARE(group.last, wanted.last);
            QVERIFY(group.count <= before);
            before = group.count;
        }
    }
}

void TestStoreJudging::visitsReachEveryEvent_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<bool>("inOrder");
    for (const char *filter : {"", "rule:M7 service:one", "1 or rule:plan.*", "-()"}) {
        for (const bool inOrder : {false, true})
            QTest::addRow("%s %d", filter, inOrder) << QString::fromLatin1(filter) << inOrder;
    }
}

void TestStoreJudging::visitsReachEveryEvent()
{
    QFETCH(const QString, filter);
    QFETCH(const bool, inOrder);
    std::mt19937 random(5);
    const auto store = openStore(path());
    fillInterleaved(*store, random, 10, 1'500);
    valueOf(store->remove({0, 1, 2, 9'000, 14'999}));
    const EventFilter wanted = *EventFilter::parse(filter, 0);

    std::mutex mutex;
    std::map<Row, QByteArray> visited;
    std::map<Row, Row> stretches;
    std::vector<Row> lastOf(static_cast<std::size_t>(store->visitWorkers()), 0);
    const auto visitor = [&](int worker, std::span<const VisitedEvent> events) {
        const std::scoped_lock locked(mutex);
        const auto at = static_cast<std::size_t>(worker);
        if (events.empty() || events.size() > 100)
            return false;
        for (const VisitedEvent &event : events) {
            if (event.row < lastOf[at])
                return false;
            lastOf[at] = event.row;
            visited.emplace(event.row, QByteArray(event.text.data(), static_cast<qsizetype>(event.text.size())));
        }
        return true;
    };
    const auto passed = [&](int worker, Row from, Row to) {
        const std::scoped_lock locked(mutex);
        const Row last = lastOf[static_cast<std::size_t>(worker)];
        return last < to && stretches.emplace(from, to).second;
    };
    auto future = store->visit(wanted, visitor, {inOrder, 100, {}, passed, {}});
    const qint64 count = valueOf(future);
    QCOMPARE(future.progressValue(), future.progressMaximum());
    const std::vector<Row> rows = searched(*store, wanted).rows;
    QCOMPARE(count, qint64(rows.size()));
    QCOMPARE(visited.size(), rows.size());
    for (const StoredEvent &stored : valueOf(store->fetch(rows)))
        QCOMPARE(visited.at(stored.row), stored.event.text);
    Row next = 0;
    for (const auto &[from, to] : stretches) {
        QCOMPARE(from, next);
        next = to;
    }
    QCOMPARE(next, store->columns().size());
}

void TestStoreJudging::visitEndsEarly()
{
    std::mt19937 random(7);
    const auto store = openStore(path());
    fillInterleaved(*store, random, 3, 1'000);
    std::atomic<int> calls = 0;
    VisitOptions options;
    options.inOrder = true;
    options.block = 10;
    const qint64 visited = valueOf(store->visit(
        {}, [&](int, std::span<const VisitedEvent>) { return ++calls < 4; }, options));
    QCOMPARE(visited, 40);
    QCOMPARE(valueOf(store->visit({}, [](int, std::span<const VisitedEvent>) { return true; })), 3'000);
    const auto empty = openStore(m_folder->filePath(u"empty.events"_s));
    QCOMPARE(valueOf(empty->visit({}, [](int, std::span<const VisitedEvent>) { return true; })), 0);
}

void TestStoreJudging::visitIsCancelled()
{
    std::mt19937 random(9);
    const auto store = openStore(path());
    fillInterleaved(*store, random, 10, 1'000);
    QFuture<Result<qint64>> future;
    std::atomic<bool> ready = false;
    std::atomic<int> calls = 0;
    VisitOptions options;
    options.inOrder = true;
    options.block = 1;
    future = store->visit(
        {},
        [&](int, std::span<const VisitedEvent>) {
            while (!ready)
                QThread::yieldCurrentThread();
            if (++calls == 3)
                future.cancel();
            return true;
        },
        options);
    ready = true;
    future.waitForFinished();
    QVERIFY(future.isCanceled());
    QCOMPARE(future.resultCount(), 0);
    QCOMPARE(calls.load(), 3);
}

// Memory stays bounded: a block ends early.
void TestStoreJudging::visitOfLargeTexts()
{
    const auto store = openStore(path());
    std::vector<Event> events = plainEvents(12);
    for (Event &event : events) {
        event.text = "{\"a\":\"" + QByteArray(1'500'000, 'x') + "\"}";
        event.envelope = "{\"b\":\"" + QByteArray(3'000'000, 'y') + "\"}";
    }
    test::store(*store, events);
    std::atomic<std::size_t> largest = 0;
    VisitOptions options;
    options.inOrder = true;
    const qint64 visited = valueOf(store->visit(
        {},
        [&](int, std::span<const VisitedEvent> block) {
            largest = std::max(largest.load(), block.size());
            return std::all_of(block.begin(), block.end(), [&](const VisitedEvent &event) {
                return event.text.size() == 1'500'008 && event.envelope.size() == 3'000'008;
            });
        },
        options));
    QCOMPARE(visited, 12);
    QVERIFY(largest <= 4);
}

void TestStoreJudging::verdictsAreGivenAgain()
{
    std::mt19937 random(11);
    auto store = openStore(path());
    fillInterleaved(*store, random, 6, 500);
    const auto other = openStore(path());
    QSignalSpy changed(store.get(), &EventStore::changed);
    QSignalSpy changedThere(other.get(), &EventStore::changed);
    const quint64 generation = store->columns().generation();
    std::vector<VerdictChange> changes;
    std::map<EventId, Event> expected;
    for (const StoredEvent &stored : valueOf(store->fetch(allRows(*store)))) {
        Event event = stored.event;
        if (random() % 3 == 0) {
            event.verdict = static_cast<Verdict>(random() % 4);
            event.partlyJudged = random() % 2;
            event.rules = random() % 2 ? ruleSets[random() % ruleSets.size()]
                                       : "new" + QByteArray::number(int(random() % 9)) + ":info";
            changes.push_back({stored.row, event.verdict, event.partlyJudged, event.rules});
        }
        expected.emplace(stored.id, event);
    }
    std::shuffle(changes.begin(), changes.end(), random);
    changes.push_back({1'000'000, Verdict::Valid, false, {}});    // unknown
    const qint64 given = valueOf(store->judged(changes));
    QVERIFY(given > 0 && given < qint64(changes.size()));
    QVERIFY(store->columns().generation() > generation);
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(valueOf(store->judged(changes)), 0);    // they are so already
    QTRY_COMPARE(changedThere.size(), 1);
    const auto check = [&](EventStore &checked) {
        for (const StoredEvent &stored : valueOf(checked.fetch(allRows(checked)))) {
            const Event &event = expected.at(stored.id);
            QCOMPARE(stored.event.verdict, event.verdict);
            QCOMPARE(stored.event.partlyJudged, event.partlyJudged);
            QCOMPARE(stored.event.rules, event.rules);
            QCOMPARE(stored.event.identity.timeSource, event.identity.timeSource);
        }
        const auto rules = searched(checked, filterOf("rule:new*")).total;
        QCOMPARE(rules, qint64(std::count_if(expected.begin(), expected.end(),
                            [](const auto &entry) { return entry.second.rules.startsWith("new"); })));
    };
    check(*store);
    check(*other);
    store.reset();
    store = openStore(path());
    check(*store);
    QCOMPARE(numberFrom("SELECT count(*) FROM events WHERE rules LIKE 'new%'"),
        searched(*store, filterOf("rule:new*")).total);
}

// What is asked for last holds, however soon one follows the other.
void TestStoreJudging::laterVerdictWins()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(1));
    std::vector<QFuture<Result<qint64>>> futures;
    for (int i = 0; i < 20; ++i) {
        futures.push_back(store->judged({{0, Verdict::Invalid, false, "a:error"}}));
        futures.push_back(store->judged({{0, Verdict::Unjudged, false, {}}}));
    }
    for (auto &future : futures)
        valueOf(future);
    QCOMPARE(store->columns().verdict(0), Verdict::Unjudged);
    QCOMPARE(store->columns().rules(0), Term(0));
    QCOMPARE(numberFrom("SELECT count(*) FROM events WHERE verdict = 'unjudged' AND rules IS NULL"), 1);
}

// Searches and readers beside the writer see terms that they can look up.
void TestStoreJudging::readersSeeWholeVerdicts()
{
    std::mt19937 random(13);
    const auto store = openStore(path());
    test::store(*store, judgedEvents(random, 5'000));
    std::vector<QFuture<Result<qint64>>> futures;
    for (int round = 0; round < 20; ++round) {
        std::vector<VerdictChange> changes;
        for (Row row = 0; row < 5'000; row += 7)
            changes.push_back({row, Verdict::Warning, false, "r" + QByteArray::number(round) + ":warning"});
        futures.push_back(store->judged(std::move(changes)));
        SearchSpec spec;
        spec.facets.push_back({Field::Rule, 0});
        const SearchResult result = searched(*store, filterOf("rule:*"), spec);
        QVERIFY(result.total > 0);
        for (const ProblemGroup &group : valueOf(store->problems({})))
            QVERIFY(!group.rule.isEmpty());
    }
    for (auto &future : futures)
        valueOf(future);
    QCOMPARE(searched(*store, filterOf("rule:r19")).total, 715);
    QCOMPARE(searched(*store, filterOf("rule:r18")).total, 0);
}

void TestStoreJudging::fullDiskLeavesVerdicts()
{
    StoreOptions options;
    options.path = path();
    {
        const auto store = openStore(options);
        test::store(*store, plainEvents(3'000));
    }
    options.maxBytes = QFileInfo(path()).size();    // no page more
    const auto store = openStore(options);
    std::vector<VerdictChange> changes;
    for (Row row = 0; row < 3'000; ++row)
        changes.push_back({row, Verdict::Warning, true, "r" + QByteArray::number(row) + ":warning"});
    const Error error = errorOf(store->judged(changes));
    QCOMPARE(error.kind, Error::Kind::Io);
    QCOMPARE(searched(*store, filterOf("rule:r*")).total, 0);
    QCOMPARE(numberFrom("SELECT count(*) FROM events WHERE rules IS NOT NULL"), 0);
    QCOMPARE(valueOf(store->judged({{0, Verdict::Invalid, false, {}}})), 1);
    QCOMPARE(searched(*store, filterOf("is:invalid")).total, 751);
}

void TestStoreJudging::repeatsAreFound()
{
    std::mt19937 random(17);
    const auto store = openStore(path());
    constexpr Micros second = microsPerSecond;
    std::vector<OriginId> origins;
    for (int part = 0; part < 3; ++part) {
        std::vector<Event> events = judgedEvents(random, 400);
        for (Event &event : events) {
            if (random() % 4)
                event.identity.dedup = "key" + QByteArray::number(int(random() % 200));
            event.identity.time = 1'000'000'000'000'000 + static_cast<Micros>(random() % 300) * second;
        }
        origins.push_back(test::store(*store, std::move(events)));
    }
    valueOf(store->remove({10, 11, 12, 500, 501}));
    for (const Micros window : {Micros(0), 5 * second, 1'000 * second, std::numeric_limits<Micros>::max()}) {
        for (const OriginId origin : origins) {
            const auto events = valueOf(store->fetch(searched(*store).rows));
            std::vector<Row> expected;
            for (const StoredEvent &late : events) {
                const auto repeated = [&](const StoredEvent &early) {
                    const Micros apart = early.event.identity.time - late.event.identity.time;
                    return early.id < late.id && early.event.identity.dedup == late.event.identity.dedup &&
                           early.event.service == late.event.service && std::abs(apart) <= window;
                };
                if (late.origin == origin && !late.event.identity.dedup.isEmpty() &&
                    std::any_of(events.begin(), events.end(), repeated))
                    expected.push_back(late.row);
            }
            QCOMPARE(valueOf(store->repeats(origin, window)), expected);
        }
    }
    QVERIFY(valueOf(store->repeats(99, second)).empty());
}

void TestStoreJudging::replacedAndRestored()
{
    auto store = openStore(path());
    test::store(*store, plainEvents(100));
    const auto other = openStore(path());
    std::vector<Event> mended = plainEvents(3, 1'000);
    mended[0].rules = "M7:error";
    const auto replacement = valueOf(store->replace({5, 6, 50}, mended, {u"edit"_s, u"edited"_s, {}}));
    QCOMPARE(replacement.events, 3);
    QCOMPARE(replacement.removal.events, 3);
    QCOMPARE(store->columns().visible(), 100);
    QCOMPARE(store->columns().size(), Row(103));
    QVERIFY(store->columns().removed(6));
    QCOMPARE(searched(*store, filterOf("origin:edited")).total, 3);
    QCOMPARE(valueOf(store->fetch({100})).front().event.received, mended[0].received);
    QTRY_COMPARE(searched(*other, filterOf("origin:edited")).total, 3);
    QTRY_VERIFY(other->columns().removed(50));
    QCOMPARE(valueOf(store->origins()).back().info.kind, u"edit"_s);

    store.reset();
    store = openStore(path());
    valueOf(store->remove({101}));    // one of them is deleted meanwhile
    valueOf(store->restore(replacement));
    QCOMPARE(store->columns().visible(), 100);
    QCOMPARE(searched(*store, filterOf("origin:edited")).total, 0);
    QVERIFY(!store->columns().removed(5));
    QTRY_COMPARE(searched(*other, filterOf("origin:test")).total, 100);
    QTRY_COMPARE(other->columns().visible(), 100);
    QCOMPARE(errorOf(store->restore(replacement)).kind, Error::Kind::NotFound);
    QCOMPARE(numberFrom("SELECT count(*) FROM events"), 100);
}

void TestStoreJudging::replacingIsAllOrNothing()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(10));
    valueOf(store->remove({3}));
    const OriginInfo info{u"edit"_s, u"edited"_s, {}};
    for (const std::vector<Row> &rows : {std::vector<Row>{2, 3}, {2, 99}, {}})
        QCOMPARE(errorOf(store->replace(rows, plainEvents(2), info)).kind, Error::Kind::NotFound);
    QCOMPARE(store->columns().visible(), 9);
    QCOMPARE(valueOf(store->origins()).size(), std::size_t(1));
    QCOMPARE(numberFrom("SELECT count(*) FROM removal"), 1);
    QCOMPARE(numberFrom("SELECT count(*) FROM origin"), 1);
    QCOMPARE(valueOf(store->replace({2, 2}, plainEvents(1), info)).removal.events, 1);
}

void TestStoreJudging::storedAtOnce()
{
    const auto store = openStore(path());
    QSignalSpy appended(store.get(), &EventStore::appended);
    const Origin origin = valueOf(store->store({u"compose"_s, u"composed"_s, {}}, plainEvents(5)));
    QCOMPARE(origin.events, 5);
    QCOMPARE(origin.state, Origin::State::Complete);
    QCOMPARE(store->columns().size(), Row(5));
    QCOMPARE(searched(*store, filterOf("origin:composed")).total, 5);
    QTRY_COMPARE(appended.size(), 1);
}

void TestStoreJudging::seriesIsKept()
{
    auto store = openStore(path());
    QCOMPARE(valueOf(store->seriesState()), QByteArray());
    const QByteArray state = QByteArray("a\0b", 3) + QByteArray(100'000, '\xff');
    valueOf(store->setSeriesState("first"));
    valueOf(store->setSeriesState(state));
    QCOMPARE(valueOf(store->seriesState()), state);
    store.reset();
    store = openStore(path());
    QCOMPARE(valueOf(store->seriesState()), state);
    valueOf(store->setSeriesState({}));
    QCOMPARE(valueOf(store->seriesState()), QByteArray());
    QCOMPARE(numberFrom("SELECT count(*) FROM series"), 1);
}

void TestStoreJudging::plansAreKept()
{
    StoreOptions options;
    options.path = path();
    options.clock = [] { return Micros(77); };
    auto store = openStore(options);
    Plans &plans = store->plans();
    QVERIFY(valueOf(plans.all()).empty());
    StoredPlan web{0, u"Web"_s, QByteArray("{\"a\":\"\0\"}", 9), true, 0};
    StoredPlan app{0, u"App"_s, "{}", false, 0};
    web.id = valueOf(plans.save(web));
    app.id = valueOf(plans.save(app));
    web.changed = app.changed = 77;
    QCOMPARE(valueOf(plans.all()), (std::vector<StoredPlan>{app, web}));
    app.inForce = true;
    QCOMPARE(valueOf(plans.save(app)), app.id);
    web.inForce = false;
    QCOMPARE(valueOf(plans.all()), (std::vector<StoredPlan>{app, web}));
    valueOf(plans.remove(app.id));
    QCOMPARE(errorOf(plans.remove(app.id)).kind, Error::Kind::NotFound);
    QCOMPARE(valueOf(plans.all()), std::vector<StoredPlan>{web});
    store.reset();
    store = openStore(options);
    QCOMPARE(valueOf(store->plans().save(app)), app.id);    // comes back
    QCOMPARE(valueOf(store->plans().all()), (std::vector<StoredPlan>{app, web}));
}

void TestStoreJudging::readOnlyStoreRefuses()
{
    std::mt19937 random(19);
    const auto writer = openStore(path());
    test::store(*writer, judgedEvents(random, 100));
    valueOf(writer->setSeriesState("s"));
    StoreOptions options;
    options.path = path();
    options.readOnly = true;
    const auto store = openStore(options);
    const OriginInfo info{u"edit"_s, u"e"_s, {}};
    QCOMPARE(errorOf(store->judged({{0, Verdict::Valid, false, {}}})).kind, Error::Kind::ReadOnly);
    QCOMPARE(errorOf(store->replace({0}, plainEvents(1), info)).kind, Error::Kind::ReadOnly);
    QCOMPARE(errorOf(store->restore(EventStore::Replacement{})).kind, Error::Kind::ReadOnly);
    QCOMPARE(errorOf(store->store(info, plainEvents(1))).kind, Error::Kind::ReadOnly);
    QCOMPARE(errorOf(store->setSeriesState("t")).kind, Error::Kind::ReadOnly);
    QCOMPARE(errorOf(store->plans().save({})).kind, Error::Kind::ReadOnly);
    QCOMPARE(valueOf(store->seriesState()), "s");
    QVERIFY(valueOf(store->plans().all()).empty());
    QVERIFY(!valueOf(store->problems({})).empty());
    QCOMPARE(valueOf(store->visit({}, [](int, std::span<const VisitedEvent>) { return true; })), 100);
}

QTEST_GUILESS_MAIN(TestStoreJudging)
#include "tst_storejudging.moc"
