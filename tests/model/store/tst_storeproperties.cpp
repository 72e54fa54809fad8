// SPDX-License-Identifier: GPL-3.0-or-later
#include "filtersql.h"
#include "storehelp.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QFile>

#include <map>
#include <random>
#include <set>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

constexpr Micros epoch = 1'750'000'000'000'000;

// Random stores and filters over a small world, so that most filters match something.
class World {
public:
    explicit World(unsigned seed)
        : m_random(seed)
    {}

    int below(int bound) { return static_cast<int>(m_random() % static_cast<unsigned>(bound)); }
    template <typename T>
    const T &pick(const std::vector<T> &from)
    {
        return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))];
    }

    Event event()
    {
        Event event;
        event.identity.tenant = pick(m_maps);
        event.identity.user = pick(m_maps);
        event.identity.name = pick(m_names);
        event.service = pick(m_services);
        event.shape = event.service.isEmpty() ? QByteArray() : "shape" + QByteArray::number(below(2));
        event.identity.timeSource = static_cast<TimeSource>(below(3));
        event.identity.time = epoch + below(1000) * microsPerSecond + below(3);
        event.received = epoch + below(1000) * microsPerSecond;
        event.verdict = static_cast<Verdict>(below(4));
        event.partlyJudged = below(2) == 1;
        event.rules = pick(m_ruleSets);
        event.text = "{\"p\":" + pick(m_scalars) + ",\"o\":{\"k\":" + pick(m_scalars) + ",\"Name\":\"" + pick(m_words) +
                     "\"},\"list\":[\"" + pick(m_words) + "\"," + pick(m_scalars) + "]}";
        return event;
    }

    std::vector<Event> events(int count)
    {
        std::vector<Event> events;
        for (int i = 0; i < count; ++i)
            events.push_back(event());
        return events;
    }

    EventFilter filter()
    {
        EventFilter::Node root{EventFilter::Node::Kind::All, {}, {}};
        for (int i = below(4); i > 0; --i)
            root.children.append(node(2));
        return EventFilter(root);
    }

    SearchSpec spec()
    {
        SearchSpec spec;
        for (int keys = below(4); keys > 0; --keys)
            spec.order.push_back({static_cast<SortKey>(below(static_cast<int>(SortKey::Path))), below(2) == 1});
        if (below(4) > 0) {
            spec.histogram = HistogramSpec{epoch + (below(600) - 50) * microsPerSecond, 0, 1 + below(40),
                static_cast<HistogramSpec::Stack>(below(4)), below(6)};
            spec.histogram->to = spec.histogram->from + 1 + below(700) * microsPerSecond + below(100);
        }
        for (const Field field :
            {Field::Tenant, Field::User, Field::Name, Field::Service, Field::Verdict, Field::Origin, Field::Rule}) {
            if (below(2))
                spec.facets.push_back({field, below(5)});
        }
        return spec;
    }

