// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/planjudge.h"
#include "store/eventstore.h"
#include "validation/serviceset.h"

#include <array>
#include <functional>
#include <map>

namespace eventscope {

// What was recognised, counted.
struct Recognised {
    qint64 events = 0;
    std::array<qint64, 4> verdicts{};                             // by Verdict
    std::map<std::pair<QByteArray, QByteArray>, qint64> rules;    // by service and rule set
};

// Reads events again that were of no service, or of one that is no more, and puts what some definition knows
// now in their place: of an origin of the same kind and label, with the same time of receipt. For a pool's
// thread; `cancelled` is asked often, and what was replaced by then stays so.
[[nodiscard]] Result<Recognised> recogniseAgain(EventStore &store, const ServiceSet &services, const PlanJudgePtr &plan,
    std::vector<Row> rows, const std::function<bool()> &cancelled);

}
