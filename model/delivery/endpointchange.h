// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/endpoints.h"

namespace eventscope {

// Why nothing more is to be sent to an endpoint as it was, given those the store knows now: it was removed,
// marked as production, or goes elsewhere. Empty when it is as it was.
[[nodiscard]] QString whyOutdated(const Endpoint &endpoint, const std::vector<Endpoint> &known);

}
