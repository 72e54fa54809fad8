// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"

#include <QThread>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <tuple>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

constexpr Micros epoch = 1'750'000'000'000'000;
constexpr int manyEvents = 90'000;    // more than a chunk, and more than one core sorts at once

Event smallEvent(std::mt19937 &random, int number)
{
    const auto below = [&random](unsigned bound) { return static_cast<int>(random() % bound); };
    Event event;
    event.text = "{}";
    event.service = below(3) ? "one" : "two";
    event.identity.tenant = "t" + QByteArray::number(below(20));
    event.identity.user = below(3) ? "u" + QByteArray::number(below(9'000)) : QByteArray("nobody");
    event.identity.name = "n" + QByteArray::number(below(5));
    const Micros late = below(50) == 0 ? below(500'000'000) : 0;
    event.identity.time = epoch + number * 10'000 - late;
    event.identity.timeSource = TimeSource::Event;
    event.received = epoch + below(2'000'000'000);
    event.verdict = static_cast<Verdict>(below(50) == 0 ? below(4) : 1);
    event.rules = event.verdict == Verdict::Invalid ? "M7:error" : "";
    return event;
}

template <typename Value>
int compared(const Value &a, const Value &b)
{
    return a < b ? -1 : b < a ? 1 : 0;
}

int compare(const Columns &columns, SortKey key, Row a, Row b)
{
    switch (key) {
    case SortKey::Arrival:
        return compared(columns.id(a), columns.id(b));
    case SortKey::Time:
        return compared(columns.time(a), columns.time(b));
    case SortKey::Tenant:
        return compared(columns.tenantText(columns.tenant(a)), columns.tenantText(columns.tenant(b)));
    case SortKey::User:
        return compared(columns.userText(columns.user(a)), columns.userText(columns.user(b)));
    case SortKey::Name:
        return compared(columns.nameText(columns.name(a)), columns.nameText(columns.name(b)));
    case SortKey::Service:
        return compared(columns.serviceText(columns.service(a)), columns.serviceText(columns.service(b)));
    case SortKey::Verdict:
        return compared(columns.verdict(a), columns.verdict(b));
    case SortKey::Size:
        return compared(columns.bytes(a), columns.bytes(b));
    case SortKey::Received:
        return compared(columns.received(a), columns.received(b));
    case SortKey::Rules:
        return compared(columns.rulesText(columns.rules(a)), columns.rulesText(columns.rules(b)));
    case SortKey::Origin:
    case SortKey::Path:
        break;
    }
    return 0;
}

qint64 sumOf(const Histogram &histogram)
{
    qint64 sum = 0;
    for (const Histogram::Series &series : histogram.series)
        sum += std::accumulate(series.counts.begin(), series.counts.end(), qint64(0));
    return sum;
}

}

// Stores of more rows than one thread looks at, and of rows that come while they are searched.
class TestStoreRows : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { failOnWarnings(); }
    void orders_data();
    void orders();
    void timesAndBuckets();
    void arrivalsLoseNothing();
    void remembersCountsOfAll();
    void tenantsAndNamesOfAnyNumber();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventStore> m_store;
};

void TestStoreRows::initTestCase()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = openStore(m_folder->filePath(u"many.events"_s));
    std::mt19937 random(5);
    int number = 0;
    // An import that is complete before another that began earlier: ids do not ascend.
    const OriginId first = valueOf(m_store->begin({u"import"_s, u"b"_s, {}}));
    valueOf(m_store->append(first, {smallEvent(random, 0)}));
    std::vector<Event> events;
    for (; number < manyEvents; ++number)
        events.push_back(smallEvent(random, number));
    store(*m_store, std::move(events), u"a"_s);
    valueOf(m_store->complete(first));
    QCOMPARE(m_store->columns().size(), Row(manyEvents + 1));
}

void TestStoreRows::orders_data()
{
    QTest::addColumn<SearchOrders>("orders");
    for (int key = 0; key < static_cast<int>(SortKey::Path); ++key) {
        const auto sortKey = static_cast<SortKey>(key);
        QTest::addRow("key %d", key) << SearchOrders{{sortKey}};
        QTest::addRow("key %d, descending", key) << SearchOrders{{sortKey, true}};
    }
    QTest::newRow("three") << SearchOrders{{SortKey::Verdict, true}, {SortKey::Name}, {SortKey::Time, true}};
    QTest::newRow("arrival last") << SearchOrders{{SortKey::User}, {SortKey::Arrival, true}};
}

