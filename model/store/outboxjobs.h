// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"
#include "store/outbox.h"

namespace eventscope {

class OwnerLock;

[[nodiscard]] Error unknownOrder();

// Orders in and out of their table. All throw SQLite::Exception.

enum class OutboxJobState : int { Filling = 0, Queued = 1, Removed = 2, GivenUp = 3 };

// What decides whether something may be done with an order.
struct OutboxJobRow {
    OutboxJobState state = OutboxJobState::Filling;
    qint64 owner = 0;
    bool held = false;    // itself or by its endpoint
    OriginId origin = 0;
    qint64 events = 0;
    qint64 open = 0;    // queued or in flight
};

[[nodiscard]] std::optional<OutboxJobRow> readJobRow(SQLite::Database &database, OutboxJobId id);

// Without events, and owned by that slot. The policy should be bounded().
struct OutboxJobStart {
    OutboxJobState state = OutboxJobState::Filling;
    qint64 owner = 0;
    OriginId origin = 0;
    Micros queued = 0;
};
[[nodiscard]] OutboxJobId insertJob(SQLite::Database &database, const OutboxOrder &order, const OutboxJobStart &start);
// Behind those that are there.
void insertItems(SQLite::Database &database, OutboxJobId job, qint64 firstPlace, const std::vector<OutboxItem> &items);
void growWaiting(SQLite::Database &database, OutboxJobId job, qint64 events);

void setJobState(SQLite::Database &database, OutboxJobId job, OutboxJobState state);
void setJobOwner(SQLite::Database &database, OutboxJobId job, qint64 owner);
void setJobHold(SQLite::Database &database, OutboxJobId job, OutboxJob::Hold hold, const QString &message);
void setJobPolicy(SQLite::Database &database, OutboxJobId job, const OutboxPolicy &policy);

// Which leases live, and which of them are ours: asked of the lock file once for each owner.
class OutboxLeases {
public:
    OutboxLeases(const OwnerLock &owners, qint64 ours)
        : m_owners(owners)
        , m_ours(ours)
    {}
    [[nodiscard]] bool isHeld(qint64 owner);
    [[nodiscard]] bool isOurs(qint64 owner) const noexcept { return owner != 0 && owner == m_ours; }

private:
    const OwnerLock &m_owners;
    const qint64 m_ours;
    std::vector<std::pair<qint64, bool>> m_known;
};

[[nodiscard]] std::vector<OutboxJob> readJobs(SQLite::Database &database, int limit, OutboxLeases leases);
// Also one that is out of sight.
[[nodiscard]] std::optional<OutboxJob> readJob(SQLite::Database &database, OutboxJobId id, OutboxLeases leases);
[[nodiscard]] std::vector<Outbox::Held> readHeldEndpoints(SQLite::Database &database);
[[nodiscard]] std::vector<OutboxItem> readItems(
    SQLite::Database &database, OutboxJobId job, qint64 first, qint64 count);

// Gives up orders that nobody fills any more, and makes Unknown what processes that are gone had in flight. True
// when there is something to purge. Within a transaction; tells the change log.
[[nodiscard]] bool endDeadOrders(SQLite::Database &database, const OwnerLock &owners);
// What is in flight of the order becomes Unknown.
void endInFlight(SQLite::Database &database, OutboxJobId job);
// Deletes a slice of the orders that are given up; false when there is more.
[[nodiscard]] bool purgeOrders(SQLite::Database &database);

}
