// SPDX-License-Identifier: GPL-3.0-or-later
//
// How fast searches are answered among N events (default ten million): a filter on tenant, user, name and time
// with exact rows, a histogram of 1,200 buckets stacked by name and three facets, beside SQLite's mere count of
// the same with covering indexes, and beside a bare loop over plain arrays on as many threads. Also all events,
// each order, and a tenth of them deleted. The peers take turns with ours; medians of R runs (default seven).
//
//   bench_query [N [FOLDER [R]]]       the folder keeps the data for the next time

#include "benchstore.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QCoreApplication>
#include <QTemporaryDir>

#include <atomic>
#include <numeric>
#include <thread>

using namespace eventscope;
using namespace eventscope::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr Micros firstMicro = firstMoment * 1'000;
constexpr Micros lastMicro = lastMoment * 1'000;
constexpr Micros from = firstMicro + (lastMicro - firstMicro) / 4;    // the middle half
constexpr Micros to = lastMicro - (lastMicro - firstMicro) / 4;
constexpr int buckets = 1'200;

EventFilter question()
{
    const auto filter = EventFilter::parse(u"tenant:tenant_1* user:*7* -name:thing_4*", 0);
    if (!filter)
        giveUp(filter.error().error.message);
    return filter->withTime(from, to);
}

SearchSpec everything(Micros first, Micros last)
{
    SearchSpec spec;
    spec.histogram = HistogramSpec{first, last, buckets, HistogramSpec::Stack::Name, 8};
    spec.facets = {{Field::Tenant, 10}, {Field::User, 10}, {Field::Name, 10}};
    return spec;
}

// A copy of the columns as anybody would hold them, and the question answered by one plain loop a thread.
class Bare {
public:
    explicit Bare(const Columns &columns)
    {
        const Row size = columns.size();
        Term users = 0;
        for (Row row = 0; row < size; ++row) {
            m_time.push_back(columns.time(row));
            m_tenant.push_back(columns.tenant(row));
            m_user.push_back(columns.user(row));
            m_name.push_back(columns.name(row));
            users = std::max(users, columns.user(row) + 1);
        }
        for (Term term = 0; term < 21; ++term)
            m_tenants.push_back(columns.tenantText(term).startsWith("tenant_1"));
        for (Term term = 0; term < users; ++term)
            m_users.push_back(columns.userText(term).contains('7'));
        for (Term term = 0; term < 51; ++term)
            m_names.push_back(!columns.nameText(term).startsWith("thing_4"));
    }

    struct Counts {
        std::vector<Row> rows;
        std::vector<quint32> histogram = std::vector<quint32>(51 * buckets);
        std::vector<quint32> tenants = std::vector<quint32>(21);
        std::vector<quint32> users;
        std::vector<quint32> names = std::vector<quint32>(51);
    };

    // The number of rows that match.
    [[nodiscard]] std::size_t answer() const
    {
        const std::size_t threads = std::max(1u, std::thread::hardware_concurrency());
        std::vector<Counts> counts(threads);
        {
            std::vector<std::jthread> working;
            for (std::size_t i = 0; i < threads; ++i) {
                working.emplace_back([this, i, threads, &mine = counts[i]] {
                    loop(m_time.size() * i / threads, m_time.size() * (i + 1) / threads, mine);
                });
            }
        }
        for (std::size_t i = 1; i < threads; ++i) {
            counts[0].rows.insert(counts[0].rows.end(), counts[i].rows.begin(), counts[i].rows.end());
            const auto add = [](std::vector<quint32> &into, const std::vector<quint32> &other) {
                std::transform(into.begin(), into.end(), other.begin(), into.begin(), std::plus<>());
            };
            add(counts[0].histogram, counts[i].histogram);
            add(counts[0].tenants, counts[i].tenants);
            add(counts[0].users, counts[i].users);
            add(counts[0].names, counts[i].names);
        }
        return counts[0].rows.size();
    }

private:
    void loop(std::size_t begin, std::size_t end, Counts &counts) const
    {
        const Micros width = (to - from + buckets - 1) / buckets;
        counts.users.resize(m_users.size());
        for (std::size_t i = begin; i < end; ++i) {
            if (m_time[i] < from || m_time[i] >= to)
                continue;
            const bool tenant = m_tenants[m_tenant[i]];
            const bool user = m_users[m_user[i]];
            const bool name = m_names[m_name[i]];
            if (tenant && user && name) {
                counts.rows.push_back(static_cast<Row>(i));
                ++counts.histogram[m_name[i] * buckets + static_cast<std::size_t>((m_time[i] - from) / width)];
            }
            if (user && name)
                ++counts.tenants[m_tenant[i]];
            if (tenant && name)
                ++counts.users[m_user[i]];
            if (tenant && user)
                ++counts.names[m_name[i]];
        }
    }

    std::vector<Micros> m_time;
    std::vector<Term> m_tenant;
    std::vector<Term> m_user;
    std::vector<Term> m_name;
    std::vector<quint8> m_tenants;
    std::vector<quint8> m_users;
    std::vector<quint8> m_names;
};

