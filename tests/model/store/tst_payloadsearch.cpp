// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "store/payloadfacet.h"
#include "store/payloadreader.h"
#include "store/payloadvalues.h"
#include "storehelp.h"

#include <algorithm>
#include <map>
#include <random>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

constexpr Micros epoch = 1'750'000'000'000'000;
constexpr int shareRows = 8192;    // which are searched at once

const QList<QByteArray> places{"", "/o", "no pointer"};

// Events with all kinds of values at few paths, some late, some that cannot be read.
class World {
public:
    explicit World(unsigned seed)
        : m_random(seed)
    {}

    int below(int bound) { return static_cast<int>(m_random() % static_cast<unsigned>(bound)); }
    template <typename T>
    T pick(const QList<T> &from)
    {
        return from[below(static_cast<int>(from.size()))];
    }

    QByteArray value()
    {
        switch (below(4)) {
        case 0:
            return QByteArray::number(below(50));
        case 1:
            return "\"w" + QByteArray::number(below(30)) + '"';
        default:
            return pick<QByteArray>({"null", "true", "false", "-0", "1.50", "1.5", "1e400", "9007199254740993",
                "9007199254740992", "9007199254740993.0", "0.1", "1e-400", "-1e400", "\"caf\\u00e9\"", "\"CAFÉ\"", "{}",
                "[1]", "\"\"", "\"1.5\""});
        }
    }

