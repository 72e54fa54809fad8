// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/timestamp.h"

#include <QString>

namespace eventscope {

// How times are shown.
enum class TimeStyle : quint8 { Utc, Local, Epoch, Relative };

// The spelling of settings: "utc", "local", "epoch", "relative".
[[nodiscard]] QString timeStyleId(TimeStyle style);
[[nodiscard]] TimeStyle timeStyleFromId(QStringView id);    // Utc for anything unknown
[[nodiscard]] QString timeStyleTitle(TimeStyle style);      // "UTC", "Local time" …, translated

// `2026-03-29 12:00:00.123`, with six digits where the value has them; Epoch is in seconds with the
// same fraction; Relative is `2 h 5 min ago` or `in 4 s`, against now.
[[nodiscard]] QString timeText(Micros time, TimeStyle style, Micros now);

}
