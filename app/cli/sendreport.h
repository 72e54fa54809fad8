// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/outboxrun.h"
#include "cli/sendfeed.h"
#include "delivery/request.h"

namespace eventscope {

// What `send` prints: one line a request, then a summary; JSON objects with --json.
[[nodiscard]] QByteArray requestLine(DeliveryId delivery, const DeliveryEnd &end, qint64 events, bool json);
// A request as it would go out, keys masked; JSON on one line, else as HTTP has it.
[[nodiscard]] QByteArray dryRequest(const Request &masked, bool json);
// Of what was sent, or with `dry` would have been.
[[nodiscard]] QByteArray sendSummary(const OutboxTally &tally, const FeedCounts &counts, bool dry, bool json);
// "12 13", as outbox commands take them.
[[nodiscard]] QString orderNumbers(const std::vector<OutboxJobId> &jobs);

}