    Event event(int number)
    {
        Event event = plainEvent(number);
        event.identity.time = epoch + number * microsPerSecond - (below(50) == 0 ? below(3'000) : 0) * microsPerSecond;
        event.verdict = static_cast<Verdict>(below(4));
        event.text = "{\"p\":" + value() + ",\"o\":{\"k\":" + value() + ",\"" + pick<QByteArray>({"k", "l", "p.q"}) +
                     "\":" + value() + "},\"list\":[{\"q\":" + value() + "}],\"n\":" + QByteArray::number(number) + '}';
        if (below(200) == 0)
            event.text.chop(1);
        return event;
    }

    QString term()
    {
        return pick<QString>({u"/p:w1*"_s, u"/p>10"_s, u"o.k<=1.5"_s, u"has:list.0.q"_s, u"list.0.q:\"\",1.5"_s,
            u"props.k>=9007199254740993"_s, u"props.p:true,w2"_s, u"props.p.q>0..<=30"_s, u"caf\u00e9"_s, u"~^w[12]$"_s,
            u"~(?i)CAF"_s, u"-w1"_s, u"tenant:tenant1"_s, u"name:name2,name3"_s, u"(o.l:w* or is:valid)"_s,
            u"-has:props.l"_s, u"/p:.."_s, u"/p:null"_s});
    }

    EventFilter filter()
    {
        QString text;
        for (int i = below(3); i >= 0; --i)
            text += term() + u' ';
        return test::filterOf(text.toUtf8().constData());
    }

    SearchOrder order()
    {
        const auto key = pick<SortKey>({SortKey::Path, SortKey::Path, SortKey::Time, SortKey::Name, SortKey::Verdict,
            SortKey::Arrival, SortKey::User});
        const QByteArray path = pick<QByteArray>({"/p", "/o/k", "props.k", "/list/0/q"});
        return {key, below(2) == 0, key == SortKey::Path ? path : QByteArray()};
    }

private:
    std::mt19937 m_random;
};

struct Stored {
    std::vector<Event> events;    // by row
    std::unique_ptr<EventStore> store;
};

Stored storeOf(const QTemporaryDir &folder, unsigned seed, int count, bool shuffled = false)
{
    World world(seed);
    Stored stored;
    for (int i = 0; i < count; ++i) {
        stored.events.push_back(world.event(i));
        if (shuffled)
            stored.events.back().identity.time = epoch + (i * qint64(7'919) % count) / 3 * microsPerSecond;
    }
    stored.store = openStore(folder.filePath(u"events"_s));
    test::store(*stored.store, stored.events);
    stored.store->setPropertyPlaces(places);
    return stored;
}

// --- The plain reference: values as they are written, compared one by one.

JsonValue valueAt(const JsonTape &tape, const QByteArray &path)
{
    if (tape.isEmpty())
        return {};
    if (!path.startsWith("props."))
        return tape.root().at(viewOf(path));
    for (const char *place : {"/props", "", "/o"}) {
        if (const JsonValue value = tape.root().at(place + std::string("/") + path.mid(6).toStdString()))
            return value;
    }
    return {};
}

int rankOf(JsonValue value)
{
    if (!value)
        return 7;
    switch (value.kind()) {
    case JsonKind::Number:
        return 0;
    case JsonKind::False:
        return 1;
    case JsonKind::True:
        return 2;
    case JsonKind::String:
        return 3;
    case JsonKind::Null:
        return 4;
    case JsonKind::Object:
        return 5;
    case JsonKind::Array:
        return 6;
    }
    return 7;
}

// Exact for the numbers of this world.
long double exactly(JsonValue number)
{
    return std::strtold(std::string(number.raw()).c_str(), nullptr);
}

int compared(const Event &a, const Event &b, const SearchOrder &order)
{
    const auto three = [](const auto &left, const auto &right) { return left < right ? -1 : right < left ? 1 : 0; };
    int result = 0;
    switch (order.key) {
    case SortKey::Time:
        result = three(a.identity.time, b.identity.time);
        break;
    case SortKey::Name:
        result = three(a.identity.name, b.identity.name);
        break;
    case SortKey::User:
        result = three(a.identity.user, b.identity.user);
        break;
    case SortKey::Verdict:
        result = three(a.verdict, b.verdict);
        break;
    case SortKey::Path: {
        JsonTape tapeA;
        JsonTape tapeB;
        std::ignore = tapeA.read(viewOf(a.text));
        std::ignore = tapeB.read(viewOf(b.text));
        const JsonValue left = valueAt(tapeA, order.path);
        const JsonValue right = valueAt(tapeB, order.path);
        if (!left || !right)
            return three(!left, !right);
        result = three(rankOf(left), rankOf(right));
        if (result == 0 && left.isNumber())
            result = three(exactly(left), exactly(right));
        if (result == 0 && left.isString())
            result = three(left.string(), right.string());
        break;
    }
    default:
        return 0;
    }
    return order.descending ? -result : result;
}

std::vector<Row> expectedRows(const Stored &stored, const EventFilter &filter, const SearchOrders &orders)
{
    std::vector<Row> rows;
    for (Row row = 0; row < stored.events.size(); ++row) {
        if (filter.matches(stored.events[row], "test", places))
            rows.push_back(row);
    }
    std::stable_sort(rows.begin(), rows.end(), [&](Row a, Row b) {
        for (const SearchOrder &order : orders) {
            if (order.key == SortKey::Arrival && a != b)
                return order.descending ? a > b : a < b;
            if (const int result = compared(stored.events[a], stored.events[b], order); result != 0)
                return result < 0;
        }
        return a < b;
    });
    return rows;
}

std::vector<SearchResult> resultsOf(QFuture<Result<SearchResult>> future)
{
    future.waitForFinished();
    std::vector<SearchResult> results;
    for (int i = 0; i < future.resultCount(); ++i) {
        const auto result = future.resultAt(i);
        if (!result)
            qFatal("%s", qPrintable(result.error().message));
        results.push_back(*result);
    }
    return results;
}

}

class TestPayloadSearch : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }
    void comparesNumbersExactly();
    void answersAsTheReferenceDoes();
    void showsTheFirstRowsFirst_data();
    void showsTheFirstRowsFirst();
    void countsValues();
    void countsWhatItKeepsExactly();
    void countsValuesWithoutTheirOwnTerms();
    void readsWhatIsWanted();
    void endsWhenItIsCancelled();
};

void TestPayloadSearch::comparesNumbersExactly()
{
    // Ascending; those in one line are equal.
    const QList<QList<QByteArray>> lines{{"-1e401"}, {"-1e400", "-10e399"}, {"-9007199254740993"},
        {"-9007199254740992"}, {"-0.10000000000000000000001"}, {"-0.1"}, {"-1e-400"}, {"0", "-0", "0.0", "0e9999"},
        {"1e-400"}, {"1e-300"}, {"0.1", "1e-1", "0.10"}, {"0.1000000000000000055"}, {"0.10000000000000001"}, {"1"},
        {"9007199254740991"}, {"9007199254740992"}, {"9007199254740993", "9007199254740993.0"}, {"9007199254740994"},
        {"1e308"}, {"1e309"}, {"123456789e400"}, {"false"}, {"true"}, {"\"\""}, {"\"a\"", "\"\\u0061\""}, {"\"b\""},
        {"null"}, {"{}", "{\"a\":1}"}, {"[]", "[2]"}};
    PayloadValues values;
    std::vector<std::size_t> lineOf;
    values.reset(100);
    for (std::size_t line = 0; line < static_cast<std::size_t>(lines.size()); ++line) {
        for (const QByteArray &text : lines[static_cast<qsizetype>(line)]) {
            JsonTape tape;
            QVERIFY(tape.read(viewOf(text)));
            values.set(lineOf.size(), tape.root());
            lineOf.push_back(line);
        }
    }
    PayloadCodes codes;
    std::vector<PayloadCodes::Code> given = codes.codesOf(values);
    std::vector<PayloadCodes::Code> settled = given;
    codes.settle(settled, [] { return false; });
    QCOMPARE(given[lineOf.size()], PayloadCodes::missing);
    QCOMPARE(settled[lineOf.size()], PayloadCodes::missing);
    const auto sign = [](auto a, auto b) { return a < b ? -1 : b < a ? 1 : 0; };
    for (std::size_t a = 0; a < lineOf.size(); ++a) {
        for (std::size_t b = 0; b < lineOf.size(); ++b) {
            const int expected = sign(lineOf[a], lineOf[b]);
            const auto where = [&] {
                return lines[qsizetype(lineOf[a])].first() + ' ' + lines[qsizetype(lineOf[b])].first();
            };
            QVERIFY2(sign(codes.compared(given[a], given[b]), 0) == expected, where().constData());
            QVERIFY2(sign(settled[a], settled[b]) == expected, where().constData());
        }
    }
}

void TestPayloadSearch::answersAsTheReferenceDoes()
{
    const QTemporaryDir folder;
    const Stored stored = storeOf(folder, 1, 300);
    World world(2);
    for (int round = 0; round < 150; ++round) {
        const EventFilter filter = world.filter();
        SearchSpec spec;
        for (int keys = world.below(4); keys > 0; --keys)
            spec.order.push_back(world.order());
        spec.stream = world.below(2) == 0;
        const std::vector<SearchResult> results = resultsOf(stored.store->search(filter, spec));
        const std::vector<Row> expected = expectedRows(stored, filter, spec.order);
        QVERIFY(!results.empty() && !results.back().partial);
        QVERIFY2(results.back().rows == expected, qPrintable(u"round %1: "_s.arg(round) + filter.text()));
        QCOMPARE(results.back().total, static_cast<qint64>(expected.size()));
    }
}

void TestPayloadSearch::showsTheFirstRowsFirst_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<bool>("descending");
    QTest::addColumn<bool>("shuffled");
    for (const bool descending : {false, true}) {
        QTest::addRow("arrival %d", descending) << static_cast<int>(SortKey::Arrival) << descending << false;
        QTest::addRow("time %d", descending) << static_cast<int>(SortKey::Time) << descending << false;
        QTest::addRow("time of shuffled %d", descending) << static_cast<int>(SortKey::Time) << descending << true;
        QTest::addRow("name %d", descending) << static_cast<int>(SortKey::Name) << descending << false;
        QTest::addRow("path %d", descending) << static_cast<int>(SortKey::Path) << descending << false;
    }
}

