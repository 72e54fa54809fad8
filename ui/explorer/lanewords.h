// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/lanemodel.h"

#include <QTimeZone>

namespace eventscope {

// What the lanes say in words.

// Why there are no lanes; empty where there are some.
[[nodiscard]] QString emptyLanesText(const LaneModel &model);
// The value, a service's title, or "(no user)".
[[nodiscard]] QString laneTitle(const LaneModel &model, const QByteArray &value);
// Rich text of a lane: its value, how many events, the first and the last.
[[nodiscard]] QString laneDetails(const LaneModel &model, const Lane &lane, const QTimeZone &zone);
// Rich text of a mark: its event, or how many of them.
[[nodiscard]] QString markDetails(const LaneModel &model, const Lane::Mark &mark, const QTimeZone &zone);
// For a screen reader: the lane and the event under the cursor, else the whole.
[[nodiscard]] QString lanesDescription(
    const LaneModel &model, const Lane *lane, const Lane::Mark *mark, const QTimeZone &zone);

}