private:
    EventFilter::Node node(int depth)
    {
        using Kind = EventFilter::Node::Kind;
        const int choice = below(depth > 0 ? 10 : 6);
        if (choice < 6)
            return {Kind::Term, {}, term()};
        if (choice < 8)
            return {Kind::Not, {node(depth - 1)}, {}};
        EventFilter::Node group{choice == 8 ? Kind::Any : Kind::All, {}, {}};
        for (int i = 1 + below(3); i > 0; --i)
            group.children.append(node(depth - 1));
        return group;
    }

    FilterTerm term()
    {
        FilterTerm term;
        term.field = static_cast<Field>(below(10));
        term.op = FilterTerm::Op::AnyOf;
        switch (term.field) {
        case Field::Time:
            term.op = FilterTerm::Op::Range;
            if (below(4))
                term.timeFrom = epoch + below(1000) * microsPerSecond;
            if (below(4))
                term.timeTo = epoch + below(1000) * microsPerSecond;
            return term;
        case Field::Text:
            term.op = FilterTerm::Op::Contains;
            term.values = {pick(m_needles)};
            return term;
        case Field::Path:
            return pathTerm(term);
        default:
            for (int i = 1 + below(3); i > 0; --i)
                term.values.append(value(term.field));
            return term;
        }
    }

    FilterTerm pathTerm(FilterTerm term)
    {
        term.path = pick(m_paths);
        switch (below(3)) {
        case 0:
            term.op = FilterTerm::Op::Exists;
            return term;
        case 1:
            term.op = FilterTerm::Op::Range;
            term.from = below(10);
            if (below(2))
                term.to = *term.from + below(50);
            return term;
        default:
            term.values = {below(2) ? pick(m_words) : pick(m_scalars)};
            term.values.first().replace("\"", "").replace("[", "");    // a bracket means more to GLOB
            return term;
        }
    }

    QByteArray value(Field field)
    {
        switch (field) {
        case Field::Tenant:
        case Field::User:
            return pick(m_mapValues);
        case Field::Name:
            return pick(m_nameValues);
        case Field::Service:
            return pick(m_services);
        case Field::Verdict:
            return pick(m_verdicts);
        case Field::Rule:
            return pick(m_ruleValues);
        default:
            return pick(m_labels);
        }
    }

    std::mt19937 m_random;
    const std::vector<QByteArray> m_maps{
        "", "acme", "globex", "id=acme", "id=acme,org=7", "org=7,plan=acme", "x=1", "user_1", "user_42"};
    const std::vector<QByteArray> m_mapValues{
        "acme", "globex", "7", "*", "id=*", "a*", "user_*", "?", "id=acme", "", "none", "*7"};
    const std::vector<QByteArray> m_names{"", "api.call", "api.error", "page.view", "signup", "api"};
    const std::vector<QByteArray> m_nameValues{"api.*", "page.view", "*.*", "signup", "", "a?i", "nothing"};
    const std::vector<QByteArray> m_services{"", "one", "two", "three"};
    const std::vector<QByteArray> m_verdicts{"valid", "invalid", "warning", "unjudged", "*valid", "x"};
    const std::vector<QByteArray> m_ruleSets{"", "", "M7:error", "M10:warning M7:error", "M1:info plan.type:error"};
    const std::vector<QByteArray> m_ruleValues{"M7", "M*", "plan.*", "", "*", "M?", "nothing"};
    const std::vector<QByteArray> m_labels{"run 1", "run 2", "run *", "other"};
    const std::vector<QByteArray> m_scalars{"1", "42", "\"gpt-4\"", "true", "null", "7.5", "-3", "{}", "[1,2]"};
    const std::vector<QByteArray> m_words{"gpt-4", "Hello World", "checkout", "NAME", ""};
    const std::vector<QByteArray> m_needles{"hello", "GPT", "name", "list", "zzz", "o w", "k"};
    const std::vector<QByteArray> m_paths{"/p", "/o/k", "/o/Name", "/o", "/missing"};
};

const char *columnOf(Field field)
{
    switch (field) {
    case Field::Tenant:
        return "tenant";
    case Field::User:
        return "user";
    case Field::Name:
        return "name";
    case Field::Service:
        return "service";
    case Field::Verdict:
        return "verdict";
    default:
        return "origin_label";
    }
}

const char *columnOf(HistogramSpec::Stack stack)
{
    switch (stack) {
    case HistogramSpec::Stack::Name:
        return "name";
    case HistogramSpec::Stack::Service:
        return "service";
    case HistogramSpec::Stack::Verdict:
        return "verdict";
    case HistogramSpec::Stack::Tenant:
        return "tenant";
    }
    return "";
}

QString facetSql(Field field, const QString &where)
{
    if (field == Field::Rule) {
        return u"SELECT substr(value, 1, instr(value, ':') - 1), count(*) AS n FROM events, %1 WHERE rules <> '' AND "
               "%2 GROUP BY 1 ORDER BY n DESC, 1"_s.arg(detail::rulesSql(), where);
    }
    return u"SELECT %1, count(*) AS n FROM events WHERE %2 AND coalesce(%1, '') <> '' GROUP BY 1 ORDER BY n DESC, 1"_s
        .arg(QString::fromLatin1(columnOf(field)), where);
}

QString orderSql(const SearchOrders &orders)
{
    static const char *keys[]{"id", "time_us", "coalesce(tenant, '')", "coalesce(user, '')", "coalesce(name, '')",
        "coalesce(service, '')",
        "CASE verdict WHEN 'unjudged' THEN 0 WHEN 'valid' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END", "bytes",
        "received_us", "origin_label", "coalesce(rules, '')"};
    QString sql;
    for (const SearchOrder &order : orders)
        sql += QLatin1String(keys[static_cast<int>(order.key)]) + (order.descending ? u" DESC, "_s : u", "_s);
    return sql + u"id"_s;
}

}

// The columns, EventFilter::matches() and SQL agree on random stores and filters.
class TestStoreProperties : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }
    void agree_data();
    void agree();

