// SPDX-License-Identifier: GPL-3.0-or-later
#include "review/storeprofile.h"

#include "event/longwork.h"
#include "review/termtexts.h"

#include <QCoreApplication>
#include <QPromise>
#include <QtConcurrent>

#include <algorithm>
#include <atomic>
#include <climits>
#include <map>

namespace eventscope {

namespace {

// What one thread works with.
class Profiler {
public:
    Profiler(const Columns &columns, const Services &services)
        : m_columns(columns)
        , m_services(services)
        , m_shapes(columns, &Columns::shapeText)
        , m_names(columns, &Columns::nameText)
    {}

    void add(std::span<const VisitedEvent> events)
    {
        for (const VisitedEvent &event : events) {
            if (!m_tape.read(event.text, {UINT32_MAX, UINT32_MAX}))
                continue;
            m_profile.add(m_tape, serviceOf(event.row), m_shapes.of(m_columns.shape(event.row)),
                m_names.of(m_columns.name(event.row)), m_columns.time(event.row));
        }
    }

    [[nodiscard]] const Profile &profile() const noexcept { return m_profile; }

private:
    [[nodiscard]] const Service *serviceOf(Row row)
    {
        const Term term = m_columns.service(row);
        auto known = m_known.find(term);
        if (known == m_known.end())
            known = m_known.emplace(term, m_services.find(m_columns.serviceText(term))).first;
        return known->second.get();
    }

    const Columns &m_columns;
    const Services &m_services;
    TermTexts m_shapes;
    TermTexts m_names;
    std::map<Term, ServicePtr> m_known;
    JsonTape m_tape;
    Profile m_profile;
};

Result<Profile> profiled(
    QPromise<Result<Profile>> &promise, EventStore &store, const ServiceSet &services, const EventFilter &filter)
{
    if (const Result<void> loaded = store.waitUntilLoaded(); !loaded)
        return failure(loaded.error());
    std::vector<Profiler> workers;
    workers.reserve(static_cast<std::size_t>(store.visitWorkers()));
    for (int i = 0; i < store.visitWorkers(); ++i)
        workers.emplace_back(store.columns(), services.services());
    promise.setProgressRange(0, static_cast<int>(std::min<Row>(store.columns().size(), INT_MAX)));
    std::atomic<Row> passed = 0;
    VisitOptions options;
    options.passed = [&](int, Row from, Row to) {
        const Row sum = passed.fetch_add(to - from) + (to - from);
        promise.setProgressValue(static_cast<int>(std::min<Row>(sum, INT_MAX)));
        return !promise.isCanceled();
    };
    const auto visitor = [&](int worker, std::span<const VisitedEvent> events) {
        workers[static_cast<std::size_t>(worker)].add(events);
        return !promise.isCanceled();
    };
    QFuture<Result<qint64>> visit = store.visit(filter, visitor, options);
    visit.waitForFinished();
    if (promise.isCanceled() || visit.resultCount() == 0) {
        return failure(Error::Kind::Cancelled,
            QCoreApplication::translate("eventscope::StoreProfile", "Not all of the events were looked at."));
    }
    if (const Result<qint64> visited = visit.result(); !visited)
        return failure(visited.error());
    Profile profile;
    for (const Profiler &worker : workers)
        profile.merge(worker.profile());
    return profile;
}

}

QFuture<Result<Profile>> profileOf(EventStore &store, ServiceSet services, const EventFilter &filter)
{
    return QtConcurrent::run([&store, services = std::move(services), filter](QPromise<Result<Profile>> &promise) {
        const LongWork lasts;
        promise.addResult(profiled(promise, store, services, filter));
    });
}

}
