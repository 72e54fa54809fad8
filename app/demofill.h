// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "generate/recipe.h"
#include "store/eventstore.h"
#include "validation/serviceset.h"

#include <QFuture>

namespace eventscope {

struct DemoCounts {
    qint64 events = 0;    // stored
    qint64 rejects = 0;
    qint64 endpoints = 0;
    qint64 deliveries = 0;
};

// Makes a recipe's events, endpoints and deliveries and keeps them in the store, on a pool thread: events
// as if they had come at their time, the last of them at `end`, and deliveries with masked keys as if they had
// been sent; nothing is sent. Progress is in per mille. Until it has finished the store must live.
// Cancelling leaves the events out; endpoints stay.
[[nodiscard]] QFuture<Result<DemoCounts>> fillStore(
    EventStore &store, const ServiceSet &services, RecipePtr recipe, Micros end);

}
