// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/secrets.h"
#include "delivery/transportform.h"
#include "validation/serviceset.h"

#include <optional>

namespace eventscope {

// What rules know of an endpoint: the transport, the kind of its key ("" when its form tells nothing,
// unknown when there is no key yet), how the key travels, whether it is production, the customer it is
// bound to.
[[nodiscard]] JudgeContext judgeContext(
    const TransportForm &form, const Endpoint &endpoint, const std::optional<Keys> &keys, std::optional<Micros> now);

// What is wrong with the endpoint for any event: the rules of the definition with `"on": "endpoint"`. So many
// events are about to be queued for it, where there are any. One without a key on this computer lacks none.
[[nodiscard]] std::vector<Finding> endpointFindings(const Judge &judge, const TransportForm &form,
    const Endpoint &endpoint, const std::optional<Keys> &keys, std::optional<qint64> queued = {});
// Of these, only what is wrong with queueing so many events for it.
[[nodiscard]] std::vector<Finding> queueFindings(
    const Judge &judge, const TransportForm &form, const Endpoint &endpoint, qint64 queued);

}
