// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/deliveries.h"
#include "theme.h"

namespace eventscope {

[[nodiscard]] QColor deliveryColor(DeliveryState state, const Theme &theme);

// The symbol of an outcome, told by its form too: a tick, a half-filled ring, a cross, a barred ring, a
// question mark, an arrow, a stop.
[[nodiscard]] QIcon deliveryIcon(DeliveryState state, const QPalette &palette);
[[nodiscard]] QIcon deliveryIcon(DeliveryState state, const QColor &color);

}
