// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/planjudge.h"
#include "store/plans.h"
#include "validation/serviceset.h"

#include <optional>
#include <vector>

namespace eventscope {

// What events are judged by. A value; copies share.
struct JudgingRules {
    ServiceSet services;    // with the severities that were changed
    std::optional<StoredPlan> plan;
    PlanJudgePtr planJudge;    // null without a plan, and where the plan has a fault
};

// Rules as they are wanted, to be made from those in force.
struct WantedRules {
    JudgingRules now;
    QString definitions;    // a folder to read the definitions from again; empty: those there are
    SeverityChanges severities;
    std::optional<StoredPlan> plan;
};

struct MadeRules {
    JudgingRules rules;
    std::vector<Error> faults;    // of definitions and plan, which are left out
};

// Takes as long as compiling does. Any thread.
[[nodiscard]] MadeRules makeRules(const WantedRules &wanted);

// Another one wherever events might be judged differently: another definition, severity or plan, or
// another version of the program. Printable.
[[nodiscard]] QByteArray fingerprintOf(const JudgingRules &rules);

}
