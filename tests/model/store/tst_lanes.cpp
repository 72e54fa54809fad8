// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"

#include <map>
#include <numeric>
#include <random>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

constexpr Micros epoch = 1'750'000'000'000'000;

class Random {
public:
    explicit Random(unsigned seed)
        : m_random(seed)
    {}

    int below(int bound) { return static_cast<int>(m_random() % static_cast<unsigned>(bound)); }

private:
    std::mt19937 m_random;
};

Event randomEvent(Random &random, int users)
{
    Event event;
    event.identity.tenant = random.below(9) == 0 ? QByteArray() : "t" + QByteArray::number(random.below(4));
    event.identity.user = random.below(20) == 0 ? QByteArray() : "u" + QByteArray::number(random.below(users));
    event.identity.name = "n" + QByteArray::number(random.below(6));
    event.service = random.below(3) == 0 ? "one" : "two";
    // Neither in order nor unlike.
    event.identity.time = epoch + random.below(500) * microsPerSecond + random.below(3);
    event.verdict = static_cast<Verdict>(random.below(4));
    event.text = R"({"v":)" + QByteArray::number(random.below(5)) + "}";
    return event;
}

std::vector<Event> randomEvents(Random &random, int count, int users)
{
    std::vector<Event> events;
    events.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        events.push_back(randomEvent(random, users));
    return events;
}

EventFilter randomFilter(Random &random)
{
    static const char *terms[]{"tenant:t1", "-tenant:t*", "user:u1*", "name:n1,n2", "service:one", "is:invalid,warning",
        "time:@1750000100000000..@1750000300000000", "/v:3", "/v:1..4", "(tenant:t0 or /v:2)", "user:nobody",
        "-(name:n3)"};
    QByteArray text;
    for (int i = random.below(3); i > 0; --i)
        text += QByteArray(" ") + terms[random.below(int(std::size(terms)))];
    return filterOf(text.constData());
}

LaneSpec randomSpec(Random &random)
{
    static const Field fields[]{Field::Tenant, Field::User, Field::Name, Field::Service};
    LaneSpec spec;
    spec.field = fields[random.below(4)];
    spec.from = epoch + (random.below(600) - 50) * microsPerSecond;
    spec.to = spec.from + 1 + random.below(700) * microsPerSecond + random.below(100);
    spec.buckets = 1 + random.below(40);
    spec.order = static_cast<LaneSpec::Order>(random.below(3));
    spec.first = random.below(3) == 0 ? random.below(40) : 0;
    spec.count = random.below(30);
    return spec;
}

QByteArray valueOf(const Event &event, Field field)
{
    switch (field) {
    case Field::Tenant:
        return event.identity.tenant;
    case Field::User:
        return event.identity.user;
    case Field::Service:
        return event.service;
    default:
        return event.identity.name;
    }
}

struct Known {
    Row row;
    Event event;
};

// All lanes, found the plain way, as they come.
std::map<QByteArray, Lane> plainLanes(
    const std::vector<Known> &events, const EventFilter &filter, const LaneSpec &spec, Micros width)
{
    std::map<QByteArray, Lane> lanes;
    std::map<QByteArray, std::map<quint32, std::pair<Lane::Mark, Micros>>> cells;
    for (const Known &known : events) {
        if (!filter.matches(known.event))
            continue;
        const QByteArray value = valueOf(known.event, spec.field);
        const Micros time = known.event.identity.time;
        Lane &lane = lanes[value];
        lane.value = value;
        lane.first = lane.total == 0 ? time : std::min(lane.first, time);
        lane.last = lane.total == 0 ? time : std::max(lane.last, time);
        ++lane.total;
        if (time < spec.from || time >= spec.to)
            continue;
        const auto bucket = static_cast<quint32>((time - spec.from) / width);
        auto &[mark, earliest] = cells[value][bucket];
        if (mark.count == 0 || time < earliest) {
            mark.row = known.row;
            earliest = time;
        }
        mark.bucket = bucket;
        ++mark.count;
        mark.worst = std::max(mark.worst, known.event.verdict);
    }
    for (const auto &[value, buckets] : cells) {
        for (const auto &[bucket, cell] : buckets)
            lanes[value].marks.push_back(cell.first);
    }
    return lanes;
}

