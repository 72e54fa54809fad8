// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/endpointcache.h"

#include <algorithm>

namespace eventscope {

EndpointCache::EndpointCache(Endpoints &endpoints, QObject *parent)
    : QObject(parent)
    , m_endpoints(endpoints)
    , m_latest(this, [this](Result<std::vector<Endpoint>> all) {
        if (!all) {
            emit failed(all.error().message);
            return;
        }
        m_all = std::move(*all);
        emit changed();
    })
{
    const auto read = [this] { m_latest.follow(m_endpoints.all()); };
    connect(&endpoints, &Endpoints::changed, this, read);
    read();
}

const Endpoint *EndpointCache::find(EndpointId id) const
{
    const auto found =
        std::find_if(m_all.begin(), m_all.end(), [id](const Endpoint &endpoint) { return endpoint.id == id; });
    return id == 0 || found == m_all.end() ? nullptr : &*found;
}

}
