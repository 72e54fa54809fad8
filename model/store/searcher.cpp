// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/searcher.h"

#include "store/facetcounts.h"
#include "store/payloadsearch.h"
#include "store/rowsort.h"
#include "store/systemmemory.h"
#include "store/tallies.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace eventscope {

namespace {

constexpr std::size_t searchThreads = 4;
constexpr unsigned searchersAtMost = 16;
constexpr Row smallPass = 4 * Chunk::rows;    // rows below which one thread is quickest
constexpr Row payloadShare = 2 * scanBlockRows;
constexpr std::size_t idleReaders = 16;
constexpr std::size_t spareCounts = 1;

}

// What the threads of one pass share. What a share found waits until all before it are done, and is then put
// behind these by the thread that asked: rows are in their order with hardly a second copy of them.
struct Searcher::Pass {
    const ScanPlan &plan;
    const Cancelled &cancelled;
    std::vector<Row> &rows;
    bool everyRow;    // all are expected to match: the scan need not list them
    Row share;        // rows a share; a divisor of a chunk's
    std::size_t shares;
    ScanTally tally;
    Row *memory = rows.data();    // for all of them
    std::thread::id asker = std::this_thread::get_id();
    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> filled = 0;    // rows, from the first on
    std::atomic<std::size_t> taken = 0;     // rows for which there is memory, from the last one back
    std::mutex mutex = {};
    std::map<std::size_t, std::vector<Row>> found = {};    // by share, those that are not put behind yet
    std::vector<std::vector<Row>> spare = {};              // to be used again
    std::size_t joined = 0;                                // shares
    std::vector<std::vector<TermCounts>> counted = {};     // for facets, by thread

    void fillRows();
    void takePages();
    [[nodiscard]] std::vector<Row> takeSpare();
    void give(std::size_t at, std::vector<Row> &&part);
    void join();
};

void Searcher::Pass::fillRows()
{
    while (rows.size() < plan.end && !cancelled()) {
        const std::size_t known = rows.size();
        rows.resize(std::min<std::size_t>(plan.end, known + share));    // so many stay in the processor's cache
        std::iota(rows.begin() + static_cast<std::ptrdiff_t>(known), rows.end(), static_cast<Row>(known));
        filled.store(rows.size(), std::memory_order_relaxed);
    }
}

// The system clears memory as it is first written to: the last of it is had beforehand by those who help, while the
// first is filled.
void Searcher::Pass::takePages()
{
    constexpr std::size_t rowsAtOnce = (std::size_t(2) << 20) / sizeof(Row);
    while (!cancelled()) {
        const std::size_t behind = std::size_t(plan.end) - std::min<std::size_t>(plan.end, taken.fetch_add(rowsAtOnce));
        if (behind <= filled.load(std::memory_order_relaxed))
            return;
        const std::size_t first = behind - std::min(behind, rowsAtOnce);
        takePagesOf(memory + first, (behind - first) * sizeof(Row));
    }
}

std::vector<Row> Searcher::Pass::takeSpare()
{
    if (!plan.rows)
        return {};
    std::vector<Row> part;
    const std::scoped_lock locked(mutex);
    if (!spare.empty()) {
        part = std::move(spare.back());
        spare.pop_back();
    }
    return part;
}

void Searcher::Pass::give(std::size_t at, std::vector<Row> &&part)
{
    if (!plan.rows)
        return;
    const std::scoped_lock locked(mutex);
    found.emplace(at, std::move(part));
}

void Searcher::Pass::join()
{
    for (;;) {
        std::vector<Row> part;
        {
            const std::scoped_lock locked(mutex);
            const auto first = found.begin();
            if (first == found.end() || first->first != joined)
                return;
            part = std::move(first->second);
            found.erase(first);
        }
        rows.insert(rows.end(), part.begin(), part.end());
        ++joined;
        part.clear();
        const std::scoped_lock locked(mutex);
        spare.push_back(std::move(part));
    }
}

