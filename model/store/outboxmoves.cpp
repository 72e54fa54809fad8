// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/outboxmoves.h"

#include "event/tr.h"
#include "store/deliveryrows.h"
#include "store/deliverywrites.h"
#include "store/endpointrows.h"
#include "store/outboxjobs.h"
#include "store/outboxparts.h"

#include <sqlite3.h>

#include <algorithm>

namespace eventscope {

namespace {

Result<OutboxJobRow> queuedRow(WriteSession &session, OutboxJobId job)
{
    const std::optional<OutboxJobRow> row = readJobRow(session.database(), job);
    if (!row || row->state != OutboxJobState::Queued)
        return failure(unknownOrder());
    return *row;
}

Result<OutboxJobRow> leasedRow(WriteSession &session, OutboxJobId job)
{
    Result<OutboxJobRow> row = queuedRow(session, job);
    if (!row)
        return row;
    const Result<qint64> owner = session.owner();
    if (!owner)
        return failure(owner.error());
    if (row->owner != *owner) {
        return failure(Error::Kind::BadInput, tr("The order is not being sent by this program; nothing was sent."));
    }
    return row;
}

// Nothing goes where a person did not mean it to go any more.
Result<void> checkDestination(SQLite::Database &database, const Endpoint &endpoint)
{
    if (endpoint.id == 0)
        return {};
    const std::optional<Endpoint> known = readEndpoint(database, endpoint.id);
    if (known && sendAlike(*known, endpoint))
        return {};
    return failure(Error::Kind::Cancelled, tr("The endpoint was changed or removed by now; nothing was sent."));
}

Result<void> told(WriteSession &session, OutboxJobId job)
{
    session.tellChange(ChangeKind::Outbox, job);
    return {};
}

PlaceRun span(const std::vector<PlaceRun> &runs)
{
    return runs.empty() ? PlaceRun{} : PlaceRun{runs.front().first, runs.back().end};
}

// The events at these places, as what the delivery carries.
void insertCargoOf(SQLite::Database &database, OutboxJobId job, const std::vector<PlaceRun> &runs, DeliveryId delivery)
{
    SQLite::Statement insert(database,
        "INSERT INTO delivery_event (delivery, place, event) "
        "SELECT ?1, place - ?2, event FROM outbox_item WHERE job = ?3 AND place >= ?4 AND place < ?5 ORDER BY place");
    bindNumber(insert, 1, delivery);
    bindNumber(insert, 3, job);
    qint64 carried = 0;
    for (const PlaceRun &places : runs) {
        bindNumber(insert, 2, places.first - carried);
        bindNumber(insert, 4, places.first);
        bindNumber(insert, 5, places.end);
        const int inserted = insert.exec();
        insert.reset();
        if (inserted != places.end - places.first)
            throw SQLite::Exception("events of an order are missing", SQLITE_CORRUPT);
        carried += inserted;
    }
}

bool isTold(const std::vector<Outbox::Fate> &fates)
{
    return std::none_of(
        fates.begin(), fates.end(), [](const Outbox::Fate &fate) { return fate.state == OutboxState::InFlight; });
}

void give(OutboxPart &part, const Outbox::Fate &fate)
{
    part.state = fate.state;
    part.due = fate.state == OutboxState::Queued ? fate.due : 0;
    part.message = fate.message;
}

Error badFates()
{
    return {Error::Kind::BadInput, tr("What became of the events is not told in their order.")};
}

}

Result<bool> claimOrder(WriteSession &session, OutboxJobId job, const OwnerLock &owners)
{
    const Result<OutboxJobRow> row = queuedRow(session, job);
    if (!row)
        return failure(row.error());
    const Result<qint64> owner = session.owner();
    if (!owner)
        return failure(owner.error());
    if (row->owner == *owner)
        return true;
    if (OutboxLeases(owners, *owner).isHeld(row->owner))
        return false;
    SQLite::Database &database = session.database();
    endDeadDeliveries(database, owners);
    endInFlight(database, job);
    setJobOwner(database, job, *owner);
    session.tellChange(ChangeKind::Outbox, job);
    return true;
}

Result<void> releaseOrder(WriteSession &session, OutboxJobId job)
{
    const Result<OutboxJobRow> row = leasedRow(session, job);
    if (!row)
        return failure(row.error());
    const PlaceRun inFlight = inFlightWithin(session.database(), job, 0);
    if (inFlight.first != inFlight.end) {
        return failure(Error::Kind::BadInput, tr("Requests of the order are still on their way."));
    }
    setJobOwner(session.database(), job, 0);
    return told(session, job);
}

Result<DeliveryId> departOrder(WriteSession &session, const Outbox::Departure &departure)
{
    SQLite::Database &database = session.database();
    const Result<OutboxJobRow> row = leasedRow(session, departure.job);
    if (!row)
        return failure(row.error());
    if (row->held)
        return failure(Error::Kind::Cancelled, tr("The order is held by now; nothing was sent."));
    if (auto may = checkDestination(database, departure.endpoint); !may)
        return failure(may.error());
    const auto runs = placeRuns(departure.places);
    Delivery delivery = departure.delivery;
    delivery.end = {.state = DeliveryState::InFlight};
    delivery.events = static_cast<qint64>(departure.places.size());
    const Result<qint64> owner = ownerOf(session, delivery);
    if (!owner)
        return failure(owner.error());
    OutboxParts parts(database, departure.job, span(runs.value_or(std::vector<PlaceRun>())));
    if (!runs || runs->empty() || !parts.are(*runs, OutboxState::Queued)) {
        return failure(
            Error::Kind::BadInput, tr("Some of the events are not waiting to be sent any more; nothing was sent."));
    }
    const DeliveryId id = keepDelivery(session, std::move(delivery), *owner);
    insertCargoOf(database, departure.job, *runs, id);
    parts.change(*runs, [id](std::size_t, OutboxPart &part) {
        part.state = OutboxState::InFlight;
        ++part.attempts;
        part.due = 0;
        part.delivery = id;
        part.message.clear();
        return true;
    });
    parts.save();
    session.tellChange(ChangeKind::Outbox, departure.job);
    return id;
}

Result<void> arriveOrder(WriteSession &session, const OutboxArrival &arrival)
{
    SQLite::Database &database = session.database();
    if (const auto row = leasedRow(session, arrival.job); !row)
        return failure(row.error());
    const auto runs = placeRuns(arrival.fates);
    if (!runs || !isTold(arrival.fates))
        return failure(badFates());
    if (auto may = checkEnd(session, arrival.delivery, arrival.end); !may)
        return may;
    PlaceRun places = span(*runs);
    const PlaceRun inFlight = inFlightWithin(database, arrival.job, arrival.delivery);
    if (inFlight.first != inFlight.end) {
        places = runs->empty() ? inFlight
                               : PlaceRun{std::min(places.first, inFlight.first), std::max(places.end, inFlight.end)};
    } else if (deliveryState(database, arrival.delivery) == DeliveryState::InFlight) {
        return failure(Error::Kind::BadInput, tr("The delivery is not one of this order."));
    }
    if (auto finished = finishDelivery(session, arrival.delivery, arrival.end); !finished)
        return finished;
    OutboxParts parts(database, arrival.job, places);
    parts.change(*runs, [&arrival](std::size_t run, OutboxPart &part) {
        if (part.delivery != arrival.delivery ||
            (part.state != OutboxState::InFlight && part.state != OutboxState::Unknown))
            return false;
        give(part, arrival.fates[run]);
        return true;
    });
    parts.changeAll([&arrival](OutboxPart &part) {
        if (part.delivery != arrival.delivery || part.state != OutboxState::InFlight)
            return false;
        give(part, {});
        return true;
    });
    parts.save();
    return told(session, arrival.job);
}

Result<void> settleOrder(WriteSession &session, OutboxJobId job, const std::vector<Outbox::Fate> &fates)
{
    if (const auto row = leasedRow(session, job); !row)
        return failure(row.error());
    const auto runs = placeRuns(fates);
    if (!runs || !isTold(fates))
        return failure(badFates());
    if (runs->empty())
        return {};
    OutboxParts parts(session.database(), job, span(*runs));
    parts.change(*runs, [&fates](std::size_t run, OutboxPart &part) {
        const bool again = part.state == OutboxState::Unknown && fates[run].state == OutboxState::Queued;
        if (part.state != OutboxState::Queued && !again)
            return false;
        give(part, fates[run]);
        return true;
    });
    parts.save();
    return told(session, job);
}

Result<void> cancelGone(WriteSession &session, OutboxJobId job, const std::vector<qint64> &places)
{
    const auto runs = placeRuns(places);
    if (!runs || runs->empty() || !queuedRow(session, job))
        return {};
    const QString message = tr("The event was removed from the store before it was sent.");
    OutboxParts parts(session.database(), job, span(*runs));
    const qint64 changed = parts.change(*runs, [&message](std::size_t, OutboxPart &part) {
        if (part.state != OutboxState::Queued)
            return false;
        give(part, {.state = OutboxState::Cancelled, .message = message});
        return true;
    });
    if (changed == 0)
        return {};
    parts.save();
    return told(session, job);
}

Result<qint64> cancelOrder(WriteSession &session, OutboxJobId job)
{
    if (const auto row = queuedRow(session, job); !row)
        return failure(row.error());
    OutboxParts parts(session.database(), job);
    const qint64 cancelled = parts.changeAll([](OutboxPart &part) {
        if (part.state != OutboxState::Queued)
            return false;
        give(part, {.state = OutboxState::Cancelled});
        return true;
    });
    if (cancelled > 0) {
        parts.save();
        session.tellChange(ChangeKind::Outbox, job);
    }
    return cancelled;
}

Result<qint64> requeueOrder(WriteSession &session, const OutboxRequeue &wish)
{
    if (const auto row = queuedRow(session, wish.job); !row)
        return failure(row.error());
    constexpr qint64 largest = std::numeric_limits<qint64>::max();
    const qint64 first = std::max<qint64>(0, wish.from);
    const bool all = wish.count <= 0 || wish.count > largest - 1 - first;
    const PlaceRun places{first, all ? largest - 1 : first + wish.count};
    const Micros now = session.now();
    OutboxParts parts(session.database(), wish.job, places);
    const qint64 queued = parts.change({&places, 1}, [&wish, now](std::size_t, OutboxPart &part) {
        const bool over = part.state != OutboxState::Queued && part.state != OutboxState::InFlight &&
                          part.state != OutboxState::Accepted;
        if (!over || std::find(wish.states.begin(), wish.states.end(), part.state) == wish.states.end())
            return false;
        give(part, {.state = OutboxState::Queued});
        part.attempts = 0;
        part.queued = now;
        return true;
    });
    if (queued > 0) {
        parts.save();
        session.tellChange(ChangeKind::Outbox, wish.job);
    }
    return queued;
}

Result<void> holdOrder(WriteSession &session, OutboxJobId job, OutboxJob::Hold hold, const QString &message)
{
    if (const auto row = queuedRow(session, job); !row)
        return failure(row.error());
    setJobHold(session.database(), job, hold, message);
    return told(session, job);
}

Result<void> holdOrdersFor(WriteSession &session, EndpointId endpoint, const QString &message)
{
    if (endpoint == 0) {
        return failure(
            Error::Kind::BadInput, tr("The endpoint is none of the store's. Pause what is sent there order by order."));
    }
    SQLite::Statement insert(session.database(), "INSERT OR REPLACE INTO outbox_hold VALUES (?, ?)");
    bindNumber(insert, 1, endpoint);
    bindText(insert, 2, message);
    insert.exec();
    return told(session, 0);
}

Result<void> resumeOrdersFor(WriteSession &session, EndpointId endpoint)
{
    for (const char *sql : {"DELETE FROM outbox_hold WHERE endpoint = ?",
             "UPDATE outbox_job SET hold = 0, hold_message = '' WHERE endpoint = ? AND endpoint <> 0 AND hold = 2"}) {
        SQLite::Statement statement(session.database(), sql);
        bindNumber(statement, 1, endpoint);
        statement.exec();
    }
    return told(session, 0);
}

Result<void> hideOrder(WriteSession &session, OutboxJobId job)
{
    const Result<OutboxJobRow> row = queuedRow(session, job);
    if (!row)
        return failure(row.error());
    if (row->open > 0) {
        return failure(Error::Kind::BadInput,
            tr("The order still has events to send. Cancel it first, or wait until it is done."));
    }
    setJobState(session.database(), job, OutboxJobState::Removed);
    return told(session, job);
}

Result<void> showOrder(WriteSession &session, OutboxJobId job)
{
    const std::optional<OutboxJobRow> row = readJobRow(session.database(), job);
    if (!row || row->state != OutboxJobState::Removed)
        return failure(Error::Kind::NotFound, tr("There is no order to bring back."));
    setJobState(session.database(), job, OutboxJobState::Queued);
    return told(session, job);
}

Result<void> setOrderPolicy(WriteSession &session, OutboxJobId job, const OutboxPolicy &policy)
{
    if (const auto row = queuedRow(session, job); !row)
        return failure(row.error());
    setJobPolicy(session.database(), job, policy);
    return told(session, job);
}

}