void TestStoreRows::orders()
{
    QFETCH(SearchOrders, orders);
    const Columns &columns = m_store->columns();
    SearchSpec spec;
    spec.order = orders;
    const std::vector<Row> rows = searched(*m_store, {}, spec).rows;
    QCOMPARE(rows.size(), std::size_t(columns.size()));
    QCOMPARE(std::set<Row>(rows.begin(), rows.end()).size(), rows.size());
    // Each pair of neighbours is in order: ids decide what all keys leave open.
    const auto inOrder = [&](Row a, Row b) {
        for (const SearchOrder &order : orders) {
            int difference = compare(columns, order.key, a, b);
            if (order.key == SortKey::Origin)    // the one event that was begun first is of the label "b"
                difference = compared(columns.id(b) == 1, columns.id(a) == 1) * -1;
            if (difference != 0)
                return (difference < 0) != order.descending;
        }
        return columns.id(a) < columns.id(b);
    };
    const auto wrong = std::adjacent_find(rows.begin(), rows.end(), [&](Row a, Row b) { return !inOrder(a, b); });
    QCOMPARE(wrong - rows.begin(), rows.end() - rows.begin());
}

// Stretches of rows are passed over by their times: what is found is what a look at each row finds.
void TestStoreRows::timesAndBuckets()
{
    const Columns &columns = m_store->columns();
    std::mt19937 random(9);
    for (int round = 0; round < 20; ++round) {
        const Micros from = epoch - 400'000'000 + Micros(random() % 1'400'000'000);
        const Micros to = from + Micros(random() % 900'000'000);
        const EventFilter filter = filterOf(round % 2 ? "-user:nobody" : "tenant:t1*").withTime(from, to);
        SearchSpec spec;
        spec.histogram = HistogramSpec{from, to, 1 + int(random() % 300), HistogramSpec::Stack::Tenant, 30};
        spec.facets = {{Field::User, 0}, {Field::Tenant, 0}};
        const SearchResult result = searched(*m_store, filter, spec);
        std::vector<Row> expected;
        std::map<QByteArray, std::map<Micros, quint32>> buckets;
        qint64 users = 0;
        for (Row row = 0; row < columns.size(); ++row) {
            const QByteArray tenant = columns.tenantText(columns.tenant(row));
            const bool named = columns.userText(columns.user(row)) != "nobody";
            const bool inTime = columns.time(row) >= from && columns.time(row) < to;
            const bool matches = round % 2 ? named : tenant.startsWith("t1");
            // The opposite of a user is a user's term too, which the facet of users ignores.
            users += inTime && (matches || round % 2);
            if (!inTime || !matches)
                continue;
            expected.push_back(row);
            ++buckets[tenant][(columns.time(row) - from) / result.histogram->bucket];
        }
        std::sort(expected.begin(), expected.end(), [&](Row a, Row b) { return columns.id(a) < columns.id(b); });
        QCOMPARE(result.rows, expected);
        QCOMPARE(result.total, qint64(expected.size()));
        QCOMPARE(result.facets.front().total, users);
        QCOMPARE(sumOf(*result.histogram), result.total);
        for (const Histogram::Series &series : result.histogram->series) {
            for (std::size_t bucket = 0; bucket < series.counts.size(); ++bucket)
                QCOMPARE(series.counts[bucket], buckets[series.value][Micros(bucket)]);
        }
    }
}

// Two stores on one file append while a third thread searches: each answer is that of one moment, and in the end
// every event is there once.
void TestStoreRows::arrivalsLoseNothing()
{
    constexpr int batches = 60;
    constexpr int each = 25;
    const QString path = m_folder->filePath(u"live.events"_s);
    const auto mine = openStore(path);
    const auto other = openStore(path);
    std::vector<OriginId> origins;
    for (EventStore *store : {mine.get(), other.get()}) {
        origins.push_back(valueOf(store->begin({u"capture"_s, u"live"_s, {}})));
        valueOf(store->complete(origins.back()));
    }
    std::vector<std::unique_ptr<QThread>> writing;
    for (std::size_t i = 0; i < origins.size(); ++i) {
        EventStore &store = i == 0 ? *mine : *other;
        writing.emplace_back(QThread::create([&store, origin = origins[i], i] {
            for (int batch = 0; batch < batches; ++batch)
                valueOf(store.append(origin, plainEvents(each, (int(i) * batches + batch) * each)));
        }));
        writing.back()->start();
    }
    SearchSpec spec;
    spec.order = {{SortKey::Time, true}};
    spec.histogram = HistogramSpec{1'000'000'000'000'000, 1'000'100'000'000'000, 50, HistogramSpec::Stack::Name, 10};
    spec.facets = {{Field::Tenant, 0}};
    Row seen = 0;
    do {
        const SearchResult result = searched(*mine, {}, spec);
        QVERIFY(result.seen >= seen);
        seen = result.seen;
        QCOMPARE(result.total, qint64(seen));
        const std::set<Row> rows(result.rows.begin(), result.rows.end());
        QCOMPARE(rows.size(), std::size_t(seen));
        QCOMPARE(result.rows.size(), std::size_t(seen));
        QVERIFY(rows.empty() || *rows.rbegin() == seen - 1);
        QCOMPARE(sumOf(*result.histogram), qint64(seen));
        QCOMPARE(result.facets.front().total, qint64(seen));
    } while (!std::all_of(writing.begin(), writing.end(), [](const auto &thread) { return thread->isFinished(); }));
    for (const auto &thread : writing)
        QVERIFY(thread->wait(60'000));
    for (EventStore *store : {mine.get(), other.get()}) {
        QTRY_COMPARE_WITH_TIMEOUT(store->columns().size(), Row(2 * batches * each), 30'000);
        std::set<QByteArray> texts;
        for (const StoredEvent &stored : valueOf(store->fetch(searched(*store).rows)))
            texts.insert(stored.event.text);
        QCOMPARE(texts.size(), std::size_t(2 * batches * each));
    }
}

namespace {

const std::vector<FacetSpec> everyFacet{{Field::Tenant, 0}, {Field::User, 0}, {Field::Name, 0}, {Field::Service, 0},
    {Field::Verdict, 0}, {Field::Rule, 0}, {Field::Origin, 0}};

QByteArray textOf(const Columns &columns, Field field, Row row)
{
    switch (field) {
    case Field::Tenant:
        return columns.tenantText(columns.tenant(row));
    case Field::User:
        return columns.userText(columns.user(row));
    case Field::Name:
        return columns.nameText(columns.name(row));
    case Field::Service:
        return columns.serviceText(columns.service(row));
    case Field::Rule:
        return columns.rulesText(columns.rules(row)).split(':').front();    // sets of one rule here
    default:
        return verdictId(columns.verdict(row));
    }
}

// What a look at each row counts.
std::map<QByteArray, qint64> countedOneByOne(const Columns &columns, Field field)
{
    std::map<QByteArray, qint64> counts;
    for (Row row = 0; row < columns.size(); ++row) {
        const QByteArray text = field == Field::Origin ? QByteArray("live") : textOf(columns, field, row);
        if (!columns.removed(row) && !text.isEmpty())
            ++counts[text];
    }
    return counts;
}

}

// What facets of all events had is remembered: it is the same as counted anew, whatever came, went, came back or was
// judged again meanwhile.
void TestStoreRows::remembersCountsOfAll()
{
    const auto store = openStore(m_folder->filePath(u"remembered.events"_s));
    const OriginId origin = valueOf(store->begin({u"capture"_s, u"live"_s, {}}));
    valueOf(store->complete(origin));
    std::mt19937 random(11);
    const auto arrive = [&](int count) {
        std::vector<Event> events;
        for (int i = 0; i < count; ++i)
            events.push_back(smallEvent(random, static_cast<int>(random() % 100'000)));
        events.back().identity.tenant = "new" + QByteArray::number(int(store->columns().size()));
        valueOf(store->append(origin, std::move(events)));
    };
    std::vector<EventStore::Removal> removals;
    const auto change = [&](int step) {
        const Row end = store->columns().size();
        switch (step % 4) {
        case 0:
            return arrive(1 + int(random() % 300));
        case 1: {
            std::vector<Row> rows;
            for (Row row = random() % 5; row < end; row += 1 + random() % 40)
                rows.push_back(row);
            removals.push_back(valueOf(store->remove(rows)));
            return;
        }
        case 2:
            valueOf(store->judged({{Row(random() % end), Verdict::Invalid, false, "R9:error"}}));
            return;
        default:
            valueOf(store->restore(removals.back()));
            removals.pop_back();
        }
    };
    arrive(5'000);
    SearchSpec all;
    all.rows = false;
    all.facets = everyFacet;
    for (int step = 0; step < 24; ++step) {
        const auto filter = filterOf(step % 3 == 2 ? "tenant:t1*" : "");    // of which the facet of tenants is of all
        for (int again = 0; again < 2; ++again) {                           // as counted, and as remembered
            const SearchResult result = searched(*store, filter, all);
            for (const Facet &facet : result.facets) {
                if (step % 3 == 2 && facet.field != Field::Tenant)
                    continue;
                std::map<QByteArray, qint64> found;
                for (const Facet::Value &value : facet.values)
                    found[value.value] = value.count;
                QCOMPARE(found, countedOneByOne(store->columns(), facet.field));
            }
        }
        change(step);
    }
}

// Columns hold tenants and names in as few bytes as there are of them: in one stretch of rows there are few at first,
// then more than a byte tells apart, then more than two do.
void TestStoreRows::tenantsAndNamesOfAnyNumber()
{
    const auto store = openStore(m_folder->filePath(u"terms.events"_s));
    const Columns &columns = store->columns();
    std::vector<std::pair<QByteArray, QByteArray>> expected;
    const auto arrive = [&](int count, int tenants, int names) {
        std::vector<Event> events = plainEvents(count, int(expected.size()));
        for (int i = 0; i < count; ++i) {
            Identity &identity = events[std::size_t(i)].identity;
            identity.tenant = "t" + QByteArray::number(i % tenants);
            identity.name = "n" + QByteArray::number(i % names);
            expected.emplace_back(identity.tenant, identity.name);
        }
        eventscope::test::store(*store, std::move(events), u"terms"_s);
    };
    const auto compareWith = [&](const char *text, const auto &matches) {
        std::vector<Row> rows;
        for (Row row = 0; row < expected.size(); ++row) {
            if (matches(expected[row].first, expected[row].second))
                rows.push_back(row);
        }
        SearchSpec spec;
        spec.facets = {{Field::Tenant, 3}, {Field::Name, 3}};
        const SearchResult result = searched(*store, filterOf(text), spec);
        QCOMPARE(result.rows, rows);
        for (const Facet &facet : result.facets) {
            qint64 most = 0;
            for (const Facet::Value &value : facet.values)
                most = std::max(most, value.count);
            QVERIFY(facet.total >= result.total && most <= facet.total);
        }
    };
    const std::vector<std::array<int, 3>> batches{
        {500, 7, 90}, {700, 300, 257}, {200, 5, 5}, {66'500, 400, 66'000}, {900, 256, 900}};
    for (const auto &[count, tenants, names] : batches) {
        arrive(count, tenants, names);
        QCOMPARE(columns.size(), Row(expected.size()));
        for (Row row = 0; row < columns.size(); ++row) {
            if (columns.tenantText(columns.tenant(row)) != expected[row].first ||
                columns.nameText(columns.name(row)) != expected[row].second)
                QFAIL(qPrintable(u"row %1 has another tenant or name"_s.arg(row)));
        }
        compareWith("tenant:t3 name:n*", [](const QByteArray &tenant, const QByteArray &) { return tenant == "t3"; });
        compareWith("tenant:t299", [](const QByteArray &tenant, const QByteArray &) { return tenant == "t299"; });
        compareWith("tenant:t2* name:*7", [](const QByteArray &tenant, const QByteArray &name) {
            return tenant.startsWith("t2") && name.endsWith('7');
        });
        compareWith("name:n65999", [](const QByteArray &, const QByteArray &name) { return name == "n65999"; });
        compareWith("-tenant:*1*", [](const QByteArray &tenant, const QByteArray &) { return !tenant.contains('1'); });
    }
    SearchSpec byName;
    byName.order = {{SortKey::Name}};
    const std::vector<Row> sorted = searched(*store, {}, byName).rows;
    QVERIFY(std::is_sorted(sorted.begin(), sorted.end(),
        [&](Row a, Row b) { return std::tie(expected[a].second, a) < std::tie(expected[b].second, b); }));
    LaneSpec lanes;
    lanes.field = Field::Tenant;
    lanes.count = 1'000;
    qint64 inLanes = 0;
    for (const Lane &lane : valueOf(store->lanes({}, lanes)).shown)
        inLanes += lane.total;
    QCOMPARE(inLanes, qint64(expected.size()));
}

QTEST_GUILESS_MAIN(TestStoreRows)
#include "tst_storerows.moc"
