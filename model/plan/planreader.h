// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/jsonmembers.h"
#include "plan/plan.h"
#include "service/definitionfault.h"

namespace eventscope {

// A planned event with all that its object says.
struct PlanEntry {
    PlannedEvent event;
    JsonMembers members;
};

// A plan's file, taken apart.
struct PlanParts {
    JsonMembers top;    // "events" is a placeholder in it
    std::vector<PlanEntry> events;
};

// As Plan::load().
[[nodiscard]] Result<PlanParts> readPlan(const QByteArray &text, const QString &file);

// What is wrong with a schema of a plan; pointers are in it.
[[nodiscard]] std::vector<DefinitionFault> schemaFaults(const QByteArray &schema, bool assertFormats);

// The event with that value in the place of the one it had; what it says beside stays.
[[nodiscard]] PlanEntry withValue(const PlanEntry &entry, const PlannedEvent &event);

}
