// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/outbox.h"
#include "store/writesession.h"

namespace eventscope {

// What happens to an order and its places, as Outbox says of the functions of these names. Within a transaction of
// the writer: an Error means that nothing was changed; all throw SQLite::Exception.

[[nodiscard]] Result<bool> claimOrder(WriteSession &session, OutboxJobId job, const OwnerLock &owners);
[[nodiscard]] Result<void> releaseOrder(WriteSession &session, OutboxJobId job);
[[nodiscard]] Result<DeliveryId> departOrder(WriteSession &session, const Outbox::Departure &departure);

struct OutboxArrival {
    OutboxJobId job = 0;
    DeliveryId delivery = 0;
    DeliveryEnd end;
    std::vector<Outbox::Fate> fates;
};
[[nodiscard]] Result<void> arriveOrder(WriteSession &session, const OutboxArrival &arrival);
[[nodiscard]] Result<void> settleOrder(WriteSession &session, OutboxJobId job, const std::vector<Outbox::Fate> &fates);
// Of removed events; whoever has the lease.
[[nodiscard]] Result<void> cancelGone(WriteSession &session, OutboxJobId job, const std::vector<qint64> &places);

[[nodiscard]] Result<qint64> cancelOrder(WriteSession &session, OutboxJobId job);
struct OutboxRequeue {
    OutboxJobId job = 0;
    std::vector<OutboxState> states;
    qint64 from = 0;
    qint64 count = 0;
};
[[nodiscard]] Result<qint64> requeueOrder(WriteSession &session, const OutboxRequeue &wish);

[[nodiscard]] Result<void> holdOrder(
    WriteSession &session, OutboxJobId job, OutboxJob::Hold hold, const QString &message);
[[nodiscard]] Result<void> holdOrdersFor(WriteSession &session, EndpointId endpoint, const QString &message);
[[nodiscard]] Result<void> resumeOrdersFor(WriteSession &session, EndpointId endpoint);
[[nodiscard]] Result<void> hideOrder(WriteSession &session, OutboxJobId job);
[[nodiscard]] Result<void> showOrder(WriteSession &session, OutboxJobId job);
[[nodiscard]] Result<void> setOrderPolicy(WriteSession &session, OutboxJobId job, const OutboxPolicy &policy);

}
