// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/lanes.h"

#include "event/utf8.h"
#include "store/lanemarks.h"

#include <QPromise>

#include <algorithm>
#include <exception>
#include <latch>
#include <mutex>

namespace eventscope {

namespace {

constexpr unsigned helpersAtMost = 16;
constexpr std::size_t sharesAlone = 4;    // below which one thread is quickest

}

LaneSearch::LaneSearch(
    StoreAccess access, const Columns::Private &columns, const OriginLabels &labels, const PayloadPlaces &places)
    : m_access(std::move(access))
    , m_columns(columns)
    , m_labels(labels)
    , m_places(places)
    , m_helpers("store.laneshare", std::min(helpersAtMost, std::max(2u, std::thread::hardware_concurrency()) - 1))
    , m_search("store.lanes", 1)
{}

LaneSearch::~LaneSearch()
{
    m_stopping = true;
}

QFuture<Result<Lanes>> LaneSearch::lanes(const EventFilter &filter, const LaneSpec &spec)
{
    auto promise = std::make_shared<QPromise<Result<Lanes>>>();
    promise->start();
    QFuture<Result<Lanes>> future = promise->future();
    m_search.start([this, promise, filter, spec] {
        const Cancelled cancelled = [this, &promise] {
            return m_stopping.load(std::memory_order_relaxed) || promise->isCanceled();
        };
        if (cancelled())
            return;    // the promise's end cancels its future
        Result<Lanes> result = guarded(m_access.path, [&] { return answer(filter, spec, cancelled); });
        if (cancelled())
            return;
        promise->addResult(std::move(result));
        promise->finish();
    });
    return future;
}

void LaneSearch::run(std::size_t shares, std::size_t threads, const std::function<void(const NextShare &)> &work,
    const Cancelled &cancelled)
{
    std::atomic<std::size_t> taken = 0;
    const NextShare next = [&]() -> std::optional<std::size_t> {
        if (cancelled())
            return {};
        const std::size_t share = taken++;
        return share < shares ? std::optional(share) : std::nullopt;
    };
    std::mutex mutex;
    std::exception_ptr failed;
    const auto guardedWork = [&] {
        try {
            work(next);
        } catch (...) {
            taken = shares;
            const std::scoped_lock locked(mutex);
            failed = std::current_exception();
        }
    };
    const std::size_t most = std::min(m_helpers.threads(), std::max<std::size_t>(1, threads) - 1);
    const std::size_t helpers = shares < sharesAlone ? 0 : std::min(shares - 1, most);
    const auto left = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(helpers));
    for (std::size_t i = 0; i < helpers; ++i) {
        const bool started = m_helpers.tryStart([&guardedWork, left] {
            guardedWork();
            left->count_down();
        });
        if (!started)
            left->count_down();
    }
    guardedWork();
    left->wait();
    if (failed)
        std::rethrow_exception(failed);
}

// Finds the rows of a filter in chunks, several threads at once.
class LaneSearch::Matching {
public:
    Matching(LaneSearch &search, const EventFilter &filter, Row from, Row end, const Cancelled &cancelled)
        : m_search(search)
        , m_cancelled(cancelled)
        , m_from(from)
        , m_end(end)
        , m_all(filter.matchesAll())
        , m_filter({filter}, {search.m_columns, search.m_labels, search.m_tables, search.m_properties})
        , m_chunks(((quint64(end) + Chunk::rows - 1) >> Chunk::bits) - (from >> Chunk::bits))
    {
        m_plan.columns = &search.m_columns;
        m_plan.filter = &m_filter;
        m_plan.end = end;
    }

    [[nodiscard]] std::size_t shares() const { return m_chunks.size(); }

