// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/httplistener.h"

#include "receiver/httpconnections.h"
#include "receiver/httpdoor.h"
#include "receiver/httpsockets.h"
#include "store/threads.h"

#include <QCoreApplication>
#include <QThread>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace eventscope {

namespace {

HttpConnection *connectionOf(MHD_Connection *mhd)
{
    return static_cast<HttpConnection *>(
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context);
}

void connectionChanged(void *connections, MHD_Connection *mhd, void **context, MHD_ConnectionNotificationCode what)
{
    auto &all = *static_cast<HttpConnections *>(connections);
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        *context = all.add(mhd);
    else
        all.remove(static_cast<HttpConnection *>(std::exchange(*context, nullptr)));
}

void *requestBegins(void *, const char *target, MHD_Connection *mhd)
{
    HttpConnection *connection = connectionOf(mhd);
    connection->begin(target);
    return connection;
}

MHD_Result requestGoesOn(void *, MHD_Connection *, const char *, const char *method, const char *version,
    const char *piece, std::size_t *pieceSize, void **connection)
{
    return static_cast<HttpConnection *>(*connection)->step(method, version, piece, pieceSize);
}

void requestEnds(void *, MHD_Connection *, void **connection, MHD_RequestTerminationCode how)
{
    if (auto *ended = static_cast<HttpConnection *>(std::exchange(*connection, nullptr)))
        ended->finished(how);
}

int usefulThreads(int wanted)
{
    return wanted > 0 ? wanted : std::clamp(QThread::idealThreadCount() * 3 / 4, 2, 4);
}

// A connection that goes makes room a moment later.
constexpr int spareConnections = 64;

// Beside the bytes of the headers: the library's record of each header and argument, and the head of the answer.
// No more than is needed, for all of it is written at each request.
constexpr qint64 recordBytes = 16 << 10;

}

struct HttpListener::Private {
    std::shared_ptr<HttpShared> shared;
    std::unique_ptr<HttpConnections> connections;
    MHD_Daemon *daemon = nullptr;
    int socket = -1;
    quint16 port = 0;
    std::unique_ptr<HttpDoor> door;
};

HttpListener::HttpListener(std::unique_ptr<Private> made)
    : d(std::move(made))
{}

Result<std::unique_ptr<HttpListener>> HttpListener::listen(
    const ListenOptions &options, Handler handler, Refused refused, AtHeaders atHeaders)
{
    if (!isLoopback(options.address) && options.token.isEmpty())
        return failure(Error::Kind::BadInput, QCoreApplication::translate("eventscope::HttpListener",
                                                  "Other computers can reach the address %1: listening there needs a "
                                                  "token, so that not everybody can send.")
                                                  .arg(options.address.toString()));
    const Result<int> socket = listeningSocket(options.address, options.port);
    if (!socket)
        return failure(socket.error());

    ListenOptions bounded = options;
    const qint64 files = allowOpenFiles(qint64(options.connections) + spareConnections + 512);
    bounded.connections =
        static_cast<int>(std::clamp<qint64>(options.connections, 1, std::max<qint64>(files - 256, 8)));
    const int threads = usefulThreads(options.threads);
    auto made = std::make_unique<Private>();
    made->socket = *socket;
    made->port = localPortOf(*socket);
    made->connections = std::make_unique<HttpConnections>();
    made->shared = std::make_shared<HttpShared>(bounded, [all = made->connections.get()] { all->watch(); });
    made->shared->handler = std::move(handler);
    made->shared->refused = std::move(refused);
    made->shared->atHeaders = std::move(atHeaders);
    made->connections->share(made->shared);
    // Who waits for connections takes them all, be the others idle: so they are dealt out here, one after the other.
    // A thread refuses those beyond its part of the limit, so that part is all of them.
    const auto limit = static_cast<unsigned>((bounded.connections + spareConnections) * threads);
    const auto start = [&, daemon = &made->daemon, connections = made->connections.get()] {
        *daemon = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET,
            0, nullptr, nullptr, &requestGoesOn, nullptr, MHD_OPTION_THREAD_POOL_SIZE,
            threads > 1 ? static_cast<unsigned>(threads) : 0U, MHD_OPTION_CONNECTION_LIMIT, limit,
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, static_cast<std::size_t>(options.headerBytes + recordBytes),
            MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_URI_LOG_CALLBACK, &requestBegins, nullptr,
            MHD_OPTION_NOTIFY_COMPLETED, &requestEnds, nullptr, MHD_OPTION_NOTIFY_CONNECTION, &connectionChanged,
            connections, MHD_OPTION_END);
    };
    // Threads have the pace of who starts them.
    NamedThread("receiver.start", start, Pace::BehindPeople).join();
    if (!made->daemon) {
        const int error = errno;
        ::close(*socket);
        return failure(Error::Kind::Io,
            QCoreApplication::translate("eventscope::HttpListener", "The receiver cannot start its threads: %1.")
                .arg(QString::fromLocal8Bit(std::strerror(error))));
    }
    made->door =
        std::make_unique<HttpDoor>(*socket, [daemon = made->daemon](int client, const sockaddr *peer, unsigned size) {
            MHD_add_connection(daemon, client, peer, size);
        });
    return std::unique_ptr<HttpListener>(new HttpListener(std::move(made)));
}

HttpListener::~HttpListener()
{
    d->shared->stopping = true;
    d->shared->watch.stop();
    d->door.reset();
    // One that is suspended could not be stopped.
    d->connections->abandon();
    MHD_stop_daemon(d->daemon);
    ::close(d->socket);
}

quint16 HttpListener::port() const
{
    return d->port;
}

int HttpListener::connections() const
{
    return d->connections->count();
}

bool isLoopback(const QHostAddress &address)
{
    return address.isLoopback();
}

}
