// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

namespace eventscope {

// The tracking plan in a file. Io, or BadInput with what is wrong with it.
[[nodiscard]] Result<Plan> planIn(const QString &path);

}
