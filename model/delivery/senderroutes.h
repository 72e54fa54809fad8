// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/endpointroute.h"

#include <QDateTime>
#include <QFuture>

namespace eventscope {

// The routes that were used last, with what their files held: read again when a file changed. For one thread.
class SenderRoutes {
public:
    explicit SenderRoutes(SystemProxies proxies);

    [[nodiscard]] Result<QSslConfiguration> tls(const EndpointRoute &route);
    // Ready at once unless the system is to be asked, which happens on a pool thread.
    [[nodiscard]] QFuture<QNetworkProxy> proxy(const QUrl &url, const ProxySetting &proxy) const;

private:
    struct Known {
        EndpointRoute route;
        std::vector<std::pair<QDateTime, qint64>> stamps;    // of its files: last changed, size
        QSslConfiguration tls;
    };

    SystemProxies m_proxies;
    std::vector<Known> m_known;    // the one used last at the end
};

}
