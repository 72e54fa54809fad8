// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/sendfeed.h"
#include "delivery/request.h"
#include "store/outbox.h"

namespace eventscope {

struct DryTally {
    qint64 requests = 0;
    qint64 events = 0;
};

// Prints the requests as they would go out, with masked keys; sends and stores nothing. Dedup keys that are missing
// are made up as they would be.
[[nodiscard]] Result<DryTally> dryRun(const RequestMaker &masked, const ServiceSet &services,
    const OutboxPolicy &policy, SendFeed &feed, bool json, const Interrupt &interrupt, Console &console);

}
