// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/visits.h"

#include "store/eventtexts.h"
#include "store/repeats.h"

#include <algorithm>
#include <bit>

namespace eventscope {

namespace {

constexpr unsigned mostWorkers = 16;
constexpr Row shortestStretch = 64;

// A divisor of a scan's block, and so of a chunk.
Row stretchFor(std::size_t block)
{
    return std::bit_floor(static_cast<Row>(std::clamp<std::size_t>(block, shortestStretch, scanBlockRows)));
}

}

// One visit: its workers take one stretch of the rows after the other. The last to end answers.
class Visits::Run {
public:
    Run(Visits &visits, const EventFilter &filter, EventStore::Visitor visitor, const VisitOptions &options)
        : m_visits(visits)
        , m_end(visits.m_columns.size())
        , m_wanted(filter)
        , m_visitor(std::move(visitor))
        , m_options(options)
        , m_stretch(stretchFor(options.block))
    {
        m_options.block = std::max<std::size_t>(1, m_options.block);
        m_promise.start();
        m_promise.setProgressRange(0, static_cast<int>(std::min<Row>(m_end, INT_MAX)));
    }

    [[nodiscard]] QFuture<Result<qint64>> future() { return m_promise.future(); }
    [[nodiscard]] int workersWanted() const
    {
        const auto stretches = static_cast<Row>((quint64(m_end) + m_stretch - 1) / m_stretch);
        return m_options.inOrder
                   ? 1
                   : static_cast<int>(std::clamp<Row>(stretches, 1, static_cast<Row>(m_visits.workers())));
    }
    void setWorkers(int workers) { m_running = workers; }

    void work(int worker)
    {
        const Result<void> done = guarded(m_visits.m_access.path, [&]() -> Result<void> {
            visitStretches(worker);
            return {};
        });
        std::unique_lock locked(m_mutex);
        if (!done) {
            m_ended = true;
            if (!m_failure)
                m_failure = done.error();
        }
        if (!goesOn() && m_options.ended) {
            locked.unlock();
            m_options.ended();
            locked.lock();
        }
        if (--m_running == 0)
            answer();
    }

private:
    [[nodiscard]] bool cancelled() const
    {
        return m_visits.m_stopping.load(std::memory_order_relaxed) || m_promise.isCanceled();
    }
    [[nodiscard]] bool goesOn() const { return !m_ended.load(std::memory_order_relaxed) && !cancelled(); }

    // Values are looked up in whole dictionaries: not in the thread that asks.
    void prepare()
    {
        m_filter.emplace(std::vector{m_wanted},
            ScanDictionaries{m_visits.m_columns, m_visits.m_labels, m_visits.m_tables, m_visits.m_places.get()});
        m_plan.columns = &m_visits.m_columns;
        m_plan.filter = &*m_filter;
        m_plan.end = m_end;
    }

    void visitStretches(int worker)
    {
        if (!goesOn())
            return;
        std::call_once(m_prepared, [this] { prepare(); });
        EventTexts texts(m_visits.m_access);
        std::optional<PayloadReader> payloads;
        if (m_filter->needsPayload())
            payloads.emplace(m_visits.m_access);
        BlockScan scan(m_plan, payloads ? &*payloads : nullptr, [this] { return !goesOn(); });
        std::vector<Row> rows;
        while (goesOn()) {
            const quint64 first = quint64(m_next.fetch_add(1)) * m_stretch;
            if (first >= m_end)
                return;
            const Row from = static_cast<Row>(first);
            const Row to = std::min<quint64>(m_end, first + m_stretch);
            rows.clear();
            scan.scan(from, to, rows);
            if (!goesOn())
                return;
            if (m_options.begun)
                m_options.begun(worker, from, to);
            if (!visitRows(worker, texts, rows) || (m_options.passed && !m_options.passed(worker, from, to)))
                m_ended = true;
            tellProgress(to - from);
        }
    }

    [[nodiscard]] bool visitRows(int worker, EventTexts &texts, const std::vector<Row> &rows)
    {
        for (std::size_t at = 0; at < rows.size();) {
            if (!goesOn())
                return false;
            const std::span<const Row> left(rows.data() + at, rows.size() - at);
            const auto read = texts.read(left.first(std::min(left.size(), m_options.block)), m_visits.m_columns);
            at += read.rows;
            m_visited.fetch_add(static_cast<qint64>(read.events.size()), std::memory_order_relaxed);
            if (!read.events.empty() && !m_visitor(worker, read.events))
                return false;
        }
        return true;
    }

    void tellProgress(Row rows)
    {
        const std::scoped_lock locked(m_mutex);
        m_passed += rows;
        m_promise.setProgressValue(static_cast<int>(std::min<Row>(m_passed, INT_MAX)));
    }

    void answer()
    {
        m_visitor = {};    // what it refers to may be gone once the answer is there
        m_options = {};
        if (!cancelled())
            m_promise.addResult(m_failure ? Result<qint64>(failure(*m_failure)) : Result<qint64>(m_visited.load()));
        else
            m_promise.future().cancel();
        m_promise.finish();
    }

    Visits &m_visits;
    const Row m_end;    // rows published later are not visited
    const EventFilter m_wanted;
    std::once_flag m_prepared;
    std::optional<ScanFilter> m_filter;
    ScanPlan m_plan;
    EventStore::Visitor m_visitor;
    VisitOptions m_options;
    const Row m_stretch;
    QPromise<Result<qint64>> m_promise;
    std::atomic<quint32> m_next = 0;
    std::atomic<bool> m_ended = false;
    std::atomic<qint64> m_visited = 0;
    std::mutex m_mutex;
    Row m_passed = 0;
    int m_running = 0;
    std::optional<Error> m_failure;
};

Visits::Visits(
    StoreAccess access, const Columns::Private &columns, const OriginLabels &labels, const PayloadPlaces &places)
    : m_access(std::move(access))
    , m_columns(columns)
    , m_labels(labels)
    , m_places(places)
    , m_pool("store.visit", std::clamp(std::thread::hardware_concurrency(), 2u, mostWorkers), Pace::GivesWay)
{}

Visits::~Visits()
{
    m_stopping = true;
}

QFuture<Result<qint64>> Visits::visit(
    const EventFilter &filter, EventStore::Visitor visitor, const VisitOptions &options)
{
    const auto run = std::make_shared<Run>(*this, filter, std::move(visitor), options);
    QFuture<Result<qint64>> future = run->future();
    const int workers = run->workersWanted();
    run->setWorkers(workers);
    for (int worker = 0; worker < workers; ++worker)
        m_pool.start([run, worker] { run->work(worker); });
    return future;
}

QFuture<Result<std::vector<Row>>> Visits::repeats(OriginId origin, Micros window)
{
    const auto promise = std::make_shared<QPromise<Result<std::vector<Row>>>>();
    promise->start();
    QFuture<Result<std::vector<Row>>> future = promise->future();
    m_pool.start([this, promise, origin, window] {
        const auto cancelled = [this, &promise] {
            return m_stopping.load(std::memory_order_relaxed) || promise->isCanceled();
        };
        if (cancelled())
            return;    // the promise's end cancels its future
        Result<std::vector<Row>> rows = guarded(m_access.path, [&]() -> Result<std::vector<Row>> {
            const auto database = connectTo(m_access);
            return repeatsOf(*database, m_columns, origin, window, cancelled);
        });
        if (cancelled())
            return;
        promise->addResult(std::move(rows));
        promise->finish();
    });
    return future;
}

}
