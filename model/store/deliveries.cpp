// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/deliveries.h"

#include "event/tr.h"
#include "store/deliveryrows.h"
#include "store/deliverywrites.h"
#include "store/storenotes.h"

#include <algorithm>

namespace eventscope {

namespace {

// In events, about, so that one transaction does not become endless.
std::size_t weightOf(std::size_t events, qsizetype bytes)
{
    return 1 + events + static_cast<std::size_t>(bytes) / 4096;
}

Result<void> checkStored(SQLite::Database &database, const std::vector<EventId> &events)
{
    SQLite::Statement select(database, "SELECT 1 FROM event WHERE id = ?");
    for (const EventId event : events) {
        bindNumber(select, 1, event);
        const bool found = select.executeStep();
        select.reset();
        if (!found) {
            return failure(Error::Kind::NotFound,
                tr("An event to be sent is not in the store any more; nothing was sent. Select the events anew."));
        }
    }
    return {};
}

Result<std::vector<EventId>> storeCargo(WriteSession &session, const Deliveries::Cargo &cargo)
{
    if (auto stored = checkStored(session.database(), cargo.stored); !stored)
        return failure(stored.error());
    std::vector<EventId> events = cargo.stored;
    if (cargo.fresh.empty())
        return events;
    const Result<IdRange> fresh = session.appendVisible(cargo.origin, cargo.fresh);
    if (!fresh)
        return failure(fresh.error());
    for (EventId id = fresh->first; id <= fresh->last; ++id)
        events.push_back(id);
    return events;
}

Result<Deliveries::Begun> beginDelivery(WriteSession &session, const Delivery &given, const Deliveries::Cargo &cargo)
{
    const Result<qint64> owner = ownerOf(session, given);
    if (!owner)
        return failure(owner.error());
    Result<std::vector<EventId>> events = storeCargo(session, cargo);
    if (!events)
        return failure(events.error());
    Delivery delivery = given;
    if (!events->empty())
        delivery.events = static_cast<qint64>(events->size());
    const DeliveryId id = keepDelivery(session, std::move(delivery), *owner);
    insertCargo(session.database(), id, *events);
    return Deliveries::Begun{id, std::move(*events)};
}

}

Deliveries::Deliveries(StoreNotes &notes)
    : m_notes(notes)
{}

Deliveries::~Deliveries() = default;

QFuture<Result<Deliveries::Begun>> Deliveries::begin(Delivery delivery, Cargo cargo, Told<Result<Begun>> told)
{
    const std::size_t weight = weightOf(cargo.fresh.size() + cargo.stored.size(), delivery.body.size());
    return m_notes.write<Begun>(WritePriority::Outbox, weight,
        [delivery = std::move(delivery), cargo = std::move(cargo)](
            WriteSession &session) { return beginDelivery(session, delivery, cargo); },
        {.told = std::move(told)});
}

QFuture<Result<void>> Deliveries::finish(DeliveryId id, DeliveryEnd end, Told<Result<void>> told)
{
    const std::size_t weight = weightOf(0, end.reply.size());
    return m_notes.write<void>(WritePriority::Outbox, weight,
        [id, end = std::move(end)](WriteSession &session) { return finishDelivery(session, id, end); },
        {.told = std::move(told)});
}

QFuture<Result<std::vector<Delivery>>> Deliveries::ofEvent(EventId event, int limit)
{
    return m_notes.read<std::vector<Delivery>>(
        [event, limit](SQLite::Database &database) { return readDeliveriesOf(database, event, limit); });
}

QFuture<Result<std::vector<Delivery>>> Deliveries::recent(int limit)
{
    return m_notes.read<std::vector<Delivery>>(
        [limit](SQLite::Database &database) { return readRecentDeliveries(database, limit); });
}

QFuture<Result<Delivery>> Deliveries::fetch(DeliveryId id)
{
    return m_notes.read<Delivery>([id](SQLite::Database &database) -> Result<Delivery> {
        std::optional<Delivery> delivery = readDelivery(database, id);
        if (!delivery)
            return failure(unknownDelivery());
        return std::move(*delivery);
    });
}

QFuture<Result<DeliveryLogPage>> Deliveries::log(DeliveryLogSpec spec, DeliveryId after, DeliveryId end)
{
    return m_notes.read<DeliveryLogPage>([spec = std::move(spec), after, end](SQLite::Database &database) {
        return Result<DeliveryLogPage>(readDeliveryLog(database, spec, after, end));
    });
}

QFuture<Result<std::vector<EventId>>> Deliveries::eventsOf(DeliveryId id)
{
    return m_notes.read<std::vector<EventId>>([id](SQLite::Database &database) { return readCargo(database, id); });
}

QByteArray deliveryStateId(DeliveryState state)
{
    switch (state) {
    case DeliveryState::InFlight:
        return "in-flight";
    case DeliveryState::Accepted:
        return "accepted";
    case DeliveryState::Partly:
        return "partly-accepted";
    case DeliveryState::Rejected:
        return "rejected";
    case DeliveryState::Failed:
        return "failed";
    case DeliveryState::Unknown:
        return "unknown";
    case DeliveryState::Cancelled:
        return "cancelled";
    }
    Q_UNREACHABLE();
}

}
