// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/connectionprobe.h"

#include "delivery/deliverytext.h"
#include "delivery/senderfaults.h"

#include <QElapsedTimer>
#include <QLocale>
#include <QNetworkProxy>
#include <QSslSocket>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QNetworkReply::NetworkError errorOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        return QNetworkReply::ConnectionRefusedError;
    case QAbstractSocket::HostNotFoundError:
        return QNetworkReply::HostNotFoundError;
    case QAbstractSocket::RemoteHostClosedError:
        return QNetworkReply::RemoteHostClosedError;
    case QAbstractSocket::SocketTimeoutError:
        return QNetworkReply::TimeoutError;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return QNetworkReply::SslHandshakeFailedError;
    default:
        return QNetworkReply::UnknownNetworkError;
    }
}

}

struct ConnectionProbe::Private {
    explicit Private(ConnectionProbe *probe)
        : q(probe)
    {}

    void reach();
    void fail(bool timedOut);
    void end(bool reached, const QString &message);

    ConnectionProbe *q;
    std::unique_ptr<QSslSocket> socket;
    QTimer deadline;
    QElapsedTimer clock;
    SendFault fault;
};

ConnectionProbe::ConnectionProbe(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    d->deadline.setSingleShot(true);
    connect(&d->deadline, &QTimer::timeout, this, [this] { d->fail(true); });
}

ConnectionProbe::~ConnectionProbe()
{
    cancel();
}

void ConnectionProbe::start(const QByteArray &base, int timeoutMs)
{
    cancel();
    d->fault = {};
    d->fault.url = QUrl::fromEncoded(base);
    d->fault.timeoutMs = timeoutMs;
    const bool isSecure = d->fault.url.scheme() == u"https"_s;
    d->socket = std::make_unique<QSslSocket>();
    QSslSocket *socket = d->socket.get();
    socket->setProxy(QNetworkProxy::NoProxy);    // as what sends
    connect(socket, &QAbstractSocket::errorOccurred, this, [this] { d->fail(false); });
    connect(socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) { d->fault.tls = errors; });
    if (isSecure)
        connect(socket, &QSslSocket::encrypted, this, [this] { d->reach(); });
    else
        connect(socket, &QAbstractSocket::connected, this, [this] { d->reach(); });
    d->clock.start();
    d->deadline.start(timeoutMs);
    const auto port = static_cast<quint16>(d->fault.url.port(isSecure ? 443 : 80));
    if (isSecure)
        socket->connectToHostEncrypted(d->fault.url.host(), port);
    else
        socket->connectToHost(d->fault.url.host(), port);
}

void ConnectionProbe::cancel()
{
    d->deadline.stop();
    if (!d->socket)
        return;
    d->socket->disconnect(this);
    d->socket->abort();
    d->socket.release()->deleteLater();    // it may be the sender of the signal that led here
}

bool ConnectionProbe::isRunning() const
{
    return d->socket != nullptr;
}

void ConnectionProbe::Private::reach()
{
    const QLocale locale;
    const bool isSecure = fault.url.scheme() == u"https"_s;
    const QString peer = u"%1:%2"_s.arg(fault.url.host()).arg(fault.url.port(isSecure ? 443 : 80));
    const QString text = isSecure
                             ? DeliveryText::tr("%1 answers, and its certificate is trusted (%2 ms). Nothing was sent.")
                             : DeliveryText::tr("%1 answers (%2 ms). Nothing was sent.");
    end(true, text.arg(peer, locale.toString(clock.elapsed())));
}

void ConnectionProbe::Private::fail(bool timedOut)
{
    if (!socket)
        return;
    fault.timedOut = timedOut;
    fault.error = errorOf(socket->error());
    fault.systemText = socket->errorString();
    if (!fault.tls.isEmpty())
        fault.error = QNetworkReply::SslHandshakeFailedError;
    end(false, faultSentence(fault));
}

void ConnectionProbe::Private::end(bool reached, const QString &message)
{
    const ProbeResult result{reached, message, clock.nsecsElapsed() / 1000};
    q->cancel();
    emit q->finished(result);
}

}
