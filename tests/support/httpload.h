// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <span>
#include <vector>

namespace eventscope::test {

// What became of a load of requests.
struct LoadOutcome {
    std::vector<std::uint16_t> statuses;    // of each request; 0: it has no whole answer
    double seconds = 0;
    bool broke = false;    // a connection ended before all was answered

    [[nodiscard]] qint64 answered(int status = 200) const
    {
        return std::count(statuses.begin(), statuses.end(), static_cast<std::uint16_t>(status));
    }
};

// Sends requests on so many connections that stay open, each the next one when the last is answered; in the
// thread that calls. Ends when all are answered, when no connection is left, after a minute without any answer,
// or when `stop` says so.
class HttpLoad {
public:
    HttpLoad(quint16 port, std::span<const QByteArray> requests, int connections)
        : m_requests(requests)
        , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
        , m_connections(static_cast<std::size_t>(connections))
    {
        m_outcome.statuses.resize(requests.size());
        for (std::size_t i = 0; i < m_connections.size(); ++i)
            open(port, i);
    }
    ~HttpLoad()
    {
        for (const Connection &connection : m_connections)
            ::close(connection.socket);
        ::close(m_epoll);
    }
    HttpLoad(const HttpLoad &) = delete;
    HttpLoad &operator=(const HttpLoad &) = delete;

    LoadOutcome run(const std::atomic<bool> &stop)
    {
        const auto start = std::chrono::steady_clock::now();
        for (Connection &connection : m_connections)
            next(connection);
        std::array<epoll_event, 64> events;
        while (m_busy > 0 && !stop) {
            const int count = ::epoll_wait(m_epoll, events.data(), int(events.size()), 60'000);
            if (count <= 0 && errno != EINTR)
                break;
            for (int i = 0; i < count; ++i)
                serve(m_connections[events[std::size_t(i)].data.u64], events[std::size_t(i)].events);
        }
        m_outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return std::move(m_outcome);
    }

private:
    struct Connection {
        int socket = -1;
        std::size_t request = 0;
        qsizetype sent = 0;
        QByteArray read;
        bool busy = false;
        bool waitsToSend = false;
    };

    void open(quint16 port, std::size_t number)
    {
        Connection &connection = m_connections[number];
        connection.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        ::setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(connection.socket, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
            m_outcome.broke = true;
        epoll_event event = {EPOLLIN, {.u64 = number}};
        ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, connection.socket, &event);
    }

    void next(Connection &connection)
    {
        if (std::exchange(connection.busy, m_next < m_requests.size()))
            --m_busy;
        if (!connection.busy)
            return;
        ++m_busy;
        connection.request = m_next++;
        connection.sent = 0;
        send(connection);
    }

    void send(Connection &connection)
    {
        const QByteArray &bytes = m_requests[connection.request];
        while (connection.sent < bytes.size()) {
            const ssize_t count = ::send(connection.socket, bytes.constData() + connection.sent,
                std::size_t(bytes.size() - connection.sent), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count < 0 && errno == EAGAIN)
                break;
            if (count < 0)
                return fail(connection);
            connection.sent += count;
        }
        const bool waits = connection.sent < bytes.size();
        if (std::exchange(connection.waitsToSend, waits) == waits)
            return;
        epoll_event event = {
            EPOLLIN | (waits ? EPOLLOUT : 0U), {.u64 = std::uint64_t(&connection - m_connections.data())}};
        ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, connection.socket, &event);
    }

    void serve(Connection &connection, std::uint32_t events)
    {
        if (events & EPOLLOUT)
            send(connection);
        if (!(events & ~std::uint32_t(EPOLLOUT)))
            return;
        std::array<char, 4096> piece;
        const ssize_t count = ::recv(connection.socket, piece.data(), piece.size(), MSG_DONTWAIT);
        if (count <= 0 && (count == 0 || errno != EAGAIN))
            return fail(connection);
        if (count > 0)
            connection.read.append(piece.data(), count);
        if (const qsizetype end = answerEnd(connection.read); end > 0) {
            m_outcome.statuses[connection.request] = std::uint16_t(connection.read.mid(9, 3).toInt());
            connection.read.remove(0, end);
            next(connection);
        }
    }

    // Where an answer that is whole ends; 0 when it is not.
    static qsizetype answerEnd(const QByteArray &read)
    {
        const qsizetype head = read.indexOf("\r\n\r\n");
        const qsizetype length = read.indexOf("Content-Length: ");
        if (head < 0 || length < 0 || length > head)
            return 0;
        const qsizetype digits = length + qsizetype(sizeof "Content-Length: ") - 1;
        const qsizetype end = head + 4 + read.mid(digits, read.indexOf('\r', digits) - digits).toLongLong();
        return read.size() >= end ? end : 0;
    }

    void fail(Connection &connection)
    {
        m_outcome.broke = true;
        ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, connection.socket, nullptr);
        if (std::exchange(connection.busy, false))
            --m_busy;
    }

    std::span<const QByteArray> m_requests;
    int m_epoll;
    std::vector<Connection> m_connections;
    std::size_t m_next = 0;
    int m_busy = 0;
    LoadOutcome m_outcome;
};

}