    void work(const NextShare &next)
    {
        std::optional<PayloadReader> payloads;
        if (m_filter.needsPayload())
            payloads.emplace(m_search.m_access);
        BlockScan scan(m_plan, payloads ? &*payloads : nullptr, m_cancelled);
        std::vector<Row> rows;
        while (const auto share = next()) {
            Found &found = m_chunks[*share];
            const Row first = std::max(m_from, firstOf(*share));
            found.all = m_all && m_search.m_columns.chunk(first).removedRows.load(std::memory_order_acquire) == 0;
            if (!found.all) {
                rows.clear();
                scan.scan(first, endOf(*share), rows);
                found.bits.resize(RowBits::wordsPerChunk);
                for (const Row row : rows)
                    found.bits[(row & (Chunk::rows - 1)) / 64] |= quint64(1) << (row % 64);
            }
            found.done = !m_cancelled();
        }
    }

    // What was found, up to the first chunk that was not finished.
    void addTo(RowBits &rows)
    {
        for (std::size_t share = 0; share < m_chunks.size() && m_chunks[share].done; ++share) {
            Found &found = m_chunks[share];
            if (found.all)
                rows.appendAll(endOf(share));
            else
                rows.append(endOf(share), found.bits);
        }
    }

private:
    struct Found {
        bool done = false;
        bool all = false;
        RowBits::Words bits;
    };

    [[nodiscard]] Row firstOf(std::size_t share) const
    {
        return (static_cast<Row>(share) << Chunk::bits) + (m_from & ~(Chunk::rows - 1));
    }
    [[nodiscard]] Row endOf(std::size_t share) const
    {
        return static_cast<Row>(std::min<quint64>(m_end, quint64(firstOf(share)) + Chunk::rows));
    }

    LaneSearch &m_search;
    const Cancelled &m_cancelled;
    const Row m_from;
    const Row m_end;
    const bool m_all;
    const ScanFilter m_filter;
    ScanPlan m_plan;
    std::vector<Found> m_chunks;
};

// Brings the rows of the filter up to date.
void LaneSearch::follow(const EventFilter &filter, Row end, const Cancelled &cancelled)
{
    const quint64 generation = m_columns.generation.load(std::memory_order_acquire);
    QList<QByteArray> properties = filter.needsPayload() ? m_places.get() : QList<QByteArray>();
    if (m_filter != filter || m_properties != properties || m_generation != generation || m_rows.end() > end) {
        m_rows = {};
        m_tally = LaneTally(m_tally.field());
        m_filter = filter;
        m_properties = std::move(properties);
        m_generation = generation;
    }
    if (m_rows.end() == end)
        return;
    Matching matching(*this, filter, m_rows.end(), end, cancelled);
    run(
        matching.shares(), m_helpers.threads() + 1, [&](const NextShare &next) { matching.work(next); }, cancelled);
    matching.addTo(m_rows);
}

Result<Lanes> LaneSearch::answer(const EventFilter &filter, const LaneSpec &spec, const Cancelled &cancelled)
{
    const RunShares runShares = [&](std::size_t shares, std::size_t threads, const auto &work) {
        run(shares, threads, work, cancelled);
    };
    Lanes result;
    result.seen = m_columns.size();
    follow(filter, result.seen, cancelled);
    if (cancelled())
        return failure(Error::Kind::Cancelled, {});
    if (m_tally.field() != spec.field)
        m_tally = LaneTally(spec.field);
    m_tally.follow(m_rows, spec.order, m_columns, runShares);
    if (cancelled()) {
        m_tally = LaneTally(spec.field);    // counted by halves
        return failure(Error::Kind::Cancelled, {});
    }
    const LaneBuckets buckets(spec);
    result.lanes = m_tally.lanes();
    result.first = std::clamp<qsizetype>(spec.first, 0, static_cast<qsizetype>(result.lanes));
    result.from = buckets.from;
    result.bucket = buckets.width;
    const std::vector<Term> terms = m_tally.page(spec.order, spec.first, spec.count, m_columns, m_tables);
    result.shown = laneMarks(terms, spec.field, buckets, m_rows, m_columns, runShares);
    const Dictionary &dictionary = laneDictionary(spec.field, m_columns);
    for (std::size_t i = 0; i < terms.size() && i < result.shown.size(); ++i) {
        result.shown[i].value = bytesOf(dictionary.text(terms[i]));
        result.shown[i].total = m_tally.count(terms[i]);
    }
    return result;
}

}