// The best that SQLite can be given for this one question: numbers for texts where that is quicker, covering
// indexes that seek the tenants and the stretch of time, everything in its cache.
class Sqlite {
public:
    Sqlite(const QDir &folder, const Columns &columns)
        : m_path(folder.filePath(u"covering-%1.sqlite"_s.arg(columns.size())).toStdString())
    {
        if (!QFileInfo::exists(QString::fromStdString(m_path)))
            make(columns);
        m_database = std::make_unique<SQLite::Database>(m_path);
        m_database->exec("PRAGMA cache_size = -4000000; PRAGMA mmap_size = 8000000000");
    }

    static constexpr const char *indexes[]{"by_tenant_time", "by_tenant_name", "by_time"};

    [[nodiscard]] std::size_t count(const char *index) const
    {
        SQLite::Statement select(*m_database, std::string("SELECT count(*) FROM event INDEXED BY ") + index +
                                                  " WHERE tenant IN (SELECT id FROM tenant WHERE text GLOB 'tenant_1*')"
                                                  " AND name IN (SELECT id FROM name WHERE text NOT GLOB 'thing_4*')"
                                                  " AND time >= ? AND time < ? AND user GLOB '*7*'");
        select.bind(1, static_cast<int64_t>(from));
        select.bind(2, static_cast<int64_t>(to));
        select.executeStep();
        return static_cast<std::size_t>(select.getColumn(0).getInt64());
    }

private:
    void make(const Columns &columns) const
    {
        std::fprintf(stderr, "making %s\n", m_path.c_str());
        const std::string unfinished = m_path + ".part";
        QFile::remove(QString::fromStdString(unfinished));
        {
            SQLite::Database database(unfinished, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            database.exec("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -1000000");
            database.exec("CREATE TABLE tenant (id INTEGER PRIMARY KEY, text TEXT);"
                          "CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT);"
                          "CREATE TABLE event (id INTEGER PRIMARY KEY, tenant INT, name INT, time INT, user TEXT)");
            database.exec("BEGIN");
            fillTerms(database, "tenant", 21, [&](Term term) { return columns.tenantText(term); });
            fillTerms(database, "name", 51, [&](Term term) { return columns.nameText(term); });
            SQLite::Statement insert(database, "INSERT INTO event VALUES (?, ?, ?, ?, ?)");
            for (Row row = 0; row < columns.size(); ++row) {
                const std::string user = columns.userText(columns.user(row)).toStdString();
                insert.bind(1, row);
                insert.bind(2, columns.tenant(row));
                insert.bind(3, columns.name(row));
                insert.bind(4, static_cast<int64_t>(columns.time(row)));
                insert.bindNoCopy(5, user);
                insert.exec();
                insert.reset();
            }
            database.exec("COMMIT");
            database.exec("CREATE INDEX by_tenant_time ON event (tenant, time, name, user);"
                          "CREATE INDEX by_tenant_name ON event (tenant, name, time, user);"
                          "CREATE INDEX by_time ON event (time, tenant, name, user); ANALYZE");
        }
        QFile::rename(QString::fromStdString(unfinished), QString::fromStdString(m_path));
    }

    static void fillTerms(
        SQLite::Database &database, const std::string &table, Term count, const std::function<QByteArray(Term)> &textOf)
    {
        SQLite::Statement insert(database, "INSERT INTO " + table + " VALUES (?, ?)");
        for (Term term = 0; term < count; ++term) {
            insert.bind(1, term);
            insert.bind(2, textOf(term).toStdString());
            insert.exec();
            insert.reset();
        }
    }

    std::string m_path;
    std::unique_ptr<SQLite::Database> m_database;
};

void print(const char *what, Spent ours, double bar)
{
    std::printf("%-44s %9.1f ms (processors %7.1f)   bar %5.0f ms   %s\n", what, ours.wall, ours.processors, bar,
        ours.wall <= bar ? "met" : "NOT met");
    std::fflush(stdout);
}

void printRatio(const char *what, Spent theirs, double ratio, double bar, bool met)
{
    std::printf("%-44s %9.1f ms (processors %7.1f)   ratio %6.2f, bar %.0f   %s\n", what, theirs.wall,
        theirs.processors, ratio, bar, met ? "met" : "NOT met");
    std::fflush(stdout);
}

class Bench {
public:
    Bench(EventStore &store, int runs)
        : m_store(store)
        , m_runs(runs)
    {}