// In the order of the spec, as far as it tells lanes apart.
bool inOrder(const Lane &a, const Lane &b, LaneSpec::Order order)
{
    switch (order) {
    case LaneSpec::Order::Count:
        return a.total >= b.total;
    case LaneSpec::Order::FirstSeen:
        return a.first <= b.first;
    case LaneSpec::Order::Value:
        return a.value < b.value;
    }
    return false;
}

}

// EventStore::lanes() against a plain count of every event.
class TestLanes : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }
    void emptyStore();
    void agreesWithAPlainCount_data();
    void agreesWithAPlainCount();
    void pagesFitTogether();
    void followsTheStore();
    void seesRemovalsAndVerdicts();
    void looksWherePropertiesStand();
    void manyChunks();
    void survivesStrangeSpecs();
    void cancels();

private:
    static std::vector<Known> eventsOf(EventStore &store);
    static void compare(
        EventStore &store, const std::vector<Known> &events, const EventFilter &filter, const LaneSpec &spec);
};

std::vector<Known> TestLanes::eventsOf(EventStore &store)
{
    std::vector<Row> rows(store.columns().size());
    std::iota(rows.begin(), rows.end(), Row(0));
    std::vector<Known> events;
    for (StoredEvent &stored : test::valueOf(store.fetch(rows))) {
        if (!store.columns().removed(stored.row))
            events.push_back({stored.row, std::move(stored.event)});
    }
    return events;
}

void TestLanes::compare(
    EventStore &store, const std::vector<Known> &events, const EventFilter &filter, const LaneSpec &spec)
{
    const Lanes lanes = test::valueOf(store.lanes(filter, spec));
    const auto plain = plainLanes(events, filter, spec, lanes.bucket);
    QCOMPARE(lanes.lanes, qint64(plain.size()));
    QCOMPARE(lanes.from, spec.from);
    QVERIFY(lanes.bucket * spec.buckets >= spec.to - spec.from);
    QVERIFY((lanes.bucket - 1) * spec.buckets < spec.to - spec.from);
    QCOMPARE(lanes.seen, store.columns().size());
    const qsizetype first = std::min<qsizetype>(spec.first, qsizetype(plain.size()));
    QCOMPARE(lanes.first, first);
    QCOMPARE(qsizetype(lanes.shown.size()), std::min(spec.count, qsizetype(plain.size()) - first));
    for (std::size_t i = 0; i < lanes.shown.size(); ++i) {
        const Lane &lane = lanes.shown[i];
        const auto expected = plain.find(lane.value);
        QVERIFY2(expected != plain.end(), lane.value.constData());
        QCOMPARE(lane.total, expected->second.total);
        QCOMPARE(lane.first, expected->second.first);
        QCOMPARE(lane.last, expected->second.last);
        QVERIFY2(lane.marks == expected->second.marks, (lane.value + " of " + filter.text().toUtf8()).constData());
        QVERIFY(i == 0 || inOrder(lanes.shown[i - 1], lane, spec.order));
    }
    // Whatever stands before the page belongs before it.
    const auto before = std::count_if(plain.begin(), plain.end(), [&](const auto &other) {
        return !lanes.shown.empty() && other.first != lanes.shown.front().value &&
               !inOrder(lanes.shown.front(), other.second, spec.order);
    });
    QVERIFY(before <= lanes.first);
}

void TestLanes::emptyStore()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.events"_s));
    LaneSpec spec;
    spec.to = 1000;
    spec.buckets = 10;
    spec.count = 5;
    const Lanes lanes = test::valueOf(store->lanes({}, spec));
    QCOMPARE(lanes.lanes, 0);
    QVERIFY(lanes.shown.empty());
    QCOMPARE(lanes.bucket, 100);
}

