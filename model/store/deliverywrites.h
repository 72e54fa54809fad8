// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/deliveries.h"
#include "store/writesession.h"

namespace eventscope {

// The beginnings and ends of deliveries, within a transaction of the writer. An Error means that nothing was
// changed; all throw SQLite::Exception.

[[nodiscard]] Error unknownDelivery();

// Who owns the delivery while it is in flight; 0 when it is not. Limit when it is too large to be kept.
[[nodiscard]] Result<qint64> ownerOf(WriteSession &session, const Delivery &delivery);
// `started` 0: now. Its events are inserted beside.
[[nodiscard]] DeliveryId keepDelivery(WriteSession &session, Delivery delivery, qint64 owner);
// Whether finishDelivery() would.
[[nodiscard]] Result<void> checkEnd(WriteSession &session, DeliveryId id, const DeliveryEnd &end);
[[nodiscard]] Result<void> finishDelivery(WriteSession &session, DeliveryId id, const DeliveryEnd &end);

}
