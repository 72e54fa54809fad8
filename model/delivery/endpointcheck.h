// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/request.h"

namespace eventscope {

// As checkEndpoint(), but for the name: what is sent once, to an address given by hand, has none.
[[nodiscard]] Result<void> checkUse(const Endpoint &endpoint, const TransportForm &form);

}
