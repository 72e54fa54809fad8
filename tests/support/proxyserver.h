// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <memory>

namespace eventscope::test {

// An HTTP proxy on 127.0.0.1, in a thread of its own: tunnels with CONNECT, passes on what names a whole URL, and
// reaches this computer alone. Any thread may call.
class ProxyServer {
public:
    ProxyServer();
    ~ProxyServer();
    ProxyServer(const ProxyServer &) = delete;
    ProxyServer &operator=(const ProxyServer &) = delete;

    [[nodiscard]] quint16 port() const;
    // Answers this instead of passing anything on; empty: passes on again. Forgets what was seen.
    void answer(const QByteArray &reply);
    // The heads that were sent to the proxy itself, as they came.
    [[nodiscard]] QList<QByteArray> heads() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
