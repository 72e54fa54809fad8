// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/coverage.h"
#include "plan/plan.h"

#include <QString>

namespace eventscope {

// "12 of 14 planned events seen, 3 seen that are not planned; 48,000 events".
[[nodiscard]] QString planSummary(const Coverage &coverage);
// What was seen of an event that is not planned.
[[nodiscard]] QString unplannedSentence(const QByteArray &name, const EventProfile &seen);
// An event as it was seen.
[[nodiscard]] PlannedEvent inferredEvent(const QByteArray &name, const EventProfile &seen);
// With one property as it was seen: its types, values, and whether all events have it.
[[nodiscard]] PlannedEvent withInferred(
    const PlannedEvent &event, const QByteArray &property, const EventProfile &seen);

}
