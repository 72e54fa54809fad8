// SPDX-License-Identifier: GPL-3.0-or-later
//
// How fast payloads are searched among N events (default one million) of about 310 bytes: when the first rows are
// there and when all is, for text that few and that all have, letters beyond ASCII (a region of one event in ten has
// one, half of them as an escape), a regular expression and comparisons of properties. Beside them SQLite over the same
// table, and memmem over payloads in memory on one thread. Then what it takes to count the values of a property and to
// sort all events by one. Medians of R runs (default five), interleaved. To measure on
// two processors: taskset -c 0,1 bench_search.
//
//   bench_search [N [FOLDER [R [shuffled]]]]
// The folder keeps the data for the next time; see dataFolder(). Shuffled events come in no order of time.

#include "benchkit.h"
#include "benchstore.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QCoreApplication>
#include <QThread>

#include <cstring>

using namespace eventscope;
using namespace eventscope::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr double firstRowsBar = 50;
constexpr double textBar = 400;
constexpr double comparisonBar = 800;

struct Question {
    QString filter;
    std::string sql;      // a condition on the payload's text
    std::string bytes;    // what memmem looks for
    double bar = 0;
};

QList<Question> questions()
{
    const std::string like = "text LIKE ";
    return {{u"thing_49"_s, like + "'%thing_49%'", "thing_49", textBar},
        {u"growth"_s, like + "'%growth%'", "growth", textBar}, {u"nowhere"_s, like + "'%nowhere%'", "nowhere", textBar},
        {u"\u00c9"_s, like + "'%\u00e9%'", "\u00e9", textBar}, {u"~user_9+$"_s, like + "'%user_9%'", "user_9", 0},
        {u"props.tokens>1000"_s, "json_extract(text, '$.numeric_props.tokens') > 1000", "\"tokens\"", comparisonBar},
        {u"props.tokens>4990"_s, "json_extract(text, '$.numeric_props.tokens') > 4990", "\"tokens\"", comparisonBar},
        {u"props.region:Orl*"_s, "json_extract(text, '$.string_props.region') LIKE 'Orl%'", "\"region\"",
            comparisonBar}};
}

struct Times {
    std::vector<double> first;
    std::vector<double> complete;
    std::vector<double> sqlite;
    std::vector<double> bare;
    qint64 found = 0;
};

QString searchStore(const QDir &folder, qint64 count, bool shuffled)
{
    QRandomGenerator random(11);
    const auto change = [&random, shuffled](Event &event) {
        const auto which = random.bounded(20);
        if (which < 2)
            event.text.replace("eu-1", which == 0 ? "Orl\u00e9ans" : R"(Orl\u00E9ans)");
        if (shuffled)
            event.identity.time = (firstMoment + random.bounded(lastMoment - firstMoment)) * 1'000;
    };
    return storeOf(folder, count, shuffled ? u"search-shuffled"_s : u"search"_s, change);
}

EventFilter filterOf(const Question &question)
{
    const auto filter = EventFilter::parse(question.filter, 0);
    if (!filter)
        giveUp(filter.error().error.message);
    return *filter;
}

SearchSpec latestFirst()
{
    SearchSpec spec;
    spec.order = {{SortKey::Time, true}};
    return spec;
}

void runOurs(EventStore &store, const EventFilter &filter, SearchSpec spec, Times &times)
{
    spec.stream = true;
    const auto begun = std::chrono::steady_clock::now();
    const auto since = [begun] {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
    };
    QFuture<Result<SearchResult>> future = store.search(filter, spec);
    const auto isShown = [&future] {
        const int told = future.resultCount();
        const auto latest = told > 0 ? future.resultAt(told - 1) : Result<SearchResult>();
        return latest && !latest->rows.empty();
    };
    while (!isShown() && !future.isFinished())
        QThread::usleep(100);
    times.first.push_back(since());
    future.waitForFinished();
    times.complete.push_back(since());
    const auto last = future.resultAt(future.resultCount() - 1);
    if (!last)
        giveUp(last.error().message);
    times.found = last->total;
}

