// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/timelineseries.h"
#include "views/timelinemodel.h"

#include <optional>

namespace eventscope {

// What the timeline says in words.

// Why there are no bars; empty where there are some.
[[nodiscard]] QString emptyTimelineText(const TimelineModel &model);
// Rich text of one bar: its time, and the count of each series in it.
[[nodiscard]] QString barDetails(
    const TimelineModel &model, const SeriesColors &colors, const Theme &theme, int bucket);
// For a screen reader: the bar under the cursor, else the whole.
[[nodiscard]] QString timelineDescription(const TimelineModel &model, std::optional<int> cursor);

}
