// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"

#include <QByteArray>
#include <QHostAddress>

struct sockaddr;

// What only the system's own calls can do with a socket.
namespace eventscope {

struct SocketPeer {
    QByteArray host;    // "127.0.0.1", "[::1]"
    quint16 port = 0;
};
[[nodiscard]] SocketPeer peerOf(const sockaddr *address);
[[nodiscard]] QHostAddress localAddressOf(int socket);
[[nodiscard]] quint16 localPortOf(int socket);

// A socket that listens there and does not block. Io names the port where it is taken.
[[nodiscard]] Result<int> listeningSocket(const QHostAddress &address, quint16 port);
// The client sees "connection reset by peer". The socket stays open, but for nothing.
void resetConnection(int socket);
// Of its whole life, read or not.
[[nodiscard]] quint64 bytesReceived(int socket);
[[nodiscard]] int duplicateOf(int socket);
// How many files this process may have open, after asking for so many.
[[nodiscard]] qint64 allowOpenFiles(qint64 wanted);

}
