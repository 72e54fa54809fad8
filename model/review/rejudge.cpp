// SPDX-License-Identifier: GPL-3.0-or-later
#include "review/rejudge.h"

#include "event/longwork.h"
#include "intake/repeatedkeys.h"
#include "review/storedjudge.h"
#include "review/turnstile.h"
#include "review/verdicttally.h"
#include "store/taken.h"
#include "validation/seriesplan.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QPromise>
#include <QtConcurrent>

#include <algorithm>
#include <atomic>
#include <climits>
#include <deque>

namespace eventscope {

namespace {

constexpr std::size_t blockEvents = 512;
constexpr std::size_t batchChanges = 16'384;
constexpr std::size_t mostInFlight = 2;    // batches of one worker

QString rejudgeCancelled()
{
    return QCoreApplication::translate("eventscope::Rejudge", "The events were not judged again to the last.");
}

bool hasSeries(const ServiceSet &services)
{
    const std::vector<ServicePtr> &all = services.services().all();
    return std::any_of(all.begin(), all.end(), [&](const ServicePtr &service) {
        const std::shared_ptr<const Judge> judge = services.judge(service->id());
        return judge && !judge->series().isEmpty();
    });
}

// What one thread works with.
class Worker {
public:
    Worker(EventStore &store, const ServiceSet &services, const PlanJudgePtr &plan, const ReceivedOrigins &received,
        const RepeatedKeys &repeated)
        : m_store(store)
        , m_repeated(repeated)
        , m_judge(store.columns(), services, plan, received)
        , m_tally(store.columns())
    {}

    void begin(Row from)
    {
        m_from = from;
        m_judged.clear();
    }
    [[nodiscard]] Row from() const noexcept { return m_from; }

    // True when some event has facts that are to be compared with those of others.
    [[nodiscard]] bool judge(std::span<const VisitedEvent> events, bool series)
    {
        m_block = m_judged.size();
        if (m_tapes.size() < events.size()) {
            m_tapes.resize(events.size());
            m_facts.resize(events.size());
        }
        bool any = false;
        for (std::size_t i = 0; i < events.size(); ++i) {
            (void)m_tapes[i].read(events[i].text, {UINT32_MAX, UINT32_MAX});
            m_facts[i].plan = nullptr;
            m_judged.emplace_back(
                events[i].row, m_judge.verdict(events[i], m_tapes[i], series ? &m_facts[i] : nullptr));
            if (std::vector<RuleHit> hits = m_repeated.at(m_store.columns(), events[i].row); !hits.empty())
                join(m_judged.back().second, std::move(hits));
            any = any || m_facts[i].plan;
            if (m_judged.back().second.verdict == Verdict::Unjudged && m_judge.recognises(events[i], m_tapes[i]))
                m_recognised.push_back(events[i].row);
        }
        return any;
    }

    // The events of the last block, in the order of all.
    void judgeSeries(SeriesJudge &series)
    {
        for (std::size_t i = 0; i < m_judged.size() - m_block; ++i) {
            if (!m_facts[i].plan)
                continue;
            const Judgement found = series.verdict(m_facts[i]);
            Judgement &judgement = m_judged[m_block + i].second;
            judgement.verdict = std::max(judgement.verdict, found.verdict);
            judgement.rules = joinedRules(judgement.rules, found.rules);
        }
    }

    static void join(Judgement &judgement, std::vector<RuleHit> hits)
    {
        for (const RuleHit &hit : hits)
            judgement.verdict = worsened(judgement.verdict, hit.severity);
        judgement.rules = joinedRules(judgement.rules, ruleSetText(std::move(hits)));
    }

    // Compares a stretch with what is stored. False when something could not be written.
    [[nodiscard]] bool settle()
    {
        for (const auto &[row, judgement] : m_judged)
            m_tally.add(row, judgement);
        return m_tally.changes() < batchChanges || write(mostInFlight);
    }

    // Hands over what changed, and waits until no more than so many batches are on their way.
    [[nodiscard]] bool write(std::size_t inFlight)
    {
        if (m_tally.changes() > 0)
            m_writing.push_back(m_store.judged(m_tally.takeChanges()));
        while (m_writing.size() > inFlight) {
            const Result<qint64> written = taken(std::move(m_writing.front()), rejudgeCancelled());
            m_writing.pop_front();
            if (!written && !m_failure)
                m_failure = written.error();
        }
        return !m_failure;
    }

    [[nodiscard]] const std::optional<Error> &failed() const noexcept { return m_failure; }
    [[nodiscard]] const VerdictTally &tally() const noexcept { return m_tally; }
    [[nodiscard]] const std::vector<Row> &recognised() const noexcept { return m_recognised; }

private:
    EventStore &m_store;
    const RepeatedKeys &m_repeated;
    StoredJudge m_judge;
    VerdictTally m_tally;
    Row m_from = 0;
    std::size_t m_block = 0;
    std::vector<JsonTape> m_tapes;
    std::vector<SeriesFacts> m_facts;
    std::vector<std::pair<Row, Judgement>> m_judged;
    std::vector<Row> m_recognised;
    std::deque<QFuture<Result<qint64>>> m_writing;
    std::optional<Error> m_failure;
};

class Rejudging {
public:
    Rejudging(QPromise<Result<RejudgeReport>> &promise, EventStore &store, const ServiceSet &services,
        const PlanJudgePtr &plan)
        : m_promise(promise)
        , m_store(store)
        , m_services(services)
        , m_plan(plan)
        , m_repeated(services)
        , m_series(hasSeries(services) ? std::make_optional<SeriesJudge>(services, SeriesKeys::OfBatch) : std::nullopt)
    {}

