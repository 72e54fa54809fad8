// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/request.h"

#include <map>

namespace eventscope {

// What a person fills in of an endpoint.
enum class EndpointField : quint8 { Name, Base, Auth, Keys, Options, Headers, Timeout, UserPointer };

// What checkEndpoint() says, field by field: a sentence for each that is wrong.
[[nodiscard]] std::map<EndpointField, QString> endpointFaults(const Endpoint &endpoint, const TransportForm &form);

}
