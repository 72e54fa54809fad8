// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/secrets.h"
#include "receiver/receiver.h"

#include <QUrl>

#include <memory>

namespace eventscope {

// Passes requests that came to the receiver on to an endpoint, and keeps what came back as a delivery. Requests of
// another service or transport are none of its business.
//
// The client's headers travel as they came, but for those between two ends of one connection. The endpoint's keys
// take the place of the client's where it has any; where it has none, the client's own travel on. A request that was
// passed on by this receiver before is refused with 508.
//
// What it uses outlives it; requests that are under way when it goes end as unknown deliveries.
class Forwarding {
public:
    // NotFound and BadInput where the endpoint or its keys cannot be used.
    [[nodiscard]] static Result<std::unique_ptr<Forwarding>> to(
        EventStore &store, const Services &services, const Endpoint &endpoint, Keys keys);
    ~Forwarding();

    // For a receiver that ends before this does.
    [[nodiscard]] Forward forward() const;
    [[nodiscard]] QUrl url() const;

private:
    struct Private;
    explicit Forwarding(std::shared_ptr<Private> made);
    std::shared_ptr<Private> d;
};

// The header by which a receiver knows what it passed on itself.
inline constexpr char forwardedHeader[] = "X-Eventscope-Forwarded";

}