void TestLanes::agreesWithAPlainCount_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 4; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void TestLanes::agreesWithAPlainCount()
{
    QFETCH(unsigned, seed);
    Random random(seed);
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.events"_s));
    for (int i = 0; i < 3; ++i)
        test::store(*store, randomEvents(random, 200 + random.below(200), 60));
    std::vector<Row> removed;
    for (Row row = 0; row < store->columns().size(); ++row) {
        if (random.below(7) == 0)
            removed.push_back(row);
    }
    if (seed % 2 == 0)
        test::valueOf(store->remove(removed));
    const std::vector<Known> events = eventsOf(*store);
    for (int i = 0; i < 40 && !QTest::currentTestFailed(); ++i) {
        // The same filter again and again, as when one scrolls and zooms.
        const EventFilter filter = randomFilter(random);
        for (int again = 0; again < 4 && !QTest::currentTestFailed(); ++again)
            compare(*store, events, filter, randomSpec(random));
    }
}

void TestLanes::pagesFitTogether()
{
    Random random(7);
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.events"_s));
    // Most lanes are alike in count, and more than are sorted at once.
    test::store(*store, randomEvents(random, 20'000, 15'000));
    LaneSpec spec;
    spec.field = Field::User;
    spec.to = 1;
    for (const auto order : {LaneSpec::Order::Count, LaneSpec::Order::FirstSeen, LaneSpec::Order::Value}) {
        spec.order = order;
        spec.first = 0;
        spec.count = 1'000'000;
        const Lanes all = test::valueOf(store->lanes({}, spec));
        QCOMPARE(qint64(all.shown.size()), all.lanes);
        QVERIFY(all.lanes > 8'000);
        QCOMPARE(std::accumulate(all.shown.begin(), all.shown.end(), qint64(0),
                     [](qint64 sum, const Lane &lane) { return sum + lane.total; }),
            20'000);
        for (const qsizetype first : {0, 4'090, 4'096, 8'191, 17, 7'000}) {
            spec.first = first;
            spec.count = 20;
            const Lanes page = test::valueOf(store->lanes({}, spec));
            QCOMPARE(page.shown.size(), 20);
            for (std::size_t i = 0; i < page.shown.size(); ++i)
                QCOMPARE(page.shown[i].value, all.shown[static_cast<std::size_t>(first) + i].value);
        }
    }
}

void TestLanes::followsTheStore()
{
    Random random(3);
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.events"_s));
    const EventFilter filters[]{{}, filterOf("tenant:t1"), filterOf("/v:3")};
    for (int i = 0; i < 12 && !QTest::currentTestFailed(); ++i) {
        test::store(*store, randomEvents(random, 1 + random.below(50), 10 + 10 * i));
        const std::vector<Known> events = eventsOf(*store);
        compare(*store, events, filters[i / 4], randomSpec(random));
    }
}

void TestLanes::seesRemovalsAndVerdicts()
{
    Random random(5);
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.events"_s));
    test::store(*store, randomEvents(random, 300, 20));
    LaneSpec spec;
    spec.field = Field::User;
    spec.from = epoch;
    spec.to = epoch + 600 * microsPerSecond;
    spec.buckets = 20;
    spec.count = 100;
    compare(*store, eventsOf(*store), {}, spec);
    const auto removal = test::valueOf(store->remove({1, 2, 3, 50, 200}));
    compare(*store, eventsOf(*store), {}, spec);
    test::valueOf(store->restore(removal));
    compare(*store, eventsOf(*store), {}, spec);
    const EventFilter invalid = filterOf("is:invalid");
    compare(*store, eventsOf(*store), invalid, spec);
    test::valueOf(store->judged({{7, Verdict::Invalid, false, {}}, {8, Verdict::Valid, false, {}}}));
    compare(*store, eventsOf(*store), invalid, spec);
}

void TestLanes::looksWherePropertiesStand()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.events"_s));
    std::vector<Event> events = plainEvents(6);
    events[2].text = R"({"props":{"plan":"pro"}})";
    events[4].text = R"({"traits":{"plan":"pro"}})";
    test::store(*store, events);
    LaneSpec spec;
    spec.field = Field::User;
    spec.to = 1;
    spec.count = 10;
    const EventFilter filter = filterOf("props.plan:pro");
    QCOMPARE(test::valueOf(store->lanes(filter, spec)).lanes, 1);
    store->setPropertyPlaces({"/traits"});
    QCOMPARE(test::valueOf(store->lanes(filter, spec)).lanes, 2);
    store->setPropertyPlaces({});
    QCOMPARE(test::valueOf(store->lanes(filter, spec)).lanes, 1);
}

void TestLanes::manyChunks()
{
    Random random(11);
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.events"_s));
    constexpr int events = 5 * 65'536 / 2 + 100;
    for (int begin = 0; begin < events; begin += 8192)
        test::store(*store, randomEvents(random, std::min(8192, events - begin), 3000));
    const Columns &columns = store->columns();
    for (const char *text : {"", "tenant:t1 name:n2", "is:invalid"}) {
        const EventFilter filter = filterOf(text);
        LaneSpec spec;
        spec.field = Field::User;
        spec.from = epoch + 100 * microsPerSecond;
        spec.to = epoch + 400 * microsPerSecond;
        spec.buckets = 100;
        spec.count = 4000;
        const Lanes lanes = test::valueOf(store->lanes(filter, spec));
        std::map<QByteArray, std::pair<qint64, qint64>> expected;    // all, in the time shown
        for (const Row row : searched(*store, filter).rows) {
            auto &[all, shown] = expected[columns.userText(columns.user(row))];
            ++all;
            shown += columns.time(row) >= spec.from && columns.time(row) < spec.to ? 1 : 0;
        }
        QCOMPARE(lanes.lanes, qint64(expected.size()));
        QCOMPARE(lanes.shown.size(), expected.size());
        for (const Lane &lane : lanes.shown) {
            qint64 marked = 0;
            for (const Lane::Mark &mark : lane.marks)
                marked += mark.count;
            QCOMPARE(std::pair(lane.total, marked), expected[lane.value]);
        }
    }
}

void TestLanes::survivesStrangeSpecs()
{
    Random random(13);
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.events"_s));
    test::store(*store, randomEvents(random, 50, 5));
    LaneSpec spec;
    spec.field = Field::User;
    spec.from = std::numeric_limits<Micros>::max();
    spec.to = std::numeric_limits<Micros>::min();
    spec.buckets = -3;
    spec.first = -5;
    spec.count = 1000;
    Lanes lanes = test::valueOf(store->lanes({}, spec));
    QVERIFY(lanes.lanes > 0);
    QCOMPARE(qint64(lanes.shown.size()), lanes.lanes);
    QVERIFY(lanes.shown.front().marks.empty());
    std::swap(spec.from, spec.to);
    spec.buckets = std::numeric_limits<int>::max();
    spec.count = 1;
    lanes = test::valueOf(store->lanes({}, spec));
    QCOMPARE(lanes.shown.size(), 1);
    QVERIFY(!lanes.shown.front().marks.empty());
    spec.first = std::numeric_limits<qsizetype>::max();
    spec.count = -1;
    QVERIFY(test::valueOf(store->lanes({}, spec)).shown.empty());
}

void TestLanes::cancels()
{
    Random random(17);
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.events"_s));
    test::store(*store, randomEvents(random, 5000, 50));
    const std::vector<Known> events = eventsOf(*store);
    const EventFilter slow = filterOf("/v:1..4 -/v:2");
    for (int i = 0; i < 20 && !QTest::currentTestFailed(); ++i) {
        std::vector<QFuture<Result<Lanes>>> given;
        for (int more = random.below(4); more >= 0; --more) {
            given.push_back(store->lanes(slow, randomSpec(random)));
            QTest::qSleep(random.below(3));
            given.back().cancel();
        }
        compare(*store, events, slow, randomSpec(random));
    }
}

QTEST_GUILESS_MAIN(TestLanes)
#include "tst_lanes.moc"