private:
    void fill(EventStore &store, World &world);
    void change(EventStore &store, World &world);
    void remember(EventStore &store);
    void compare(EventStore &store, SQLite::Database &database, const EventFilter &filter, const SearchSpec &spec);
    void compareHistogram(
        SQLite::Database &database, const QString &where, const HistogramSpec &spec, const Histogram &histogram);
    void compareFacet(SQLite::Database &database, const EventFilter &filter, const FacetSpec &spec, const Facet &facet);

    std::map<EventId, std::pair<Event, QByteArray>> m_events;    // what can be seen, with its origin's label
    std::vector<EventStore::Removal> m_removals;
};

void TestStoreProperties::agree_data()
{
    QTest::addColumn<unsigned>("seed");
    QTest::addColumn<bool>("reopened");
    for (unsigned seed = 1; seed <= 6; ++seed)
        QTest::addRow("seed %u", seed) << seed << (seed % 2 == 0);
}

// Captures and imports at once, so that rows do not come in the order of their ids; some unfinished,
// some given up, some events removed.
void TestStoreProperties::fill(EventStore &store, World &world)
{
    struct Open {
        OriginId id;
        QByteArray label;
        bool import;
    };
    std::vector<Open> open;
    std::map<OriginId, QByteArray> seen;
    for (int i = 0; i < 4; ++i) {
        const QByteArray label = "run " + QByteArray::number(1 + i % 3);
        const bool import = i != 1;
        const QString kind = import ? u"import"_s : u"capture"_s;
        open.push_back({valueOf(store.begin({kind, QString::fromUtf8(label), {}})), label, import});
        if (!import)
            valueOf(store.complete(open.back().id));
    }
    for (int i = 0; i < 30; ++i)
        valueOf(store.append(world.pick(open).id, world.events(1 + world.below(40))));
    valueOf(store.complete(open[2].id));
    valueOf(store.complete(open[0].id));
    valueOf(store.abandon(open[3].id));
    m_removals.clear();
    change(store, world);
    remember(store);
}

// Removes some events, brings others back and judges others again.
void TestStoreProperties::change(EventStore &store, World &world)
{
    if (!m_removals.empty() && world.below(2)) {
        valueOf(store.restore(m_removals.back()));
        m_removals.pop_back();
    }
    std::vector<Row> removed;
    std::vector<VerdictChange> judged;
    for (Row row = 0; row < store.columns().size(); ++row) {
        if (world.below(7) == 0)
            removed.push_back(row);
        const Event event = world.event();
        if (world.below(5) == 0)
            judged.push_back({row, event.verdict, event.partlyJudged, event.rules});
    }
    if (const auto removal = valueOf(store.remove(removed)); removal.events > 0)
        m_removals.push_back(removal);
    valueOf(store.judged(judged));
}

void TestStoreProperties::remember(EventStore &store)
{
    m_events.clear();
    std::vector<Row> rows(store.columns().size());
    std::iota(rows.begin(), rows.end(), Row(0));
    for (const StoredEvent &stored : valueOf(store.fetch(rows))) {
        if (!store.columns().removed(stored.row))
            m_events[stored.id] = {stored.event, stored.originLabel.toUtf8()};
    }
}

void TestStoreProperties::agree()
{
    QFETCH(unsigned, seed);
    QFETCH(bool, reopened);
    World world(seed);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.events"_s);
    auto store = openStore(path);
    fill(*store, world);
    if (reopened) {
        store.reset();
        store = openStore(path);
    }
    SQLite::Database database(QFile::encodeName(path).toStdString());
    for (int i = 0; i < 60 && !QTest::currentTestFailed(); ++i) {
        if (i % 20 == 19) {
            change(*store, world);
            remember(*store);
        }
        compare(*store, database, world.filter(), world.spec());
    }
}

void TestStoreProperties::compare(
    EventStore &store, SQLite::Database &database, const EventFilter &filter, const SearchSpec &spec)
{
    const SearchResult result = searched(store, filter, spec);
    const QString where = sqlOf(filter.root());
    SQLite::Statement select(database,
        u"SELECT id, time_us FROM events WHERE %1 ORDER BY %2"_s.arg(where, orderSql(spec.order)).toStdString());
    std::vector<EventId> expected;
    std::optional<Micros> earliest;
    std::optional<Micros> latest;
    while (select.executeStep()) {
        expected.push_back(select.getColumn(0).getInt64());
        const Micros time = select.getColumn(1).getInt64();
        earliest = std::min(earliest.value_or(time), time);
        latest = std::max(latest.value_or(time), time);
    }
    std::vector<EventId> found;
    for (const Row row : result.rows)
        found.push_back(store.columns().id(row));
    const QByteArray context = filter.text().toUtf8() + " order by " + orderSql(spec.order).toUtf8();
    QVERIFY2(found == expected, context.constData());
    QCOMPARE(result.total, qint64(expected.size()));
    QCOMPARE(result.earliest, earliest);
    QCOMPARE(result.latest, latest);

    std::set<EventId> matching;
    for (const auto &[id, event] : m_events) {
        if (filter.matches(event.first, event.second))
            matching.insert(id);
    }
    QVERIFY2(matching == std::set<EventId>(expected.begin(), expected.end()), context.constData());

    if (spec.histogram)
        compareHistogram(database, where, *spec.histogram, *result.histogram);
    QCOMPARE(result.facets.size(), spec.facets.size());
    for (std::size_t i = 0; i < spec.facets.size(); ++i)
        compareFacet(database, filter, spec.facets[i], result.facets[i]);
}

