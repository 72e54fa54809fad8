// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/httpconnections.h"

#include <QCoreApplication>

#include <array>
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

// Who holds most places gives one up: those that owe a request, the one that has owed it longest, or those that
// are idle. A client that does as it should is neither for long.
void HttpConnections::makeRoomFor(const std::shared_ptr<HttpConnection> &newest)
{
    struct Places {
        int count = 0;
        qint64 longest = -1;
        std::shared_ptr<HttpConnection> connection;
    };
    using Kind = HttpConnection::Standing::Kind;
    std::array<Places, 3> places;
    for (const auto &connection : all()) {
        const auto standing = connection->standing();
        if (!standing || connection == newest)
            continue;
        Places &of = places[static_cast<std::size_t>(standing->kind)];
        ++of.count;
        if (standing->milliseconds > of.longest) {
            of.longest = standing->milliseconds;
            of.connection = connection;
        }
    }
    const Places &owing = places[static_cast<std::size_t>(Kind::Owing)];
    const Places &idle = places[static_cast<std::size_t>(Kind::Idle)];
    const Places &served = places[static_cast<std::size_t>(Kind::Served)];
    if (owing.count + idle.count + served.count < m_shared->options.connections)
        return;
    const auto &most = owing.count >= idle.count ? owing.connection : idle.connection;
    const auto &goes = most ? most : newest;
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
