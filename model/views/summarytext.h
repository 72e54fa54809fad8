// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/deliveryrun.h"

namespace eventscope {

// "7 accepted · 2 rejected · 1 unknown": outcomes that are not zero; empty before the first.
[[nodiscard]] QString summaryCounts(const DeliverySummary &summary);
// What became of a run of so many events, in a sentence or two.
[[nodiscard]] QString summaryResult(const DeliverySummary &summary, qint64 wanted);
// Whether every one of them was accepted.
[[nodiscard]] bool isAllAccepted(const DeliverySummary &summary, qint64 wanted);

}
