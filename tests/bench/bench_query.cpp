// SPDX-License-Identifier: GPL-3.0-or-later
//
// How fast searches are answered among N events (default ten million): a filter on tenant, user, name and time
// with exact rows, a histogram of 1,200 buckets stacked by name and three facets that each ignore their own
// selection, beside SQLite's mere count of the same with covering indexes, and beside a bare loop over plain arrays
// on as many threads. Two questions: a narrow one (one tenant, users and names by what they begin with), which SQLite
// seeks in an index that begins with the tenant, and a wide one, for which it walks through much of an index and which
// a tenth of all events answer. SQLite has the texts in a covering index; and, as the best that it can be given,
// numbers for tenants and names and the quickest of four covering indexes.
// Also all events, each order, that of a value in the payloads and how soon it ends when it is cancelled, and a tenth
// of the events deleted. The peers take turns with ours; medians of R runs
// (default seven).
//
//   bench_query [N [FOLDER [R]]]       the folder keeps the data for the next time

#include "benchquestions.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QThread>

using namespace eventscope;
using namespace eventscope::bench;
using namespace Qt::StringLiterals;

namespace {

const Question narrow{
    "narrow: one tenant, what users and names begin with, half of the time", {"tenant_7"}, {"user_4*"}, {"thing_1*"}};
const Question wide{"wide: half of the tenants, users that contain a digit, half of the time", {"tenant_1*"}, {"*7*"},
    {"thing_4*", true}};

SearchSpec everything(Micros first, Micros last)
{
    SearchSpec spec;
    spec.histogram = HistogramSpec{first, last, questionBuckets, HistogramSpec::Stack::Name, 8};
    spec.facets = {{Field::Tenant, 10}, {Field::User, 10}, {Field::Name, 10}};
    return spec;
}

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

    void questions(const QDir &folder)
    {
        Bare bare(m_store.columns());
        const Sqlite sqlite(folder, m_store.columns());
        for (const Question &question : {narrow, wide}) {
            bare.prepare(question);
            compare(question, bare, sqlite);
        }
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

    // Rows are shown as they are found. Cancelled when half of that time is over.
    void orderByPayload()
    {
        SearchSpec spec;
        spec.stream = true;
        spec.order = {{SortKey::Path, true, "props.tokens"}};
        m_store.setPropertyPlaces({"/numeric_props"});
        std::vector<double> first;
        std::vector<double> complete;
        std::vector<double> cancelled;
        for (int run = 0; run < 3; ++run) {
            QFuture<Result<SearchResult>> future;
            complete.push_back(millisecondsOf([&] {
                first.push_back(millisecondsOf([&] {
                    future = m_store.search({}, spec);
                    while (future.resultCount() == 0 && !future.isFinished())
                        QThread::usleep(100);
                }));
                future.waitForFinished();
            }));
            future = m_store.search({}, spec);
            QThread::msleep(static_cast<unsigned long>(complete.back() / 2));
            cancelled.push_back(millisecondsOf([&] {
                future.cancel();
                future.waitForFinished();
            }));
        }
        std::printf("%-44s %9.1f ms\n", "sorted by props.tokens: the first rows", medianOf(first));
        std::printf("%-44s %9.1f ms\n", "    all of them", medianOf(complete));
        std::printf("%-44s %9.1f ms\n", "    cancelled: until it has ended", medianOf(cancelled));
        std::fflush(stdout);
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
            searching.push_back(medianSearch(wide.filter(), everything(wide.from, wide.to)));
            restoring.push_back(millisecondsOf([&] { resultOf(m_store.restore(removal)); }));
        }
        std::printf("%-44s %9.1f ms\n", "every tenth event deleted, one by one", medianOf(removing));
        print("the wide filter among the others", medianOf(searching), 16);
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

    void compare(const Question &question, const Bare &bare, const Sqlite &sqlite)
    {
        const EventFilter filter = question.filter();
        std::vector<Spent> ours;
        std::vector<Spent> loop;
        std::vector<Spent> texts;
        std::vector<std::vector<Spent>> counts(std::size(Sqlite::indexes));
        for (int run = -1; run < m_runs; ++run) {    // the first one warms up
            std::size_t found = 0;
            const auto measure = [&](std::vector<Spent> &times, const std::function<std::size_t()> &answer) {
                std::size_t answered = 0;
                const Spent time = spentOn([&] { answered = answer(); });
                if (&times != &ours && answered != found)
                    giveUp(u"the answers differ: %1 and %2"_s.arg(found).arg(answered));
                found = answered;
                if (run >= 0)
                    times.push_back(time);
            };
            measure(ours, [&] { return search(filter, everything(question.from, question.to)); });
            measure(loop, [&] { return bare.answer(); });
            measure(texts, [&] { return sqlite.countTexts(question); });
            for (std::size_t i = 0; i < counts.size(); ++i)
                measure(counts[i], [&] { return sqlite.count(question, Sqlite::indexes[i]); });
        }
        std::printf("%s: %zu of %u events\n", question.title, m_found, m_store.columns().size());
        tell(medianOf(ours), medianOf(loop), medianOf(texts), counts);
    }

    static void tell(Spent ours, Spent loop, Spent texts, const std::vector<std::vector<Spent>> &counts)
    {
        std::size_t best = 0;
        for (std::size_t i = 1; i < counts.size(); ++i)
            best = medianOf(counts[i]) < medianOf(counts[best]) ? i : best;
        const Spent sqlite = medianOf(counts[best]);
        print("filter, rows, histogram, three facets", ours, 16);
        printRatio("SQLite, the count alone, texts in an index", texts, texts.wall / ours.wall, 25,
            texts.wall >= 25 * ours.wall);
        const QByteArray what = QByteArray("the same, numbers for texts, ") + Sqlite::indexes[best];
        printRatio(what.constData(), sqlite, sqlite.wall / ours.wall, 25, sqlite.wall >= 25 * ours.wall);
        printRatio("a bare loop", loop, ours.wall / loop.wall, 2, ours.wall <= 2 * loop.wall);
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
    bench.questions(folder);
    bench.all();
    bench.orders();
    bench.orderByPayload();
    bench.deletion();
    return 0;
}