    Result<RejudgeReport> run()
    {
        QElapsedTimer clock;
        clock.start();
        if (m_store.isReadOnly())
            return failure(Error::Kind::ReadOnly, m_store.readOnlyReason());
        if (const Result<void> loaded = m_store.waitUntilLoaded(); !loaded)
            return failure(loaded.error());
        m_end = m_store.columns().size();    // what comes later is judged as it comes
        const auto origins = taken(m_store.origins(), rejudgeCancelled());
        if (!origins)
            return failure(origins.error());
        m_received = receivedOrigins(*origins);
        m_promise.setProgressRange(0, static_cast<int>(std::min<Row>(m_end, INT_MAX)));
        if (const Result<void> found = findRepeats(); !found)
            return failure(found.error());
        if (const Result<void> visited = visitAll(); !visited)
            return failure(visited.error());
        if (m_promise.isCanceled())
            return failure(Error::Kind::Cancelled, rejudgeCancelled());
        if (m_series) {
            if (const Result<void> kept = taken(m_store.setSeriesState(m_series->state()), rejudgeCancelled()); !kept)
                return failure(kept.error());
        }
        const auto recognised = recognise();
        if (!recognised)
            return failure(recognised.error());
        RejudgeReport report = reported(*recognised);
        report.seconds = double(clock.nsecsElapsed()) / 1e9;
        return report;
    }

private:
    // Before anything is judged: verdicts that are stored tell what was in one request.
    [[nodiscard]] Result<void> findRepeats()
    {
        if (!m_series)
            return {};
        const Result<QByteArray> state = taken(m_store.seriesState(), rejudgeCancelled());
        if (!state)
            return failure(state.error());
        const auto isCanceled = [this] { return m_promise.isCanceled(); };
        if (Result<void> found = m_repeated.find(m_store, 0, isCanceled); !found)
            return found;
        return m_repeated.findInRequests(m_store, *state, isCanceled);
    }

    Result<void> visitAll()
    {
        for (int i = 0; i < m_store.visitWorkers(); ++i)
            m_workers.push_back(std::make_unique<Worker>(m_store, m_services, m_plan, m_received, m_repeated));
        VisitOptions options;
        options.block = blockEvents;
        options.begun = [this](int worker, Row from, Row) { at(worker).begin(from); };
        options.passed = [this](int worker, Row from, Row to) { return pass(at(worker), from, to); };
        options.ended = [this] { m_turns.end(); };
        const auto visitor = [this](int worker, std::span<const VisitedEvent> events) {
            return judge(at(worker), events);
        };
        const Result<qint64> visited = taken(m_store.visit({}, visitor, options), rejudgeCancelled());
        Result<void> result;
        for (const auto &worker : m_workers) {
            // Also after a failure: nothing of this is on its way when the answer is given.
            if (!worker->write(0) && result)
                result = failure(*worker->failed());
        }
        return visited || !result ? result : failure(visited.error());
    }

    [[nodiscard]] Worker &at(int worker) { return *m_workers[static_cast<std::size_t>(worker)]; }

    [[nodiscard]] bool judge(Worker &worker, std::span<const VisitedEvent> events)
    {
        while (!events.empty() && events.back().row >= m_end)
            events = events.first(events.size() - 1);
        if (m_promise.isCanceled())
            return false;
        if (worker.judge(events, m_series.has_value())) {
            if (!m_turns.wait(worker.from()))
                return false;
            worker.judgeSeries(*m_series);
        }
        return true;
    }

    [[nodiscard]] bool pass(Worker &worker, Row from, Row to)
    {
        if (m_series)
            m_turns.pass(from, to);
        if (!worker.settle())
            return false;
        const Row passed = m_passed.fetch_add(to - from) + (to - from);
        m_promise.setProgressValue(static_cast<int>(std::min<Row>(passed, INT_MAX)));
        return !m_promise.isCanceled();
    }

    [[nodiscard]] Result<Recognised> recognise()
    {
        std::vector<Row> rows;
        for (const auto &worker : m_workers)
            rows.insert(rows.end(), worker->recognised().begin(), worker->recognised().end());
        if (rows.empty())
            return Recognised();
        return recogniseAgain(m_store, m_services, m_plan, std::move(rows), [this] { return m_promise.isCanceled(); });
    }

    [[nodiscard]] RejudgeReport reported(const Recognised &recognised) const
    {
        std::vector<const VerdictTally *> tallies;
        for (const auto &worker : m_workers)
            tallies.push_back(&worker->tally());
        return VerdictTally::report(tallies, recognised);
    }

    QPromise<Result<RejudgeReport>> &m_promise;
    EventStore &m_store;
    const ServiceSet &m_services;
    const PlanJudgePtr &m_plan;
    ReceivedOrigins m_received;
    Row m_end = 0;
    RepeatedKeys m_repeated;
    std::optional<SeriesJudge> m_series;
    Turnstile m_turns;
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::atomic<Row> m_passed = 0;
};

}

QFuture<Result<RejudgeReport>> rejudge(EventStore &store, ServiceSet services, PlanJudgePtr plan)
{
    return QtConcurrent::run(
        [&store, services = std::move(services), plan = std::move(plan)](QPromise<Result<RejudgeReport>> &promise) {
            const LongWork lasts;
            promise.addResult(Rejudging(promise, store, services, plan).run());
        });
}

}
