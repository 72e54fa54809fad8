// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "service/services.h"

namespace eventscope {

// The tracking plan in a file. Io, or BadInput with what is wrong with it.
[[nodiscard]] Result<Plan> planIn(const QString &path);

// BadInput when the plan is for a service that is not known: it would judge nothing. The path is for the message.
[[nodiscard]] Result<void> checkService(const Plan &plan, const QString &path, const Services &services);

}
