// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/planjudge.h"
#include "store/eventstore.h"
#include "store/plans.h"
#include "validation/serviceset.h"

#include <optional>
#include <utility>
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

// Keeps what a store says its events were judged by true while events are added that were judged by some rules: before
// the first of them, and behind the last. Not on the GUI thread: it waits for the store.
class AddedJudging {
public:
    [[nodiscard]] static Result<AddedJudging> begin(EventStore &store, const QByteArray &rules);
    // They are all there. What was left out of the store has no need of this.
    [[nodiscard]] Result<void> complete();

private:
    AddedJudging(EventStore &store, QByteArray rules)
        : m_store(&store)
        , m_rules(std::move(rules))
    {}

    EventStore *m_store;
    QByteArray m_rules;    // to be told; empty: nothing
};

}
