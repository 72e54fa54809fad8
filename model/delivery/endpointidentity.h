// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"
#include "store/endpoints.h"

namespace eventscope {

// An event's identity as it is at an endpoint: where the endpoint names the member with the user, that is
// the user; where its key is bound to a customer and the event names no tenant, that is the tenant.
[[nodiscard]] Identity identityAt(const Endpoint &endpoint, const Event &event);

}
