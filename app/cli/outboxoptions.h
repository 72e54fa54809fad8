// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/commandline.h"
#include "store/outbox.h"

namespace eventscope {

// How an order is to be sent: --batch, --rate, --attempts, --retry, --age, --resume-unknown, --concurrency,
// --replay.
void addPolicyOptions(CommandLine &line);
// One attempt, and what the endpoint says, unless the options say otherwise.
[[nodiscard]] Result<OutboxPolicy> policyOf(const CommandLine &line, const Endpoint &endpoint);

}
