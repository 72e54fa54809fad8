// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/sendfeed.h"
#include "delivery/deliveryrun.h"

namespace eventscope {

// What `send` prints: one line a request, then a summary; JSON objects with --json.
[[nodiscard]] QByteArray requestLine(DeliveryId delivery, const DeliveryEnd &end, qint64 events, bool json);
// A request as it would go out, keys masked; JSON on one line, else as HTTP has it.
[[nodiscard]] QByteArray dryRequest(const Request &masked, bool json);
// Of what was sent, or with `dry` would have been; `error` ends it early.
[[nodiscard]] QByteArray sendSummary(const DeliverySummary &summary, const FeedCounts &counts, bool dry, bool json);

}
