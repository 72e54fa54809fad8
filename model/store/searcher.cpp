// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/searcher.h"

#include "store/rowsort.h"
#include "store/tallies.h"

#include <algorithm>
#include <exception>
#include <latch>

namespace eventscope {

namespace {

constexpr std::size_t searchThreads = 4;
constexpr unsigned helpersAtMost = 16;
constexpr Row smallPass = 4 * Chunk::rows;    // rows below which one thread is quickest
constexpr Row payloadShare = 2 * scanBlockRows;
constexpr std::size_t idleReaders = 16;

}

// What the threads of one pass share.
struct Searcher::Pass {
    const ScanPlan &plan;
    const Cancelled &cancelled;
    Row share;    // rows a share; a divisor of a chunk's
    std::size_t shares;
    std::atomic<std::size_t> next = 0;
    std::vector<std::vector<Row>> rows;    // by share
    std::mutex mutex;
    std::optional<ScanTally> tally = {};
    std::exception_ptr failure = {};
};

Searcher::Searcher(StoreAccess access, const Columns::Private &columns, const OriginLabels &labels)
    : m_access(std::move(access))
    , m_columns(columns)
    , m_labels(labels)
    , m_helpers("store.scan", std::min(helpersAtMost, std::max(2u, std::thread::hardware_concurrency()) - 1))
    , m_searches("store.search", searchThreads)
{}

Searcher::~Searcher()
{
    m_stopping = true;
}

template <typename T>
QFuture<Result<T>> Searcher::start(std::function<Result<T>(const Cancelled &)> work)
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
        Result<T> result = guarded(m_access.path, [&] { return work(cancelled); });
        if (cancelled())
            return;
        promise->addResult(std::move(result));
        promise->finish();
    });
    return future;
}

QFuture<Result<SearchResult>> Searcher::search(const EventFilter &filter, const SearchSpec &spec)
{
    return start<SearchResult>(
        [this, filter, spec](const Cancelled &cancelled) { return answer(filter, spec, cancelled); });
}

QFuture<Result<std::vector<ProblemGroup>>> Searcher::problems(const EventFilter &filter)
{
    return start<std::vector<ProblemGroup>>(
        [this, filter](const Cancelled &cancelled) { return countProblems(filter, cancelled); });
}

Result<std::vector<ProblemGroup>> Searcher::countProblems(const EventFilter &filter, const Cancelled &cancelled)
{
    ScanPlan plan;
    plan.columns = &m_columns;
    plan.end = m_columns.size();
    const ScanFilter scanFilter({filter}, {m_columns, m_labels, m_tables});
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

void Searcher::runShare(Pass &pass)
{
    std::unique_ptr<PayloadReader> reader;
    try {
        if (pass.plan.filter->needsPayload())
            reader = takeReader();
        BlockScan scan(pass.plan, reader.get(), pass.cancelled);
        for (std::size_t share = pass.next++; share < pass.shares && !pass.cancelled(); share = pass.next++) {
            const Row first = static_cast<Row>(share) * pass.share;
            scan.scan(first, std::min(pass.plan.end, first + pass.share), pass.rows[share]);
        }
        giveReader(reader);
        const std::scoped_lock locked(pass.mutex);
        if (pass.tally)
            pass.tally->add(scan.tally());
        else
            pass.tally = std::move(scan.tally());
    } catch (...) {
        pass.next = pass.shares;
        const std::scoped_lock locked(pass.mutex);
        pass.failure = std::current_exception();
    }
}

ScanTally Searcher::runPass(const ScanPlan &plan, std::vector<Row> &rows, const Cancelled &cancelled)
{
    const bool payload = plan.filter->needsPayload();
    const Row share = payload ? payloadShare : Chunk::rows;
    const std::size_t shares = (std::size_t(plan.end) + share - 1) / share;
    Pass pass{plan, cancelled, share, shares, 0, std::vector<std::vector<Row>>(shares), {}};
    const bool parallel = payload ? shares > 1 : plan.end > smallPass;
    const std::size_t helpers = parallel ? std::min(shares - 1, m_helpers.threads()) : 0;
    const auto left = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(helpers));
    for (std::size_t i = 0; i < helpers; ++i) {
        const bool started = m_helpers.tryStart([this, &pass, left] {
            runShare(pass);
            left->count_down();
        });
        if (!started)
            left->count_down();    // others keep them busy: this thread does more of the work
    }
    runShare(pass);
    left->wait();
    if (pass.failure)
        std::rethrow_exception(pass.failure);

    std::size_t found = 0;
    for (const std::vector<Row> &part : pass.rows)
        found += part.size();
    rows.reserve(found);
    for (std::vector<Row> &part : pass.rows) {
        rows.insert(rows.end(), part.begin(), part.end());
        part = {};
    }
    return std::move(*pass.tally);
}

Result<SearchResult> Searcher::answer(const EventFilter &filter, const SearchSpec &spec, const Cancelled &cancelled)
{
    SearchResult result;
    result.seen = m_columns.size();    // first: what is compiled below covers at least these rows

    std::vector<EventFilter> filters{filter};
    for (const FacetSpec &facetSpec : spec.facets)
        filters.push_back(filter.without(facetSpec.field));
    const ScanFilter scanFilter(filters, {m_columns, m_labels, m_tables});

    ScanPlan plan;
    plan.columns = &m_columns;
    plan.filter = &scanFilter;
    plan.end = result.seen;
    for (const FacetSpec &facetSpec : spec.facets) {
        const CountedColumn column = countedColumn(facetSpec.field);
        plan.facets.push_back(column);
        plan.facetTerms.push_back(termCount(column, m_columns, m_labels));
    }
    HistogramTally histogram;
    if (spec.histogram)
        histogram = HistogramTally(*spec.histogram, m_columns);
    histogram.prepare(plan);
    plan.rows = spec.rows || histogram.needsRows();

    const ScanTally tally = runPass(plan, result.rows, cancelled);
    if (cancelled())
        return failure(Error::Kind::Cancelled, {});
    result.total = tally.total;
    if (tally.total > 0) {
        result.earliest = tally.earliest;
        result.latest = tally.latest;
    }
    if (spec.histogram)
        result.histogram = histogram.result(tally, result.rows);
    for (std::size_t i = 0; i < spec.facets.size(); ++i)
        result.facets.push_back(facetOf(spec.facets[i], tally.facets[i], m_columns, m_labels));
    if (spec.rows)
        sortRows(result.rows, spec.order, m_columns, m_tables, cancelled);
    else
        result.rows = {};
    return result;
}

}
