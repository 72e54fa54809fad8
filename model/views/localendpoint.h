// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/receiver.h"

namespace eventscope {

// An endpoint, not saved yet, for what the receiver of this computer takes by that way: without a key, under a
// name that none of the others has.
[[nodiscard]] Endpoint localEndpoint(const WayIn &way, const std::vector<Endpoint> &others);

}
