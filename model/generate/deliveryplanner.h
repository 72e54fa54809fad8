// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/sender.h"
#include "generate/generator.h"

namespace eventscope {

// A request that a recipe says was sent, and how it went.
struct PlannedDelivery {
    std::size_t endpoint = 0;      // of the recipe's
    std::vector<qint64> events;    // their numbers, as they were added
    Micros started = 0;
    Exchange exchange;
};

// Decides which of the events a recipe's deliveries carry. The events of one delivery have equal
// envelopes. What comes of it follows from recipe, seed and the events. One a thread.
class DeliveryPlanner {
public:
    DeliveryPlanner(RecipePtr recipe, quint64 seed);
    ~DeliveryPlanner();

    // In the order of time; broken ones are not to be added. Returns the deliveries that are complete with it.
    [[nodiscard]] std::vector<PlannedDelivery> add(const GeneratedEvent &event, qint64 number);
    // What is left, in smaller deliveries.
    [[nodiscard]] std::vector<PlannedDelivery> finish();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