Searcher::Searcher(
    StoreAccess access, const Columns::Private &columns, const OriginLabels &labels, const PayloadPlaces &places)
    : m_access(std::move(access))
    , m_columns(columns)
    , m_labels(labels)
    , m_places(places)
    , m_totals(columns)
    , m_helpers("store.scan", std::min(searchersAtMost, std::max(2u, std::thread::hardware_concurrency()) - 1))
    , m_searches("store.search", searchThreads)
{
    keepLargeBlocksApart();
}

Searcher::~Searcher()
{
    m_stopping = true;
}

template <typename T>
QFuture<Result<T>> Searcher::start(std::function<Result<T>(const Cancelled &, const Tell<T> &)> work)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    QFuture<Result<T>> future = promise->future();
    m_searches.start([this, promise, work = std::move(work)] {
        const Cancelled cancelled = [this, &promise] {
            return m_stopping.load(std::memory_order_relaxed) || promise->isCanceled();
        };
        if (cancelled())
            return;    // the promise's end cancels its future
        const Tell<T> tell = [&promise](T found) { promise->addResult(Result<T>(std::move(found))); };
        Result<T> result = guarded(m_access.path, [&] { return work(cancelled, tell); });
        if (cancelled())
            return;
        promise->addResult(std::move(result));
        promise->finish();
    });
    return future;
}

QFuture<Result<SearchResult>> Searcher::search(const EventFilter &filter, const SearchSpec &spec)
{
    return start<SearchResult>([this, filter, spec](const Cancelled &cancelled, const Tell<SearchResult> &tell) {
        return answer(filter, spec, cancelled, tell);
    });
}

QFuture<Result<std::vector<ProblemGroup>>> Searcher::problems(const EventFilter &filter)
{
    return start<std::vector<ProblemGroup>>(
        [this, filter](const Cancelled &cancelled, const Tell<std::vector<ProblemGroup>> &) {
            return countProblems(filter, cancelled);
        });
}

Result<std::vector<ProblemGroup>> Searcher::countProblems(const EventFilter &filter, const Cancelled &cancelled)
{
    ScanPlan plan;
    plan.columns = &m_columns;
    plan.end = m_columns.size();
    const Parallel parallel(m_helpers);
    const ScanFilter scanFilter({filter}, {m_columns, m_labels, m_tables, m_places.get(), &parallel});
    plan.filter = &scanFilter;
    plan.rows = false;
    plan.problems = true;
    std::vector<Row> rows;
    return runPass(plan, rows, cancelled).problems.groups(m_columns);
}

std::unique_ptr<PayloadReader> Searcher::takeReader()
{
    {
        const std::scoped_lock locked(m_readersMutex);
        if (!m_readers.empty()) {
            auto reader = std::move(m_readers.back());
            m_readers.pop_back();
            return reader;
        }
    }
    return std::make_unique<PayloadReader>(m_access);
}

void Searcher::giveReader(std::unique_ptr<PayloadReader> &reader)
{
    const std::scoped_lock locked(m_readersMutex);
    if (reader && m_readers.size() < idleReaders)
        m_readers.push_back(std::move(reader));
}

void Searcher::runShares(Pass &pass)
{
    const bool asks = std::this_thread::get_id() == pass.asker;
    try {
        if (pass.everyRow && asks)
            pass.fillRows();
        else if (pass.everyRow)
            pass.takePages();
        if (pass.next >= pass.shares && !asks)
            return;    // it came late
        std::unique_ptr<PayloadReader> reader;
        if (pass.plan.filter->needsPayload())
            reader = takeReader();
        BlockScan scan(pass.plan, reader.get(), pass.cancelled);
        for (std::size_t share = pass.next++; share < pass.shares && !pass.cancelled(); share = pass.next++) {
            const Row first = static_cast<Row>(share) * pass.share;
            std::vector<Row> rows = pass.takeSpare();
            scan.scan(first, std::min(pass.plan.end, first + pass.share), rows);
            pass.give(share, std::move(rows));
            if (asks)
                pass.join();
        }
        giveReader(reader);
        const std::scoped_lock locked(pass.mutex);
        pass.counted.push_back(scan.takeFacets());
        scan.addTo(pass.tally);
    } catch (...) {
        pass.next = pass.shares;
        throw;
    }
}

// To have it from the system again would take longer than to count.
ScanTally Searcher::newTally(const ScanPlan &plan)
{
    ScanTally::Spare spare;
    {
        const std::scoped_lock locked(m_spareMutex);
        spare.swap(m_spare);
    }
    return ScanTally(plan, std::move(spare));
}