void runSqlite(SQLite::Database &database, const Question &question, Times &times)
{
    times.sqlite.push_back(millisecondsOf([&] {
        SQLite::Statement count(database, "SELECT count(*) FROM payload WHERE " + question.sql);
        std::ignore = count.executeStep();
    }));
}

void runBare(const std::vector<std::string> &payloads, const Question &question, Times &times)
{
    std::size_t found = 0;
    times.bare.push_back(millisecondsOf([&] {
        for (const std::string &payload : payloads)
            found += memmem(payload.data(), payload.size(), question.bytes.data(), question.bytes.size()) != nullptr;
    }));
    if (found > payloads.size())
        giveUp(u"more was found than there is"_s);
}

std::vector<std::string> payloadsOf(SQLite::Database &database)
{
    std::vector<std::string> payloads;
    SQLite::Statement select(database, "SELECT text FROM payload ORDER BY id");
    while (select.executeStep())
        payloads.push_back(select.getColumn(0).getString());
    return payloads;
}

// Where nothing is found there are no first rows.
const char *judged(const Question &question, const Times &times)
{
    if (question.bar == 0)
        return "";
    const bool first = times.found == 0 || medianOf(times.first) <= firstRowsBar;
    return first && medianOf(times.complete) <= question.bar ? "met" : "NOT met";
}

void measureAll(EventStore &store, const char *what, const SearchSpec &spec, int runs)
{
    Times times;
    for (int run = 0; run < runs; ++run)
        runOurs(store, {}, spec, times);
    std::printf("%-20s %9lld %8.1f %9.1f\n", what, static_cast<long long>(times.found), medianOf(times.first),
        medianOf(times.complete));
}

}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const qint64 count = arguments.size() > 1 ? arguments[1].toLongLong() : 1'000'000;
    const QDir folder(dataFolder(arguments.mid(2, 1)));
    const int runs = arguments.size() > 3 ? arguments[3].toInt() : rounds();
    QDir().mkpath(folder.path());

    const bool shuffled = arguments.size() > 4 && arguments[4] == u"shuffled";
    const QString path = searchStore(folder, count, shuffled);
    const auto store = openStore(path);
    if (const auto loaded = store->waitUntilLoaded(); !loaded)
        giveUp(loaded.error().message);
    store->setPropertyPlaces(
        {"", "/string_props", "/numeric_props", "/properties", "/event/detail", "/body/traits", "/body"});
    SQLite::Database database(path.toStdString(), SQLite::OPEN_READONLY);
    const std::vector<std::string> payloads = payloadsOf(database);

    print(machine());
    std::printf("%lld events, medians of %d runs in ms, latest first\n", static_cast<long long>(count), runs);
    std::printf("%-20s %9s %8s %9s %9s %9s  bar\n", "filter", "found", "first", "complete", "SQLite", "memmem");
    for (const Question &question : questions()) {
        Times times;
        for (int run = 0; run < runs; ++run) {
            runOurs(*store, filterOf(question), latestFirst(), times);
            runSqlite(database, question, times);
            runBare(payloads, question, times);
        }
        std::printf("%-20s %9lld %8.1f %9.1f %9.1f %9.1f  %s\n", qPrintable(question.filter),
            static_cast<long long>(times.found), medianOf(times.first), medianOf(times.complete),
            medianOf(times.sqlite), medianOf(times.bare), judged(question, times));
    }
    SearchSpec counting = latestFirst();
    counting.rows = false;
    counting.facets = {{Field::Path, 10, {}, "props.tokens"}};
    measureAll(*store, "count props.tokens", counting, runs);
    SearchSpec sorting;
    sorting.order = {{SortKey::Path, true, "props.tokens"}};
    measureAll(*store, "sort by props.tokens", sorting, runs);
    return 0;
}
