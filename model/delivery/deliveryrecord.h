// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/replycuts.h"
#include "delivery/sender.h"
#include "store/deliveries.h"

namespace eventscope {

// The delivery as it begins; `masked` is the request that a person sees.
[[nodiscard]] Delivery deliveryOf(const Endpoint &endpoint, const Request &masked);

// How a request ended, ready to be stored, and whether more may follow.
struct DeliveryOutcome {
    DeliveryEnd end;
    bool pause = false;
    bool retry = false;    // the reply says that the same may succeed later
};
[[nodiscard]] DeliveryOutcome outcomeOf(
    const TransportForm &form, const Exchange &exchange, qint64 sent, const ReplyCuts &cuts);

// What is to be told where a request is over and the store cannot keep how it ended.
[[nodiscard]] Error unrecorded(const Error &error, const DeliveryEnd &end);

}
