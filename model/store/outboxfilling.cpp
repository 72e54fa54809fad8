// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/outboxfilling.h"

#include "event/tr.h"
#include "store/outboxjobs.h"
#include "store/outboxparts.h"

namespace eventscope {

namespace {

// Consecutive ids are looked up as one.
Result<void> checkItems(SQLite::Database &database, const std::vector<OutboxItem> &items)
{
    SQLite::Statement count(database, "SELECT count(*) FROM event WHERE id BETWEEN ? AND ?");
    for (std::size_t from = 0; from < items.size();) {
        std::size_t end = from + 1;
        while (end < items.size() && items[end].event == items[end - 1].event + 1)
            ++end;
        bindNumber(count, 1, items[from].event);
        bindNumber(count, 2, items[end - 1].event);
        const bool all = count.executeStep() && numberAt(count, 0) == static_cast<qint64>(end - from);
        count.reset();
        if (!all) {
            return failure(Error::Kind::NotFound,
                tr("An event to be sent is not in the store any more; nothing was queued. Select the events anew."));
        }
        from = end;
    }
    return {};
}

Error nothingToSend()
{
    return {Error::Kind::BadInput, tr("There is nothing to send. Select events, or write one.")};
}

// The events of an origin, as items behind those of the order.
std::vector<OutboxItem> itemsOf(SQLite::Database &database, const OutboxOrder &order, OriginId origin)
{
    std::vector<OutboxItem> items = order.items;
    SQLite::Statement select(database, "SELECT first_event FROM origin WHERE id = ?");
    bindNumber(select, 1, origin);
    if (!select.executeStep())
        return items;
    EventId event = numberAt(select, 0);
    for (const Event &fresh : order.fresh) {
        std::ignore = fresh;
        items.push_back({event++, {}, 0});
    }
    return items;
}

void storeItems(SQLite::Database &database, OutboxJobId job, const OutboxOrder &order, OriginId origin)
{
    if (order.fresh.empty()) {
        insertItems(database, job, 0, order.items);
        growWaiting(database, job, static_cast<qint64>(order.items.size()));
        return;
    }
    const std::vector<OutboxItem> items = itemsOf(database, order, origin);
    insertItems(database, job, 0, items);
    growWaiting(database, job, static_cast<qint64>(items.size()));
}

// One that this process fills.
Result<OutboxJobRow> rowToFill(WriteSession &session, OutboxJobId job)
{
    const Result<qint64> owner = session.owner();
    if (!owner)
        return failure(owner.error());
    const std::optional<OutboxJobRow> row = readJobRow(session.database(), job);
    if (!row || row->state != OutboxJobState::Filling || row->owner != *owner)
        return failure(unknownOrder());
    return *row;
}

}

Result<OutboxJobId> queueOrder(WriteSession &session, const OutboxOrder &order)
{
    if (order.items.empty() && order.fresh.empty())
        return failure(nothingToSend());
    SQLite::Database &database = session.database();
    if (auto there = checkItems(database, order.items); !there)
        return failure(there.error());
    OriginId origin = 0;
    if (!order.fresh.empty()) {
        const Result<Origin> stored = session.store(order.origin, order.fresh);
        if (!stored)
            return failure(stored.error());
        origin = stored->id;
    }
    const Micros now = session.now();
    const OutboxJobId job = insertJob(database, order, {OutboxJobState::Queued, 0, 0, now});
    storeItems(database, job, order, origin);
    insertFirstPart(database, job, static_cast<qint64>(order.items.size() + order.fresh.size()), now);
    session.tellChange(ChangeKind::Outbox, job);
    return job;
}

Result<OutboxJobId> openOrder(WriteSession &session, const OutboxOrder &order)
{
    SQLite::Database &database = session.database();
    const Result<qint64> owner = session.owner();
    if (!owner)
        return failure(owner.error());
    if (auto there = checkItems(database, order.items); !there)
        return failure(there.error());
    OriginId origin = 0;
    if (!order.fresh.empty()) {
        const Result<OriginId> begun = session.begin(order.origin);
        if (!begun)
            return failure(begun.error());
        origin = *begun;
        if (auto appended = session.append(origin, order.fresh); !appended)
            return failure(appended.error());
    }
    const OutboxJobId job = insertJob(database, order, {OutboxJobState::Filling, *owner, origin, 0});
    storeItems(database, job, order, origin);
    return job;
}

Result<void> addToOrder(WriteSession &session, OutboxJobId job, const std::vector<OutboxItem> &items)
{
    const Result<OutboxJobRow> row = rowToFill(session, job);
    if (!row)
        return failure(row.error());
    if (auto there = checkItems(session.database(), items); !there)
        return failure(there.error());
    insertItems(session.database(), job, row->events, items);
    growWaiting(session.database(), job, static_cast<qint64>(items.size()));
    return {};
}

Result<void> sealOrder(WriteSession &session, OutboxJobId job)
{
    const Result<OutboxJobRow> row = rowToFill(session, job);
    if (!row)
        return failure(row.error());
    if (row->events == 0)
        return failure(nothingToSend());
    if (row->origin != 0) {
        if (auto completed = session.complete(row->origin); !completed)
            return failure(completed.error());
    }
    SQLite::Database &database = session.database();
    const Micros now = session.now();
    SQLite::Statement update(
        database, "UPDATE outbox_job SET state = 1, owner = 0, origin = 0, queued = ? WHERE id = ?");
    bindNumber(update, 1, now);
    bindNumber(update, 2, job);
    update.exec();
    insertFirstPart(database, job, row->events, now);
    session.tellChange(ChangeKind::Outbox, job);
    return {};
}

Result<void> abandonOrder(WriteSession &session, OutboxJobId job)
{
    const Result<OutboxJobRow> row = rowToFill(session, job);
    if (!row)
        return failure(row.error());
    if (row->origin != 0) {
        if (auto given = session.giveUp(row->origin); !given)
            return failure(given.error());
    }
    setJobState(session.database(), job, OutboxJobState::GivenUp);
    setJobOwner(session.database(), job, 0);
    return {};
}

}
