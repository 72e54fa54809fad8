// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/sender.h"
#include "delivery/senderbody.h"
#include "delivery/senderroutes.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QPromise>
#include <QSslConfiguration>
#include <QTimer>

class QNetworkAccessManager;

namespace eventscope {

// One request under way, in the sender's thread. Fulfils its promise once and deletes itself.
//
// It has a network access manager, and so a connection, of its own: one that is kept may be closed by the
// server in the moment in which it is used again, and nobody could tell whether the request was read. Asking
// for `Connection: close` is not enough, as Qt uses it again unless the server says so, too.
class Posting : public QObject {
public:
    struct End {
        std::shared_ptr<QPromise<Exchange>> promise;
        Told<Exchange> told;
    };

    Posting(Request request, const SendOptions &options, quint64 id, End end, SenderRoutes &routes, QObject *parent);
    ~Posting() override;

    void begin();
    void cancel();
    [[nodiscard]] quint64 id() const noexcept { return m_id; }

private:
    enum class Stop : quint8 { None, TimedOut, Cancelled, Enough };

    [[nodiscard]] QString whyNotSendable() const;
    [[nodiscard]] QNetworkRequest networkRequest() const;
    void open(const QNetworkProxy &proxy);
    void watch();
    void progressed();
    void stop(Stop why);
    void readBody();
    void replyEnded();
    [[nodiscard]] Micros now() const { return m_clock.nsecsElapsed() / 1000; }
    [[nodiscard]] bool isWhole() const;
    [[nodiscard]] bool isRefusedByProxy() const;
    [[nodiscard]] bool mayHaveGoneOut() const;
    [[nodiscard]] Exchange::Way way() const;
    [[nodiscard]] Reply replyAsItCame() const;
    [[nodiscard]] QString whatWentWrong() const;
    void finish(Exchange exchange);

    Request m_request;
    QUrl m_url;
    SendOptions m_options;
    quint64 m_id;
    End m_end;
    SenderRoutes &m_routes;
    QSslConfiguration m_tlsWith;
    QNetworkProxy m_proxy{QNetworkProxy::NoProxy};
    QFutureWatcher<QNetworkProxy> m_lookup;    // of the system's proxy
    QFutureWatcher<Exchange> m_watcher;
    RequestBody m_body;
    std::unique_ptr<QNetworkAccessManager> m_network;    // goes before the body, which it reads
    QNetworkReply *m_reply = nullptr;                    // the network's
    QTimer m_silence;
    QElapsedTimer m_clock;
    DeliveryTimes m_times;
    QList<QSslError> m_tls;
    QByteArray m_kept;
    qint64 m_bodyBytes = 0;
    int m_status = 0;
    bool m_connecting = false;
    bool m_wentOut = false;    // at least the head, as far as is known
    bool m_done = false;
    Stop m_stop = Stop::None;
};

}