void TestStoreProperties::compareHistogram(
    SQLite::Database &database, const QString &where, const HistogramSpec &spec, const Histogram &histogram)
{
    QVERIFY(histogram.bucket * spec.buckets >= spec.to - spec.from);
    QVERIFY((histogram.bucket - 1) * spec.buckets < spec.to - spec.from);
    QCOMPARE(histogram.from, spec.from);
    SQLite::Statement select(database, u"SELECT coalesce(%1, ''), (time_us - %2) / %3, count(*) FROM events WHERE %4 "
                                       u"AND time_us >= %2 AND time_us < %5 "
                                       "GROUP BY 1, 2"_s.arg(QString::fromLatin1(columnOf(spec.stack)))
                                           .arg(spec.from)
                                           .arg(histogram.bucket)
                                           .arg(where)
                                           .arg(spec.to)
                                           .toStdString());
    std::map<QByteArray, std::map<int, quint32>> expected;
    while (select.executeStep())
        expected[QByteArray::fromStdString(select.getColumn(0).getString())][select.getColumn(1).getInt()] =
            select.getColumn(2).getUInt();

    std::map<int, quint32> rest;
    qint64 smallest = std::numeric_limits<qint64>::max();
    for (const Histogram::Series &series : histogram.series) {
        QCOMPARE(series.counts.size(), std::size_t(spec.buckets));
        QCOMPARE(series.total, std::accumulate(series.counts.begin(), series.counts.end(), qint64(0)));
        if (series.other)
            continue;
        smallest = std::min(smallest, series.total);
        const auto buckets = expected.extract(series.value);
        QVERIFY2(!buckets.empty(), series.value.constData());
        for (int i = 0; i < spec.buckets; ++i) {
            const auto count = buckets.mapped().find(i);
            QCOMPARE(series.counts[static_cast<std::size_t>(i)], count == buckets.mapped().end() ? 0 : count->second);
        }
    }
    for (const auto &[value, buckets] : expected) {
        qint64 total = 0;
        for (const auto &[bucket, count] : buckets) {
            rest[bucket] += count;
            total += count;
        }
        QVERIFY(histogram.series.size() < 2 || total <= smallest);
    }
    const bool hasOther = !histogram.series.empty() && histogram.series.back().other;
    QCOMPARE(hasOther, !rest.empty());
    for (const auto &[bucket, count] : rest)
        QCOMPARE(histogram.series.back().counts[static_cast<std::size_t>(bucket)], count);
}

void TestStoreProperties::compareFacet(
    SQLite::Database &database, const EventFilter &filter, const FacetSpec &spec, const Facet &facet)
{
    const QString where = sqlOf(filter.without(spec.field).root());
    SQLite::Statement select(database, facetSql(spec.field, where).toStdString());
    qint64 total = 0;
    std::vector<std::pair<QByteArray, qint64>> expected;
    while (select.executeStep()) {
        expected.emplace_back(
            QByteArray::fromStdString(select.getColumn(0).getString()), select.getColumn(1).getInt64());
        total += expected.back().second;
    }
    if (spec.field == Field::Rule) {    // an event of several rules is one
        SQLite::Statement count(
            database, u"SELECT count(*) FROM events WHERE rules <> '' AND %1"_s.arg(where).toStdString());
        QVERIFY(count.executeStep());
        total = count.getColumn(0).getInt64();
    }
    QCOMPARE(facet.field, spec.field);
    QCOMPARE(facet.distinct, qint64(expected.size()));
    QCOMPARE(facet.total, total);
    if (spec.top > 0 && expected.size() > std::size_t(spec.top))
        expected.resize(static_cast<std::size_t>(spec.top));
    std::vector<std::pair<QByteArray, qint64>> found;
    for (const Facet::Value &value : facet.values)
        found.emplace_back(value.value, value.count);
    QCOMPARE(found, expected);
}

QTEST_GUILESS_MAIN(TestStoreProperties)
#include "tst_storeproperties.moc"
