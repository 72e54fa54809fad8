// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/httpconnections.h"

#include <QCoreApplication>

#include <utility>

namespace eventscope {

void HttpConnections::share(std::shared_ptr<HttpShared> shared)
{
    m_shared = std::move(shared);
}

HttpConnection *HttpConnections::add(MHD_Connection *mhd)
{
    const auto made = std::make_shared<HttpConnection>(m_shared, mhd);
    bool tooMany = false;
    int ofClient = 0;
    {
        const std::scoped_lock lock(m_mutex);
        m_connections.emplace(made.get(), made);
        ofClient = ++m_ofClient[made->clientAddress()];
        tooMany = m_connections.size() > std::size_t(m_shared->options.connections);
        if (m_connections.size() == 1)
            m_shared->watch.setTicking(true);
    }
    if (ofClient > m_shared->options.connectionsPerClient) {
        if (m_shared->refused)
            m_shared->refused(made->client(), 503,
                QCoreApplication::translate("eventscope::HttpListener", "The client has too many connections."));
        made->shutDown();
    } else if (tooMany) {
        makeRoomFor(made);
    }
    return made.get();
}

void HttpConnections::makeRoomFor(const std::shared_ptr<HttpConnection> &newest)
{
    qint64 open = 0;
    std::shared_ptr<HttpConnection> goes = newest;
    qint64 most = -1;
    for (const auto &connection : all()) {
        if (connection->isClosing())
            continue;
        ++open;
        const std::optional<qint64> dispensable = connection == newest ? std::nullopt : connection->dispensability();
        if (dispensable.value_or(-1) > most) {
            most = *dispensable;
            goes = connection;
        }
    }
    if (open <= m_shared->options.connections)
        return;
    if (m_shared->refused)
        m_shared->refused(goes->client(), 503,
            QCoreApplication::translate(
                "eventscope::HttpListener", "There are too many connections; this one made way for another."));
    goes->shutDown();
}

void HttpConnections::remove(HttpConnection *connection)
{
    if (!connection)
        return;
    connection->closed();
    std::shared_ptr<HttpConnection> last;
    const std::scoped_lock lock(m_mutex);
    const auto at = m_connections.find(connection);
    if (at == m_connections.end())
        return;
    last = std::move(at->second);
    m_connections.erase(at);
    const auto count = m_ofClient.find(last->clientAddress());
    if (count != m_ofClient.end() && --*count <= 0)
        m_ofClient.erase(count);
    if (m_connections.empty())
        m_shared->watch.setTicking(false);
}

int HttpConnections::count() const
{
    const std::scoped_lock lock(m_mutex);
    return static_cast<int>(m_connections.size());
}

HttpConnections::Connections HttpConnections::all() const
{
    const std::scoped_lock lock(m_mutex);
    Connections list;
    list.reserve(m_connections.size());
    for (const auto &[connection, shared] : m_connections)
        list.push_back(shared);
    return list;
}

void HttpConnections::watch()
{
    for (const auto &connection : all())
        connection->watch();
}

void HttpConnections::abandon()
{
    for (const auto &connection : all())
        connection->abandon();
}

}
