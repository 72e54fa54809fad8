// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/senderroutes.h"

#include <QFileInfo>
#include <QtConcurrent>

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t mostKnownRoutes = 16;

std::vector<std::pair<QDateTime, qint64>> stampsOf(const EndpointRoute &route)
{
    std::vector<std::pair<QDateTime, qint64>> stamps;
    for (const QString &path : {route.authorities, route.certificate, route.certificateKey}) {
        const QFileInfo info(path);
        stamps.emplace_back(path.isEmpty() ? QDateTime() : info.lastModified(), path.isEmpty() ? 0 : info.size());
    }
    return stamps;
}

}

SenderRoutes::SenderRoutes(SystemProxies proxies)
    : m_proxies(std::move(proxies))
{}

Result<QSslConfiguration> SenderRoutes::tls(const EndpointRoute &route)
{
    if (route.authorities.isEmpty() && route.certificate.isEmpty())
        return QSslConfiguration::defaultConfiguration();
    auto stamps = stampsOf(route);
    const auto known =
        std::ranges::find_if(m_known, [&](const Known &one) { return one.route == route && one.stamps == stamps; });
    if (known != m_known.end()) {
        std::rotate(known, known + 1, m_known.end());
        return m_known.back().tls;
    }
    Result<QSslConfiguration> tls = tlsOf(route);
    if (!tls)
        return tls;
    std::erase_if(m_known, [&](const Known &one) { return one.route == route; });
    if (m_known.size() >= mostKnownRoutes)
        m_known.erase(m_known.begin());
    m_known.push_back({route, std::move(stamps), *tls});
    return tls;
}

QFuture<QNetworkProxy> SenderRoutes::proxy(const QUrl &url, const ProxySetting &proxy) const
{
    if (proxy.kind != ProxySetting::Kind::System)
        return QtFuture::makeReadyFuture(proxyTo(url, proxy, m_proxies));
    return QtConcurrent::run([url, proxy, system = m_proxies] { return proxyTo(url, proxy, system); });
}

}
