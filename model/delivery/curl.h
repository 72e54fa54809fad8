// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/endpointroute.h"
#include "delivery/request.h"

namespace eventscope {

// What a request alone does not tell.
struct CurlContext {
    EndpointRoute route;
    // What stands in the request in the place of a secret, and the shell variable that holds it.
    std::vector<NamedValue> variables;
};

// Of an endpoint whose requests were made with these keys, masked: the environment variables that hold its key,
// EVENTSCOPE_KEY for what no variable holds.
[[nodiscard]] CurlContext curlContext(const Endpoint &endpoint, const Keys &masked);

struct CurlCommand {
    QByteArray text;          // for a POSIX shell; without a line break at the end
    QStringList variables;    // to be set before it is run; in their order
};

// Sends what the request is, to the byte, whatever is in it. `masked` as a maker with masked keys makes it, or as
// the store keeps it: each masked secret becomes a variable, EVENTSCOPE_KEY, EVENTSCOPE_KEY_2… where the context
// tells none. Any thread; takes a moment for large bodies.
[[nodiscard]] CurlCommand curlCommand(const Request &masked, const CurlContext &context = {});

}
