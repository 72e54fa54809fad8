// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/httpconnection.h"

#include <QHash>

#include <unordered_map>

namespace eventscope {

// All connections of a listener. Any thread.
class HttpConnections {
public:
    void share(std::shared_ptr<HttpShared> shared);

    // Kept until it is removed. Where there are more than there may be, the most dispensable one goes.
    HttpConnection *add(MHD_Connection *mhd);
    void remove(HttpConnection *connection);
    [[nodiscard]] int count() const;

    void watch();
    void abandon();

private:
    using Connections = std::vector<std::shared_ptr<HttpConnection>>;
    [[nodiscard]] Connections all() const;
    void makeRoomFor(const std::shared_ptr<HttpConnection> &newest);

    std::shared_ptr<HttpShared> m_shared;
    mutable std::mutex m_mutex;
    std::unordered_map<HttpConnection *, std::shared_ptr<HttpConnection>> m_connections;
    QHash<QByteArray, int> m_ofClient;
};

}
