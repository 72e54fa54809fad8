// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/endpointchange.h"

#include "delivery/deliverytext.h"

#include <algorithm>

namespace eventscope {

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
    if (!sendAlike(*now, endpoint))
        return DeliveryText::tr("The endpoint \"%1\" was changed meanwhile, so nothing more was sent there. Look at "
                                "what will go out, and send again.")
            .arg(endpoint.name);
    return {};
}

}
