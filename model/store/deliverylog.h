// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/deliveries.h"

#include <functional>

class QIODevice;

namespace eventscope {

// NDJSON: one JSON object a delivery; bytes that are no UTF-8 stand there as {"base64":"..."}. CSV: RFC 4180 with
// a heading; lists, and bytes that are no UTF-8, as the same JSON.
enum class DeliveryLogFormat : quint8 { Ndjson, Csv };

// One line, or what comes before the first. With texts: headers, body and reply, too.
[[nodiscard]] QByteArray deliveryLogLine(const Delivery &delivery, DeliveryLogFormat format, bool texts);
[[nodiscard]] QByteArray deliveryLogHead(DeliveryLogFormat format, bool texts);

// Writes the log as it is now, the oldest first, a bounded number of bytes in memory; `goOn` is asked now and then.
// The number of deliveries. Blocks on the store: for a thread of a pool. Any thread may own the device.
[[nodiscard]] Result<qint64> writeDeliveryLog(Deliveries &deliveries, const DeliveryLogSpec &spec,
    DeliveryLogFormat format, QIODevice &device, const std::function<bool()> &goOn);

}