void Searcher::keepMemory(ScanTally &&tally)
{
    const std::scoped_lock locked(m_spareMutex);
    for (std::vector<quint32> &counts : tally.facets) {
        if (m_spare.size() < spareCounts && counts.size() >= ScanTally::manyTerms)
            m_spare.push_back(std::move(counts));
    }
}

// All rows match and are still there: they need no list of those found.
bool Searcher::matchesAll(const ScanPlan &plan) const
{
    return plan.rows && plan.filter->conjunctsOf(0).empty() &&
           m_columns.visible.load(std::memory_order_relaxed) == qint64(plan.end);
}

ScanTally Searcher::runPass(const ScanPlan &plan, std::vector<Row> &rows, const Cancelled &cancelled)
{
    if (!matchesAll(plan))
        return runPass(plan, false, rows, cancelled);
    ScanPlan other = plan;
    other.rows = false;
    ScanTally tally = runPass(other, true, rows, cancelled);
    if (tally.total == qint64(rows.size()) || cancelled())
        return tally;
    rows.clear();    // some were removed meanwhile
    return runPass(plan, false, rows, cancelled);
}

ScanTally Searcher::runPass(const ScanPlan &plan, bool everyRow, std::vector<Row> &rows, const Cancelled &cancelled)
{
    const bool payload = plan.filter->needsPayload();
    const Row share = payload ? payloadShare : Chunk::rows;
    const std::size_t shares = (std::size_t(plan.end) + share - 1) / share;
    const bool parallel = payload ? shares > 1 : plan.end > smallPass;
    if (plan.rows || everyRow) {
        rows.reserve(plan.end);    // what is never written takes no memory
        preferHugePages(rows.data(), rows.capacity() * sizeof(Row));
    }
    Pass pass{plan, cancelled, rows, everyRow, share, shares, newTally(plan)};
    const Parallel threads(m_helpers);
    threads.onThreads(parallel ? shares : 1, [&] { runShares(pass); });
    pass.join();
    sumFacets(pass.tally, pass.counted, threads);
    return std::move(pass.tally);
}

Result<SearchResult> Searcher::answer(
    const EventFilter &filter, const SearchSpec &spec, const Cancelled &cancelled, const Tell<SearchResult> &tell)
{
    const QList<QByteArray> places = m_places.get();
    const Parallel parallel(m_helpers);
    const ScanDictionaries dictionaries{m_columns, m_labels, m_tables, places, &parallel};
    if (PayloadSearch::isFor(filter, spec)) {
        const PayloadSearch::Means means{dictionaries, parallel, [this] { return takeReader(); },
            [this](std::unique_ptr<PayloadReader> &reader) { giveReader(reader); }, cancelled, tell};
        return PayloadSearch(filter, spec, means).run();
    }
    SearchResult result;
    FacetCounts facets(spec, m_columns, m_labels, m_totals);
    result.seen = m_columns.size();    // first: what is compiled below covers at least these rows

    ScanPlan plan;
    plan.columns = &m_columns;
    plan.end = result.seen;
    std::vector<EventFilter> filters{filter};
    facets.plan(filter, plan, filters);
    const ScanFilter scanFilter(filters, dictionaries);
    plan.filter = &scanFilter;
    HistogramTally histogram;
    if (spec.histogram)
        histogram = HistogramTally(*spec.histogram, m_columns);
    histogram.prepare(plan);
    plan.rows = spec.rows || histogram.needsRows();

    ScanTally tally = runPass(plan, result.rows, cancelled);
    if (cancelled())
        return failure(Error::Kind::Cancelled, {});
    result.total = tally.total;
    if (tally.total > 0) {
        result.earliest = tally.earliest;
        result.latest = tally.latest;
    }
    if (spec.histogram)
        result.histogram = histogram.result(tally, result.rows);
    result.facets = facets.result(tally, parallel);
    keepMemory(std::move(tally));
    if (spec.rows)
        sortRows(result.rows, spec.order, dictionaries, parallel, cancelled);
    else
        result.rows = {};
    return result;
}

}
