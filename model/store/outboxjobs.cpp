// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/outboxjobs.h"

#include "event/tr.h"
#include "event/utf8.h"
#include "store/deliveryrows.h"
#include "store/outboxjson.h"
#include "store/outboxparts.h"
#include "store/ownerlock.h"
#include "store/rowfeed.h"
#include "store/storerows.h"

#include <sqlite3.h>

#include <algorithm>

namespace eventscope {

namespace {

constexpr qint64 purgedItems = 20'000;    // at once

class ItemFeed : public RowFeed {
public:
    ItemFeed(SQLite::Database &database, OutboxJobId job, qint64 first, const std::vector<OutboxItem> &items)
        : RowFeed(database, "outbox_item", 5)
        , m_job(job)
        , m_first(first)
        , m_items(items)
    {}
    using RowFeed::insert;

    [[nodiscard]] std::size_t rowCount() const noexcept override { return m_items.size(); }
    void value(std::size_t row, int column, FeedValue into) const noexcept override
    {
        const OutboxItem &item = m_items[row];
        switch (column) {
        case 0:
            return into.number(m_job);
        case 1:
            return into.number(m_first + static_cast<qint64>(row));
        case 2:
            return into.number(item.event);
        case 3:
            return item.dedup.isEmpty() ? void() : into.text(viewOf(item.dedup));
        case 4:
            return into.number(item.at);
        default:
            return;
        }
    }

private:
    OutboxJobId m_job;
    qint64 m_first;
    const std::vector<OutboxItem> &m_items;
};

// Of job rows, with what holds their endpoint.
constexpr std::string_view selectJob =
    "SELECT job.id, job.owner, job.endpoint, job.endpoint_name, job.service, job.transport, job.base, job.settings, "
    "job.label, job.policy, job.queued, job.hold, job.hold_message, held.endpoint IS NOT NULL, held.message, "
    "waiting, in_flight, accepted, partly, rejected, failed, unknown, cancelled, "
    "(SELECT min(due) FROM outbox_part WHERE outbox_part.job = job.id AND outbox_part.state = 0) "
    "FROM outbox_job AS job LEFT JOIN outbox_hold AS held ON held.endpoint = job.endpoint ";

void readHold(SQLite::Statement &select, int at, OutboxJob &job)
{
    const qint64 hold = numberAt(select, at);
    if (hold < 0 || hold > static_cast<qint64>(OutboxJob::Hold::Changed))
        throw SQLite::Exception("a hold is out of bounds", SQLITE_CORRUPT);
    job.hold = static_cast<OutboxJob::Hold>(hold);
    job.holdMessage = textAt(select, at + 1);
    if (job.hold == OutboxJob::Hold::None && numberAt(select, at + 2) != 0) {
        job.hold = OutboxJob::Hold::Endpoint;
        job.holdMessage = textAt(select, at + 3);
    }
}

OutboxJob jobAt(SQLite::Statement &select, OutboxLeases &leases)
{
    OutboxJob job;
    int at = 0;
    job.id = numberAt(select, at++);
    const qint64 owner = numberAt(select, at++);
    job.ours = leases.isOurs(owner);
    job.sending = job.ours || leases.isHeld(owner);
    job.endpoint.id = numberAt(select, at++);
    job.endpoint.name = textAt(select, at++);
    job.endpoint.service = bytesAt(select, at++);
    job.endpoint.transport = bytesAt(select, at++);
    job.endpoint.base = textAt(select, at++);
    readSettings(viewAt(select, at++), job.endpoint);
    job.label = textAt(select, at++);
    job.policy = policyIn(viewAt(select, at++));
    job.queued = numberAt(select, at++);
    readHold(select, at, job);
    at += 4;
    for (qint64 &count : job.counts)
        count = numberAt(select, at++);
    job.due = numberAt(select, at);
    return job;
}

}

Error unknownOrder()
{
    return {Error::Kind::NotFound, tr("The order is not in the outbox any more.")};
}

std::optional<OutboxJobRow> readJobRow(SQLite::Database &database, OutboxJobId id)
{
    SQLite::Statement select(database,
        "SELECT state, owner, hold <> 0 OR EXISTS (SELECT 1 FROM outbox_hold WHERE outbox_hold.endpoint = "
        "outbox_job.endpoint), origin, waiting + in_flight, "
        "accepted + partly + rejected + failed + unknown + cancelled FROM outbox_job WHERE id = ?");
    bindNumber(select, 1, id);
    if (!select.executeStep())
        return std::nullopt;
    OutboxJobRow row;
    row.state = static_cast<OutboxJobState>(numberAt(select, 0));
    row.owner = numberAt(select, 1);
    row.held = numberAt(select, 2) != 0;
    row.origin = numberAt(select, 3);
    row.open = numberAt(select, 4);
    row.events = row.open + numberAt(select, 5);
    return row;
}

OutboxJobId insertJob(SQLite::Database &database, const OutboxOrder &order, const OutboxJobStart &start)
{
    SQLite::Statement insert(database,
        "INSERT INTO outbox_job (state, owner, endpoint, endpoint_name, service, transport, base, settings, label, "
        "policy, queued, hold, hold_message, origin, waiting, in_flight, accepted, partly, rejected, failed, unknown, "
        "cancelled) VALUES (?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, ?, ?, ?, 0, '', ?, 0, 0, 0, 0, 0, 0, "
        "0, 0)");
    int at = 0;
    bindNumber(insert, ++at, static_cast<int>(start.state));
    bindNumber(insert, ++at, start.owner);
    bindNumber(insert, ++at, order.endpoint.id);
    bindText(insert, ++at, order.endpoint.name);
    bindBytes(insert, ++at, viewOf(order.endpoint.service));
    bindBytes(insert, ++at, viewOf(order.endpoint.transport));
    bindText(insert, ++at, order.endpoint.base);
    insert.bind(++at, settingsText(order.endpoint));
    bindText(insert, ++at, order.label);
    insert.bind(++at, policyText(bounded(order.policy)));
    bindNumber(insert, ++at, start.queued);
    bindNumber(insert, ++at, start.origin);
    insert.exec();
    return database.getLastInsertRowid();
}

void insertItems(SQLite::Database &database, OutboxJobId job, qint64 firstPlace, const std::vector<OutboxItem> &items)
{
    if (!items.empty())
        ItemFeed(database, job, firstPlace, items).insert();
}

void growWaiting(SQLite::Database &database, OutboxJobId job, qint64 events)
{
    SQLite::Statement update(database, "UPDATE outbox_job SET waiting = waiting + ? WHERE id = ?");
    bindNumber(update, 1, events);
    bindNumber(update, 2, job);
    update.exec();
}

void setJobState(SQLite::Database &database, OutboxJobId job, OutboxJobState state)
{
    SQLite::Statement update(database, "UPDATE outbox_job SET state = ? WHERE id = ?");
    bindNumber(update, 1, static_cast<int>(state));
    bindNumber(update, 2, job);
    update.exec();
}

void setJobOwner(SQLite::Database &database, OutboxJobId job, qint64 owner)
{
    SQLite::Statement update(database, "UPDATE outbox_job SET owner = ? WHERE id = ?");
    bindNumber(update, 1, owner);
    bindNumber(update, 2, job);
    update.exec();
}

void setJobHold(SQLite::Database &database, OutboxJobId job, OutboxJob::Hold hold, const QString &message)
{
    SQLite::Statement update(database, "UPDATE outbox_job SET hold = ?, hold_message = ? WHERE id = ?");
    bindNumber(update, 1, static_cast<int>(hold));
    bindText(update, 2, message);
    bindNumber(update, 3, job);
    update.exec();
}

void setJobPolicy(SQLite::Database &database, OutboxJobId job, const OutboxPolicy &policy)
{
    SQLite::Statement update(database, "UPDATE outbox_job SET policy = ? WHERE id = ?");
    update.bind(1, policyText(bounded(policy)));
    bindNumber(update, 2, job);
    update.exec();
}

bool OutboxLeases::isHeld(qint64 owner)
{
    if (owner == 0)
        return false;
    const auto known = std::find_if(
        m_known.begin(), m_known.end(), [owner](const auto &candidate) { return candidate.first == owner; });
    if (known != m_known.end())
        return known->second;
    return m_known.emplace_back(owner, m_owners.isHeld(owner)).second;
}

std::vector<OutboxJob> readJobs(SQLite::Database &database, int limit, OutboxLeases leases)
{
    std::vector<OutboxJob> jobs;
    SQLite::Statement select(database, std::string(selectJob) + "WHERE job.state = 1 ORDER BY job.id DESC LIMIT ?");
    bindNumber(select, 1, std::max(0, limit));
    while (select.executeStep())
        jobs.push_back(jobAt(select, leases));
    return jobs;
}

std::optional<OutboxJob> readJob(SQLite::Database &database, OutboxJobId id, OutboxLeases leases)
{
    SQLite::Statement select(database, std::string(selectJob) + "WHERE job.id = ? AND job.state IN (1, 2)");
    bindNumber(select, 1, id);
    if (!select.executeStep())
        return std::nullopt;
    return jobAt(select, leases);
}

std::vector<OutboxItem> readItems(SQLite::Database &database, OutboxJobId job, qint64 first, qint64 count)
{
    std::vector<OutboxItem> items;
    SQLite::Statement select(
        database, "SELECT event, dedup, at FROM outbox_item WHERE job = ? AND place >= ? ORDER BY place LIMIT ?");
    bindNumber(select, 1, job);
    bindNumber(select, 2, first);
    bindNumber(select, 3, std::max<qint64>(0, count));
    while (select.executeStep())
        items.push_back({numberAt(select, 0), bytesAt(select, 1), numberAt(select, 2)});
    return items;
}

std::vector<Outbox::Held> readHeldEndpoints(SQLite::Database &database)
{
    std::vector<Outbox::Held> held;
    SQLite::Statement select(database, "SELECT endpoint, message FROM outbox_hold ORDER BY endpoint");
    while (select.executeStep())
        held.push_back({numberAt(select, 0), textAt(select, 1)});
    return held;
}

void endInFlight(SQLite::Database &database, OutboxJobId job)
{
    const PlaceRun places = inFlightWithin(database, job, 0);
    if (places.first == places.end)
        return;
    OutboxParts parts(database, job, places);
    parts.changeAll([](OutboxPart &part) {
        if (part.state != OutboxState::InFlight)
            return false;
        part.state = OutboxState::Unknown;
        part.message = endedBeforeAnswer();
        return true;
    });
    parts.save();
}

bool endDeadOrders(SQLite::Database &database, const OwnerLock &owners)
{
    OutboxLeases leases(owners, 0);
    std::vector<std::pair<OutboxJobId, OutboxJobState>> dead;
    SQLite::Statement select(
        database, "SELECT id, state, owner FROM outbox_job WHERE owner <> 0 OR in_flight <> 0 OR state = 0");
    while (select.executeStep()) {
        if (!leases.isHeld(numberAt(select, 2)))
            dead.emplace_back(numberAt(select, 0), static_cast<OutboxJobState>(numberAt(select, 1)));
    }
    select.reset();
    for (const auto &[job, state] : dead) {
        if (state == OutboxJobState::Filling)
            setJobState(database, job, OutboxJobState::GivenUp);
        else
            endInFlight(database, job);
        setJobOwner(database, job, 0);
    }
    if (!dead.empty()) {
        SQLite::Statement tell(database, "INSERT INTO change (kind, subject, first, last) VALUES (?, 0, 0, 0)");
        bindNumber(tell, 1, static_cast<int>(ChangeKind::Outbox));
        tell.exec();
    }
    return queryNumber(database, "SELECT count(*) FROM outbox_job WHERE state = 3") != 0;
}

bool purgeOrders(SQLite::Database &database)
{
    const OutboxJobId job = queryNumber(database, "SELECT id FROM outbox_job WHERE state = 3 LIMIT 1");
    if (job == 0)
        return true;
    SQLite::Statement remove(database,
        "DELETE FROM outbox_item WHERE job = ?1 AND place < ?2 + coalesce((SELECT min(place) FROM outbox_item "
        "WHERE job = ?1), 0)");
    bindNumber(remove, 1, job);
    bindNumber(remove, 2, purgedItems);
    if (remove.exec() == 0)
        database.exec("DELETE FROM outbox_job WHERE id = " + std::to_string(job));
    return false;
}

}
