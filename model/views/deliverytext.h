// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/deliveries.h"

#include <QStringList>

namespace eventscope {

// Deliveries in words for people, translated.

// "Accepted", "Partly accepted", "Not sent" …
[[nodiscard]] QString deliveryStateTitle(DeliveryState state);
// What the state means for the events, where the title alone may be misread; else empty.
[[nodiscard]] QString deliveryStateMeaning(DeliveryState state);
// "201 Created"; empty without a reply.
[[nodiscard]] QString statusText(int status);
// "Accepted · 201 Created · 34 ms · 1 event".
[[nodiscard]] QString deliveryHeadline(const Delivery &delivery);
// "0.4 ms", "34 ms", "1.25 s", "2 min 5 s".
[[nodiscard]] QString elapsedText(Micros span);
// "connected after 3 ms", "first byte after 30 ms" …: what came to pass, in its order.
[[nodiscard]] QStringList deliveryTimings(const DeliveryTimes &times);
// Whether all of the reply was kept; a long one was cut.
[[nodiscard]] bool isReplyWhole(const DeliveryEnd &end);
// The value of the first header of that name, whatever the case; empty without one.
[[nodiscard]] QByteArray headerValue(const std::vector<NamedValue> &headers, QByteArrayView name);

}