void TestPayloadSearch::showsTheFirstRowsFirst()
{
    QFETCH(const int, key);
    QFETCH(const bool, descending);
    QFETCH(const bool, shuffled);
    static const QTemporaryDir folder;
    static const Stored inOrder = storeOf(folder, 3, 4 * shareRows);
    static const QTemporaryDir otherFolder;
    static const Stored inNoOrder = storeOf(otherFolder, 3, 4 * shareRows, true);
    const Stored &stored = shuffled ? inNoOrder : inOrder;
    const auto order = static_cast<SortKey>(key);
    SearchSpec spec;
    spec.order = {{order, descending, order == SortKey::Path ? QByteArray("/n") : QByteArray()}};
    spec.histogram = HistogramSpec{epoch, epoch + 100'000 * microsPerSecond, 10, HistogramSpec::Stack::Verdict, 4};
    spec.facets = {{Field::Tenant, 5}};
    const EventFilter filter = test::filterOf("props.k>10 -~w9");
    const SearchResult plain = resultsOf(stored.store->search(filter, spec)).back();
    spec.stream = true;
    // The share that comes first may be done last.
    std::vector<SearchResult> results = resultsOf(stored.store->search(filter, spec));
    const auto showsRows = [](const SearchResult &result) { return result.partial && !result.rows.empty(); };
    for (int again = 0; again < 100 && std::none_of(results.begin(), results.end(), showsRows); ++again)
        results = resultsOf(stored.store->search(filter, spec));
    QVERIFY(std::any_of(results.begin(), results.end(), showsRows));
    QVERIFY(!shuffled || results.front().rows.size() > 100);
    QCOMPARE(results.back().rows, plain.rows);
    QCOMPARE(results.back().total, plain.total);
    QCOMPARE(results.back().earliest, plain.earliest);
    QCOMPARE(results.back().facets.front().total, plain.facets.front().total);
    QCOMPARE(results.back().histogram->series.front().counts, plain.histogram->series.front().counts);

    SearchResult before;
    for (const SearchResult &result : results) {
        QCOMPARE(result.partial, &result != &results.back());
        QVERIFY(result.total >= before.total && result.looked >= before.looked && result.looked <= result.seen);
        if (!result.partial)
            break;
        QVERIFY(!result.histogram && result.facets.empty());
        QVERIFY(result.rows.size() <= std::min<std::size_t>(SearchResult::streamedRows, std::size_t(result.total)));
        if (order == SortKey::Arrival || order == SortKey::Time) {
            QVERIFY(std::equal(result.rows.begin(), result.rows.end(), plain.rows.begin()));
            QVERIFY(result.rows.size() >= before.rows.size());
        }
        before = result;
    }
}

void TestPayloadSearch::countsValues()
{
    const QTemporaryDir folder;
    const Stored stored = storeOf(folder, 4, 500);
    for (const QByteArray &path : QList<QByteArray>{"/p", "/o/k", "props.k", "props.p", "/list/0/q", "/none", ""}) {
        SearchSpec spec;
        spec.rows = false;
        spec.facets = {{Field::Name, 3}, {Field::Path, 0, {}, path}, {Field::Path, 2, "w1", path}};
        const EventFilter filter = test::filterOf("tenant:tenant1 -w2");
        const SearchResult result = resultsOf(stored.store->search(filter, spec)).back();
        QCOMPARE(result.facets.size(), 3u);
        const Facet &all = result.facets[1];
        QCOMPARE(all.path, path);
        QCOMPARE(all.distinct, static_cast<qint64>(all.values.size()));
        for (const Facet::Value &value : all.values) {
            const EventFilter one = filter.withValues({Field::Path, path}, {literal(value.value)});
            QCOMPARE(value.count, searched(*stored.store, one).total);
        }
        QCOMPARE(all.total, searched(*stored.store, filter.withValues({Field::Path, path}, {"*"})).total);
        qint64 meant = 0;
        for (const Facet::Value &value : all.values)
            meant += value.value.contains("w1") ? 1 : 0;
        QCOMPARE(result.facets[2].distinct, meant);
        QVERIFY(result.facets[2].values.size() <= 2);
        QVERIFY(!all.cut);
    }
}

void TestPayloadSearch::countsWhatItKeepsExactly()
{
    constexpr std::size_t room = 40;
    std::mt19937 random(8);
    PayloadFacet sum({Field::Path, 0, {}, "/v"}, {}, std::make_shared<FacetValues>(room));
    PayloadFacet first = sum.another();
    PayloadFacet second = sum.another();
    std::map<QByteArray, qint64> counts;
    for (int i = 0; i < 3'000; ++i) {
        const QByteArray value = QByteArray::number(random() % 20 + random() % 20 * (random() % 10));
        const QByteArray text = "{\"v\":" + value + '}';
        LazyPayload payload;
        payload.set(viewOf(text));
        (random() % 2 ? first : second).count(payload);
        ++counts[value];
    }
    sum.add(first);
    sum.add(second);
    const Facet facet = sum.facet();
    QVERIFY(facet.cut);
    QVERIFY(counts.size() > room);
    QCOMPARE(facet.total, 3'000);
    QCOMPARE(facet.values.size(), room);
    for (const Facet::Value &value : facet.values)
        QCOMPARE(value.count, counts[value.value]);
}

void TestPayloadSearch::readsWhatIsWanted()
{
    const QTemporaryDir folder;
    const Stored stored = storeOf(folder, 9, 400);
    std::mt19937 random(9);
    PayloadReader reader({folder.filePath(u"events"_s), StoreAccess::Mode::Read, 0});
    const auto count = static_cast<EventId>(stored.events.size());
    for (int round = 0; round < 200; ++round) {
        std::vector<PayloadReader::Wanted> wanted;
        const EventId apart = 1 + EventId(random() % 40);
        for (EventId id = -5; id < count + 20; id += 1 + EventId(random()) % apart)
            wanted.push_back({id, static_cast<Row>(id + 5)});
        std::shuffle(wanted.begin(), wanted.end(), random);
        const auto isThere = [count](const auto &one) { return one.id >= 1 && one.id <= count; };
        const auto expected = std::count_if(wanted.begin(), wanted.end(), isThere);
        const auto most = round % 2 ? expected : expected / 2;
        std::ptrdiff_t found = 0;
        EventId before = 0;
        reader.read(wanted, [&](Row row, std::string_view text) {
            const EventId id = EventId(row) - 5;
            if (id <= before || text != viewOf(stored.events[static_cast<std::size_t>(id - 1)].text))
                qFatal("event %d", int(id));
            before = id;
            return ++found < most;
        });
        QCOMPARE(found, std::max<std::ptrdiff_t>(most, 1));
    }
}

void TestPayloadSearch::countsValuesWithoutTheirOwnTerms()
{
    const QTemporaryDir folder;
    const Stored stored = storeOf(folder, 5, 500);
    SearchSpec spec;
    spec.facets = {{Field::Path, 0, {}, "/p"}, {Field::Path, 0, {}, "/o/k"}, {Field::Tenant, 0}};
    const EventFilter filter = test::filterOf("/p:w* o.k>3 tenant:tenant1");
    const SearchResult result = resultsOf(stored.store->search(filter, spec)).back();
    QCOMPARE(result.rows, expectedRows(stored, filter, {}));
    for (const Facet &facet : result.facets) {
        const EventFilter own = filter.without({facet.field, facet.path});
        for (const Facet::Value &value : facet.values) {
            const EventFilter one = own.withValues({facet.field, facet.path}, {literal(value.value)});
            QCOMPARE(value.count, searched(*stored.store, one).total);
        }
        QVERIFY(!facet.values.empty());
    }
}

void TestPayloadSearch::endsWhenItIsCancelled()
{
    const QTemporaryDir folder;
    const Stored stored = storeOf(folder, 6, 3 * shareRows);
    for (int i = 0; i < 20; ++i) {
        SearchSpec spec;
        spec.stream = true;
        spec.order = {{SortKey::Path, false, "/p"}};
        auto future = stored.store->search(test::filterOf("w1"), spec);
        QThread::usleep(static_cast<unsigned long>(i) * 1'000);
        future.cancel();
        future.waitForFinished();
    }
    QCOMPARE(searched(*stored.store, test::filterOf("-w1 w1")).total, 0);
}

QTEST_GUILESS_MAIN(TestPayloadSearch)
#include "tst_payloadsearch.moc"
