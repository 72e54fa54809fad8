// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/endpoints.h"

#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QUrl>

#include <functional>

namespace eventscope {

// How an endpoint's host is reached: a value, without any secret.
struct EndpointRoute {
    ProxySetting proxy;
    QString authorities;    // paths, as the endpoint's
    QString certificate;
    QString certificateKey;

    friend bool operator==(const EndpointRoute &, const EndpointRoute &) = default;
};

[[nodiscard]] EndpointRoute routeOf(const Endpoint &endpoint);

// The proxies that the system uses for an address. May block: the system may ask others.
using SystemProxies = std::function<QList<QNetworkProxy>(const QUrl &)>;
[[nodiscard]] SystemProxies systemProxies();

// What TLS is made with: the system's authorities and the route's, the client's certificate and its key. Reads the
// files, so it can block for a moment; only regular files of at most 1 MiB. BadInput or Io name the file and what
// is wrong: it cannot be read, there is no certificate in it, all in it have expired, the key is encrypted.
[[nodiscard]] Result<QSslConfiguration> tlsOf(const EndpointRoute &route);
// The proxy to that address. The system's: the first that is an HTTP or SOCKS one, or none; may block.
[[nodiscard]] QNetworkProxy proxyTo(const QUrl &url, const ProxySetting &proxy, const SystemProxies &system);

// "host:port" or "http://host:port/" as a proxy at host and port, port 8080 when none is given. BadInput says what
// it should look like; with a user and a password, too, which would be kept in the store.
[[nodiscard]] Result<ProxySetting> proxyFrom(const QString &text);
// The same written out, "[::1]:3128"; empty but for Given.
[[nodiscard]] QString proxyText(const ProxySetting &proxy);
// What is wrong with how the endpoint is reached, apart from what its files hold; empty: nothing.
[[nodiscard]] QString routeFault(const EndpointRoute &route);

}
