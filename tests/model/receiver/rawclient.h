// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace eventscope::test {

// What a client read of one answer.
struct RawAnswer {
    int status = 0;        // 0: there was none
    QByteArray head;       // status line and headers, with the empty line
    QByteArray body;       // as much as came
    qint64 length = -1;    // Content-Length

    [[nodiscard]] QByteArray header(const QByteArray &name) const
    {
        const qsizetype at = head.toLower().indexOf("\r\n" + name.toLower() + ':');
        const qsizetype value = at + name.size() + 3;
        return at < 0 ? QByteArray() : head.mid(value, head.indexOf('\r', value) - value).trimmed();
    }
};

// A client of bytes: nothing is checked, and nothing waits longer than ten seconds.
class RawClient {
public:
    enum class End : quint8 { Open, Closed, Reset };

    explicit RawClient(quint16 port, int receiveBuffer = 0)
        : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const timeval patience{10, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        if (receiveBuffer > 0)
            ::setsockopt(m_socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
            m_end = End::Reset;
    }
    ~RawClient() { ::close(m_socket); }
    RawClient(RawClient &&other) noexcept
        : m_socket(std::exchange(other.m_socket, -1))
        , m_read(std::move(other.m_read))
        , m_end(other.m_end)
    {}
    RawClient &operator=(RawClient &&) = delete;

    // How much of it could be sent.
    qsizetype send(const QByteArray &bytes) const
    {
        qsizetype sent = 0;
        while (sent < bytes.size()) {
            const ssize_t count =
                ::send(m_socket, bytes.constData() + sent, static_cast<std::size_t>(bytes.size() - sent), MSG_NOSIGNAL);
            if (count <= 0)
                break;
            sent += count;
        }
        return sent;
    }
    void sendsNoMore() const { ::shutdown(m_socket, SHUT_WR); }

    // The next answer, 100 Continue included.
    RawAnswer answer(bool withBody = true)
    {
        RawAnswer answer;
        qsizetype end = -1;
        while ((end = m_read.indexOf("\r\n\r\n")) < 0 && more()) {
        }
        if (end < 0)
            return answer;
        answer.head = m_read.first(end + 4);
        m_read.remove(0, end + 4);
        answer.status = answer.head.startsWith("HTTP/1.1 ") ? answer.head.mid(9, 3).toInt() : 0;
        const QByteArray length = answer.header("Content-Length");
        answer.length = length.isEmpty() ? -1 : length.toLongLong();
        while (withBody && m_read.size() < answer.length && more()) {
        }
        answer.body = withBody ? m_read.first(std::clamp<qint64>(answer.length, 0, m_read.size())) : QByteArray();
        m_read.remove(0, answer.body.size());
        return answer;
    }
    // All until the connection ends.
    QByteArray rest()
    {
        while (more()) {
        }
        return std::exchange(m_read, {});
    }
    // What came of the next so many bytes.
    QByteArray next(qsizetype size)
    {
        while (m_read.size() < size && more()) {
        }
        const QByteArray bytes = m_read.first(std::min(size, m_read.size()));
        m_read.remove(0, bytes.size());
        return bytes;
    }
    // How it ended; Open when it did not.
    End end()
    {
        rest();
        return m_end;
    }

private:
    bool more()
    {
        if (m_end != End::Open)
            return false;
        QByteArray piece(1 << 16, Qt::Uninitialized);
        const ssize_t count = ::recv(m_socket, piece.data(), static_cast<std::size_t>(piece.size()), 0);
        if (count > 0)
            m_read.append(piece.constData(), count);
        else if (count == 0)
            m_end = End::Closed;
        else if (errno == ECONNRESET)
            m_end = End::Reset;
        return count > 0;
    }

    int m_socket;
    QByteArray m_read;
    End m_end = End::Open;
};

// A request with its length; `headers` are whole lines.
inline QByteArray rawRequest(
    const QByteArray &method, const QByteArray &target, const QByteArray &body = {}, const QByteArray &headers = {})
{
    QByteArray text = method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
    if (!body.isEmpty())
        text += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return text + "\r\n" + body;
}

}
