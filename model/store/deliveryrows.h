// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"
#include "store/deliveries.h"

namespace eventscope {

class OwnerLock;

// Deliveries in and out of their tables. All throw SQLite::Exception.

// The new id. In-flight ones carry the owner.
[[nodiscard]] DeliveryId insertDelivery(SQLite::Database &database, const Delivery &delivery, qint64 owner);
void insertCargo(SQLite::Database &database, DeliveryId delivery, const std::vector<EventId> &events);
// Writes the end over the one there is. False when there is no such delivery.
[[nodiscard]] bool updateEnd(SQLite::Database &database, DeliveryId id, const DeliveryEnd &end);
[[nodiscard]] std::optional<DeliveryState> deliveryState(SQLite::Database &database, DeliveryId id);

// What a delivery, and what it carried, is told of whose process ended.
[[nodiscard]] QString endedBeforeAnswer();
// Deliveries of processes that are gone become unknown. Within a transaction; tells the change log.
void endDeadDeliveries(SQLite::Database &database, const OwnerLock &owner);

[[nodiscard]] std::vector<Delivery> readDeliveriesOf(SQLite::Database &database, EventId event, int limit);
[[nodiscard]] std::vector<Delivery> readRecentDeliveries(SQLite::Database &database, int limit);
// As Deliveries::log().
[[nodiscard]] DeliveryLogPage readDeliveryLog(
    SQLite::Database &database, const DeliveryLogSpec &spec, DeliveryId after, DeliveryId end);
[[nodiscard]] std::optional<Delivery> readDelivery(SQLite::Database &database, DeliveryId id);
[[nodiscard]] std::vector<EventId> readCargo(SQLite::Database &database, DeliveryId id);

}