    void question(const QDir &folder)
    {
        const Bare bare(m_store.columns());
        const Sqlite sqlite(folder, m_store.columns());
        const EventFilter filter = ::question();
        std::vector<Spent> ours;
        std::vector<Spent> loop;
        std::vector<std::vector<Spent>> counts(std::size(Sqlite::indexes));
        for (int run = -1; run < m_runs; ++run) {    // the first one warms up
            std::size_t found = 0;
            const Spent mine = spentOn([&] { found = search(filter, everything(from, to)); });
            std::size_t bareFound = 0;
            const Spent theirs = spentOn([&] { bareFound = bare.answer(); });
            check(found, bareFound);
            if (run >= 0) {
                ours.push_back(mine);
                loop.push_back(theirs);
            }
            for (std::size_t i = 0; i < counts.size(); ++i) {
                std::size_t counted = 0;
                const Spent time = spentOn([&] { counted = sqlite.count(Sqlite::indexes[i]); });
                check(found, counted);
                if (run >= 0)
                    counts[i].push_back(time);
            }
        }
        const Spent median = medianOf(ours);
        const Spent plain = medianOf(loop);
        Spent best = medianOf(counts[0]);
        for (const auto &times : counts)
            best = std::min(best, medianOf(times));
        std::printf("%zu of %u events match\n", m_found, m_store.columns().size());
        print("filter, rows, histogram, three facets", median, 16);
        printRatio("SQLite, the count alone", best, best.wall / median.wall, 25, best.wall >= 25 * median.wall);
        printRatio("a bare loop", plain, median.wall / plain.wall, 2, median.wall <= 2 * plain.wall);
    }

    void all()
    {
        const Spent time = medianSearch({}, everything(firstMicro, lastMicro));
        print("all events, rows, histogram, three facets", time, 40);
        print("one user, rows", medianSearch(EventFilter::parse(u"user:user_4711", 0).value(), {}), 16);
    }

    void orders()
    {
        static const std::pair<SortKey, const char *> keys[]{{SortKey::Arrival, "arrival"}, {SortKey::Time, "time"},
            {SortKey::Tenant, "tenant"}, {SortKey::User, "user"}, {SortKey::Name, "name"},
            {SortKey::Service, "service"}, {SortKey::Verdict, "verdict"}, {SortKey::Size, "size"},
            {SortKey::Received, "received"}, {SortKey::Origin, "origin"}, {SortKey::Rules, "rules"}};
        for (const auto &[key, name] : keys) {
            for (const bool descending : {false, true}) {
                SearchSpec spec;
                spec.order = {{key, descending}};
                const QByteArray what = QByteArray("sorted by ") + name + (descending ? ", descending" : "");
                const Spent first = spentOn([&] { search({}, spec); });
                const Spent time = medianSearch({}, spec);
                print(what.constData(), time, 500);
                if (first.wall > 500)
                    print("    the first time", first, 500);
            }
        }
        SearchSpec spec;
        spec.order = {{SortKey::Name}, {SortKey::Verdict, true}, {SortKey::Time, true}};
        print("sorted by name, verdict and time", medianSearch({}, spec), 1'500);
    }

    void deletion()
    {
        std::vector<Row> rows;
        for (Row row = 0; row < m_store.columns().size(); row += 10)
            rows.push_back(row);
        std::vector<double> removing;
        std::vector<Spent> searching;
        std::vector<double> restoring;
        for (int run = 0; run < 3; ++run) {
            EventStore::Removal removal;
            removing.push_back(millisecondsOf([&] { removal = resultOf(m_store.remove(rows)); }));
            searching.push_back(medianSearch(::question(), everything(from, to)));
            restoring.push_back(millisecondsOf([&] { resultOf(m_store.restore(removal)); }));
        }
        std::printf("%-44s %9.1f ms\n", "every tenth event deleted, one by one", medianOf(removing));
        print("filter among the others", medianOf(searching), 16);
        std::printf("%-44s %9.1f ms\n", "these restored", medianOf(restoring));
    }

private:
    std::size_t search(const EventFilter &filter, const SearchSpec &spec)
    {
        const SearchResult result = resultOf(m_store.search(filter, spec));
        m_found = result.rows.size();
        return m_found;
    }

    Spent medianSearch(const EventFilter &filter, const SearchSpec &spec)
    {
        search(filter, spec);
        std::vector<Spent> times;
        for (int run = 0; run < m_runs; ++run)
            times.push_back(spentOn([&] { search(filter, spec); }));
        return medianOf(times);
    }

    static void check(std::size_t ours, std::size_t theirs)
    {
        if (ours != theirs)
            giveUp(u"the answers differ: %1 and %2"_s.arg(ours).arg(theirs));
    }

    EventStore &m_store;
    int m_runs;
    std::size_t m_found = 0;
};

}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const qint64 count = arguments.value(1, u"10000000"_s).toLongLong();
    const QTemporaryDir temporary;
    const QDir folder(arguments.value(2, temporary.path()));
    const int runs = std::max(1, arguments.value(3, u"7"_s).toInt());
    if (count < 1 || !folder.mkpath(u"."_s))
        giveUp(u"usage: bench_query [N [FOLDER [R]]]"_s);

    const auto store = openStore(storeOf(folder, count));
    if (const auto loaded = store->waitUntilLoaded(); !loaded)
        giveUp(loaded.error().message);
    Bench bench(*store, runs);
    bench.question(folder);
    bench.all();
    bench.orders();
    bench.deletion();
    return 0;
}
