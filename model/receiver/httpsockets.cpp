// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/httpsockets.h"

#include <QCoreApplication>

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace eventscope {

namespace {

struct SocketAddress {
    sockaddr_storage storage = {};
    socklen_t size = sizeof storage;

    sockaddr *get() { return reinterpret_cast<sockaddr *>(&storage); }
};

SocketAddress socketAddress(const QHostAddress &address, quint16 port)
{
    SocketAddress made;
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        sockaddr_in v4 = {};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        v4.sin_addr.s_addr = htonl(address.toIPv4Address());
        std::memcpy(&made.storage, &v4, made.size = sizeof v4);
    } else {
        sockaddr_in6 v6 = {};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        std::memcpy(&v6.sin6_addr, &bytes, sizeof v6.sin6_addr);
        v6.sin6_scope_id = address.scopeId().toUInt();
        std::memcpy(&made.storage, &v6, made.size = sizeof v6);
    }
    return made;
}

SocketAddress localOf(int socket)
{
    SocketAddress local;
    ::getsockname(socket, local.get(), &local.size);
    return local;
}

quint16 portIn(const sockaddr *address)
{
    if (address->sa_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6 *>(address)->sin6_port);
    return ntohs(reinterpret_cast<const sockaddr_in *>(address)->sin_port);
}

// IPv4 as such, though it came to a socket that listens for both.
QHostAddress plainAddress(const sockaddr *address)
{
    const QHostAddress host(address);
    bool isV4 = false;
    const quint32 v4 = host.toIPv4Address(&isV4);
    return isV4 ? QHostAddress(v4) : host;
}

}

SocketPeer peerOf(const sockaddr *address)
{
    if (!address)
        return {};
    const QHostAddress host = plainAddress(address);
    const QByteArray text = host.toString().toLatin1();
    return {host.protocol() == QAbstractSocket::IPv6Protocol ? '[' + text + ']' : text, portIn(address)};
}

QHostAddress localAddressOf(int socket)
{
    SocketAddress local = localOf(socket);
    return plainAddress(local.get());
}

quint16 localPortOf(int socket)
{
    SocketAddress local = localOf(socket);
    return portIn(local.get());
}

Result<int> listeningSocket(const QHostAddress &address, quint16 port)
{
    SocketAddress place = socketAddress(address, port);
    const int socket = ::socket(place.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    const int onlyV6 = address.protocol() == QAbstractSocket::AnyIPProtocol ? 0 : 1;
    bool good = socket >= 0;
    // A port that was just left is free; one that is listened at is not.
    good = good && ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0;
    if (place.storage.ss_family == AF_INET6)
        good = good && ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &onlyV6, sizeof onlyV6) == 0;
    good = good && ::bind(socket, place.get(), place.size) == 0 && ::listen(socket, SOMAXCONN) == 0;
    if (good)
        return socket;
    const int error = errno;
    if (socket >= 0)
        ::close(socket);
    const QString host = address.toString();
    if (error == EADDRINUSE)
        return failure(Error::Kind::Io,
            QCoreApplication::translate("eventscope::HttpListener",
                "Port %1 of %2 is taken by another program; choose another port, or 0 for any that is free.")
                .arg(QString::number(port), host));
    return failure(Error::Kind::Io,
        QCoreApplication::translate("eventscope::HttpListener", "It is not possible to listen at port %1 of %2: %3.")
            .arg(QString::number(port), host, QString::fromLocal8Bit(std::strerror(error))));
}

void resetConnection(int socket)
{
    const linger atOnce{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    // Closing comes later, and after a FIN, which would look like an end. To dissolve the connection resets it now.
    sockaddr nowhere = {};
    nowhere.sa_family = AF_UNSPEC;
    ::connect(socket, &nowhere, sizeof nowhere);
}

quint64 bytesReceived(int socket)
{
    tcp_info info = {};
    socklen_t size = sizeof info;
    return ::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_bytes_received : 0;
}

int duplicateOf(int socket)
{
    return ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
}

qint64 allowOpenFiles(qint64 wanted)
{
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return wanted;
    if (limit.rlim_cur < static_cast<rlim_t>(wanted)) {
        limit.rlim_cur = std::min(static_cast<rlim_t>(wanted), limit.rlim_max);
        ::setrlimit(RLIMIT_NOFILE, &limit);
        ::getrlimit(RLIMIT_NOFILE, &limit);
    }
    return static_cast<qint64>(std::min<rlim_t>(limit.rlim_cur, rlim_t(1) << 40));
}

}
