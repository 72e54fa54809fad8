// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/endpointchange.h"

#include "delivery/deliverytext.h"

#include <algorithm>
#include <tuple>

namespace eventscope {

namespace {

// All that decides where a request goes and what it holds. Keys may come from elsewhere than the store's
// endpoint says.
auto destinationOf(const Endpoint &endpoint)
{
    return std::tie(endpoint.name, endpoint.service, endpoint.transport, endpoint.base, endpoint.auth, endpoint.options,
        endpoint.headers, endpoint.production);
}

}

QString whyOutdated(const Endpoint &endpoint, const std::vector<Endpoint> &known)
{
    const auto now = std::ranges::find(known, endpoint.id, &Endpoint::id);
    if (now == known.end())
        return DeliveryText::tr("The endpoint \"%1\" was removed meanwhile, so nothing more was sent there.")
            .arg(endpoint.name);
    if (now->production && !endpoint.production)
        return DeliveryText::tr("The endpoint \"%1\" was marked as production meanwhile, so nothing more was sent "
                                "there. Sending there takes its name.")
            .arg(endpoint.name);
    if (destinationOf(*now) != destinationOf(endpoint))
        return DeliveryText::tr("The endpoint \"%1\" was changed meanwhile, so nothing more was sent there. Look at "
                                "what will go out, and send again.")
            .arg(endpoint.name);
    return {};
}

}
