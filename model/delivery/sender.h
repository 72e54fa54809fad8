// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/endpointroute.h"
#include "delivery/reply.h"
#include "delivery/request.h"
#include "event/told.h"

#include <QFuture>

#include <memory>

namespace eventscope {

struct SendOptions {
    int timeoutMs = 30'000;         // without any progress
    qint64 keepBytes = 1 << 20;     // of the reply's body
    qint64 mostBytes = 16 << 20;    // of the reply's body; a longer one is cut off there
    EndpointRoute route = {};       // whose files are read when they changed; what is wrong with them: NotSent
};

// How an endpoint's requests are sent.
[[nodiscard]] SendOptions sendOptionsOf(const Endpoint &endpoint);

// One request and how it went.
struct Exchange {
    enum class Way : quint8 {
        Replied,      // a whole reply came
        NotSent,      // nothing of the request went out: no connection, no TLS, a bad name
        NoAnswer,     // the request went out, at least in part; no whole reply came
        Cancelled,    // before anything went out
    };

    Way way = Way::NotSent;
    Reply reply;        // of NoAnswer: what came before it broke off
    QString message;    // unless Replied: what went wrong and what to do
    DeliveryTimes times;
};

// The one place that talks HTTP: QNetworkAccessManager on its own thread "sender". Sends exactly the
// request's headers and what HTTP/1.1 itself needs (Host, Content-Length, Connection); follows no
// redirect, keeps no cookie, uses no cache and no credentials of its own. Goes through no proxy but the route's. A
// request is sent once: its
// body is a device that cannot be rewound, so that Qt cannot post it again behind our back. Any thread may
// call; destruction cancels what is under way.
class Sender {
public:
    explicit Sender(SystemProxies proxies = systemProxies());
    ~Sender();

    // Cancelling the future aborts the request and makes its Exchange known to nobody; cancel(id) aborts
    // it and lets the Exchange tell how far it came.
    [[nodiscard]] QFuture<Exchange> send(
        Request request, const SendOptions &options, quint64 id = 0, Told<Exchange> told = {});
    void cancel(quint64 id);

private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
};

}
