// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"
#include "receiver/http.h"

#include <QHostAddress>
#include <QStringList>

#include <memory>

namespace eventscope {

struct ListenOptions {
    QHostAddress address = QHostAddress::LocalHost;
    quint16 port = 0;    // 0: any that is free
    // Asked of every request: `Authorization: Bearer TOKEN`, `X-Eventscope-Token: TOKEN`, or a path prefix
    // `/token/TOKEN`, for SDKs that can set none; a preflight needs none. Must be there for an address that is
    // not loopback.
    QByteArray token = {};
    QStringList allowedOrigins = {};    // beside localhost, 127.0.0.1 and [::1]; "*": all
    QStringList allowedHosts = {};      // beside these, and the address itself

    qint64 bodyBytes = 32 << 20;
    qint64 bodyBytesTogether = 512 << 20;    // of all requests that are being read or answered: 503 beyond
    qint64 headerBytes = 32 << 10;
    int connections = 1024;
    int connectionsPerClient = 1024;
    int requestMs = 30'000;    // from its first byte to its last
    int idleMs = 60'000;       // between two requests of a connection
    int threads = 0;           // 0: as many as are useful
};

// HTTP/1.1 on one port, by libmicrohttpd. What is no good request never reaches the handler: a foreign Host
// (421) or Origin (403), a missing token (401), a body, header or time beyond bounds (413, 431, 408), a
// Content-Length that is none (400), a transfer coding other than chunked (501). `Expect: 100-continue` is
// answered only for what would be read. HEAD is answered as GET without a body by the handler's answer.
// Answers to an allowed Origin carry it (Access-Control-Allow-Origin, Vary). A slow client holds nobody up: where
// there are more connections than there may be, one goes that has owed a request or been idle longest.
// The token, and `/token/TOKEN`, are cut before the handler sees the request.
class HttpListener {
public:
    // Called on a thread of the listener's; must not block. The responder may be kept and called later.
    using Handler = std::function<void(HttpRequest request, HttpResponder respond)>;
    // What was refused before the handler: for the eyes of the user. Any thread.
    using Refused = std::function<void(const QByteArray &client, int status, const QString &reason)>;
    // Asked once of every good request when its headers are there and its body is not, on a thread of the
    // listener's; must not block. What it gives is the request's `fault` when it comes to the handler, who makes
    // it; but `drop=before` is made here, after its delay: the connection is reset, the body is not read and the
    // handler never sees the request.
    using AtHeaders = std::function<std::shared_ptr<const FaultSpec>(const HttpRequest &head)>;

    // Io names the port where it is taken; BadInput for an address that is not loopback without a token.
    [[nodiscard]] static Result<std::unique_ptr<HttpListener>> listen(
        const ListenOptions &options, Handler handler, Refused refused = {}, AtHeaders atHeaders = {});
    // Stops listening; requests that are unanswered are closed. Waits for calls of the handler.
    ~HttpListener();

    [[nodiscard]] quint16 port() const;
    [[nodiscard]] int connections() const;

private:
    struct Private;
    explicit HttpListener(std::unique_ptr<Private> made);
    std::unique_ptr<Private> d;
};

// "::1", "127.0.0.0/8" and "localhost".
[[nodiscard]] bool isLoopback(const QHostAddress &address);

}
