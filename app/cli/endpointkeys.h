// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/keyring.h"
#include "delivery/secrets.h"

namespace eventscope {

// The keys of endpoints for one command: of the environment and of the system's keyring.
class EndpointKeys {
public:
    // Reads what the endpoint has in the keyring before it is needed; runs the event loop. of() says what is missing.
    void read(const Endpoint &endpoint);
    [[nodiscard]] Result<Keys> of(const Endpoint &endpoint) const { return m_secrets.keysFor(endpoint); }

private:
    Keyring m_keyring;
    Secrets m_secrets{{}, &m_keyring};
};

}
