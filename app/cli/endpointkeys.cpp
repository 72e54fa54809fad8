// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/endpointkeys.h"

#include "cli/await.h"

namespace eventscope {

void EndpointKeys::read(const Endpoint &endpoint)
{
    if (!keyringEntries(endpoint).isEmpty())
        (void)await(m_secrets.prepare(endpoint));
}

}
