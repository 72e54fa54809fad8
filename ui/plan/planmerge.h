// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

namespace eventscope {

// With the events of another plan that it does not have.
[[nodiscard]] inline Plan withNewEvents(Plan plan, const Plan &other)
{
    for (const PlannedEvent &event : other.events()) {
        if (plan.event(event.name))
            continue;
        if (Result<Plan> more = plan.withEvent({}, event))
            plan = std::move(*more);
    }
    return plan;
}

}
