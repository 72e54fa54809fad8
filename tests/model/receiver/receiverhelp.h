// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/receiver.h"
#include "testmain.h"

#include <QTcpSocket>
#include <QTemporaryDir>

namespace eventscope::test {

// The definitions that come with the program.
inline const ServiceSet &builtInServices()
{
    static const ServiceSet services = [] {
        const Services::Loaded loaded = Services::load(QDir(QStringLiteral("/nonexistent")));
        std::vector<Error> faults = loaded.faults;
        ServiceSet set = ServiceSet::compile(loaded.services, &faults);
        if (!faults.empty())
            qFatal("%s", qPrintable(faults.front().message));
        return set;
    }();
    return services;
}

// What came back of one request: status 0 where no whole answer did.
struct Reply {
    int status = 0;
    QByteArray head;
    QByteArray body;

    [[nodiscard]] QByteArray header(const QByteArray &name) const
    {
        for (const QByteArray &line : head.split('\n')) {
            const qsizetype colon = line.indexOf(':');
            if (colon > 0 && line.first(colon).trimmed().toLower() == name.toLower())
                return line.sliced(colon + 1).trimmed();
        }
        return {};
    }
};

// Sends bytes as they are to a port of this computer, on a connection of their own.
inline Reply exchange(quint16 port, const QByteArray &bytes)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    if (!socket.waitForConnected(10'000))
        return {};
    socket.write(bytes);
    QByteArray came;
    Reply reply;
    while (socket.state() == QAbstractSocket::ConnectedState || socket.bytesAvailable() > 0) {
        if (socket.bytesAvailable() == 0 && !socket.waitForReadyRead(10'000))
            break;
        came += socket.readAll();
        const qsizetype end = came.indexOf("\r\n\r\n");
        if (end < 0)
            continue;
        reply.head = came.first(end);
        reply.body = came.sliced(end + 4);
        const QByteArray length = reply.header("Content-Length");
        const int status = reply.head.mid(9, 3).toInt();
        if (status == 204 || (!length.isEmpty() && reply.body.size() >= length.toLongLong())) {
            reply.status = status;
            break;
        }
    }
    return reply;
}

inline Reply sent(quint16 port, const QByteArray &method, const QByteArray &target, const QByteArray &body = {},
    const QByteArrayList &headers = {})
{
    QByteArray bytes = method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(port) + "\r\n";
    for (const QByteArray &header : headers)
        bytes += header + "\r\n";
    if (!body.isEmpty() || method == "POST")
        bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return exchange(port, bytes + "\r\n" + body);
}

inline Reply posted(quint16 port, const QByteArray &target, const QByteArray &body, QByteArrayList headers = {})
{
    headers.prepend("Content-Type: application/json");
    return sent(port, "POST", target, body, headers);
}

}
