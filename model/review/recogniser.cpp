// SPDX-License-Identifier: GPL-3.0-or-later
#include "review/recogniser.h"

#include "event/utf8.h"
#include "intake/eventreader.h"
#include "review/storedjudge.h"
#include "store/taken.h"

#include <QCoreApplication>

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t recognisedRows = 512;
constexpr std::size_t mostReplaced = 20'000;    // in one transaction

QString cancelledMessage()
{
    return QCoreApplication::translate("eventscope::Rejudge", "The events were not judged again to the last.");
}

// The events of one origin.
class OriginRecogniser {
public:
    OriginRecogniser(
        EventStore &store, const ServiceSet &services, const PlanJudgePtr &plan, const Origin &origin, Recognised &sum)
        : m_store(store)
        , m_services(services)
        , m_origin(origin)
        , m_isReceived(!receivedOrigins({origin}).empty())
        , m_options{{}, {}, {}, {UINT32_MAX, UINT32_MAX}, plan}
        , m_reader(services, m_options)
        , m_sum(sum)
    {}

    [[nodiscard]] Result<void> take(const StoredEvent &stored)
    {
        const Event &old = stored.event;
        m_options.context.now = old.received;
        auto read = m_isReceived ? EventReader(m_services, m_options).read(viewOf(old.text), old.envelope, old.received)
                                 : m_reader.read(viewOf(old.text), old.envelope, old.received);
        auto *event = std::get_if<Event>(&read);
        if (!event || event->service.isEmpty())
            return {};
        m_rows.push_back(stored.row);
        m_events.push_back(std::move(*event));
        return m_rows.size() < mostReplaced ? Result<void>() : finish();
    }

    [[nodiscard]] Result<void> finish()
    {
        if (m_rows.empty())
            return {};
        Recognised own;
        for (const Event &event : m_events) {
            ++own.events;
            ++own.verdicts.at(static_cast<std::size_t>(event.verdict));
            ++own.rules[{event.service, event.rules}];
        }
        const auto replaced = taken(
            m_store.replace(std::exchange(m_rows, {}), std::exchange(m_events, {}), m_origin.info), cancelledMessage());
        // Removed by the user meanwhile: what is not there needs no service.
        if (!replaced && replaced.error().kind == Error::Kind::NotFound)
            return {};
        if (!replaced)
            return failure(replaced.error());
        m_sum.events += own.events;
        for (std::size_t i = 0; i < own.verdicts.size(); ++i)
            m_sum.verdicts[i] += own.verdicts[i];
        for (const auto &[key, count] : own.rules)
            m_sum.rules[key] += count;
        return {};
    }

private:
    EventStore &m_store;
    const ServiceSet &m_services;
    const Origin &m_origin;
    const bool m_isReceived;
    ReadOptions m_options;
    EventReader m_reader;
    Recognised &m_sum;
    std::vector<Row> m_rows;
    std::vector<Event> m_events;
};

}

Result<Recognised> recogniseAgain(EventStore &store, const ServiceSet &services, const PlanJudgePtr &plan,
    std::vector<Row> rows, const std::function<bool()> &cancelled)
{
    Recognised sum;
    const auto origins = taken(store.origins(), cancelledMessage());
    if (!origins)
        return failure(origins.error());
    const Columns &columns = store.columns();
    std::sort(rows.begin(), rows.end(),
        [&](Row a, Row b) { return std::pair(columns.origin(a), a) < std::pair(columns.origin(b), b); });
    for (const Origin &origin : *origins) {
        const auto first = std::lower_bound(rows.begin(), rows.end(), origin.id,
            [&](Row row, OriginId id) { return OriginId(columns.origin(row)) < id; });
        const auto last =
            std::find_if(first, rows.end(), [&](Row row) { return OriginId(columns.origin(row)) != origin.id; });
        OriginRecogniser recogniser(store, services, plan, origin, sum);
        for (auto at = first; at != last;) {
            const auto end = at + std::min<std::ptrdiff_t>(last - at, recognisedRows);
            const auto page = taken(store.fetch({at, end}), cancelledMessage());
            if (!page)
                return failure(page.error());
            for (const StoredEvent &stored : *page) {
                if (cancelled())
                    return failure(Error::Kind::Cancelled, cancelledMessage());
                if (const Result<void> taken = recogniser.take(stored); !taken)
                    return failure(taken.error());
            }
            at = end;
        }
        if (const Result<void> finished = recogniser.finish(); !finished)
            return failure(finished.error());
    }
    return sum;
}

}
