// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/connectionprobe.h"

#include "delivery/deliverytext.h"
#include "delivery/senderfaults.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QLocale>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>
#include <QtConcurrent>

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
    case QAbstractSocket::ProxyAuthenticationRequiredError:
        return QNetworkReply::ProxyAuthenticationRequiredError;
    case QAbstractSocket::ProxyConnectionRefusedError:
        return QNetworkReply::ProxyConnectionRefusedError;
    case QAbstractSocket::ProxyNotFoundError:
        return QNetworkReply::ProxyNotFoundError;
    default:
        return QNetworkReply::UnknownNetworkError;
    }
}

struct FoundWay {
    Result<QSslConfiguration> tls;
    QNetworkProxy proxy;
};

}

struct ConnectionProbe::Private {
    Private(ConnectionProbe *probe, SystemProxies systemsProxies)
        : q(probe)
        , proxies(std::move(systemsProxies))
    {}

    void open(const FoundWay &way);

    void reach();
    void fail(bool timedOut);
    void end(bool reached, const QString &message);

    ConnectionProbe *q;
    SystemProxies proxies;
    QFutureWatcher<FoundWay> lookup;
    quint64 turn = 1;          // another with each start and each end
    quint64 lookupTurn = 0;    // that the lookup is for
    bool isRunning = false;
    std::unique_ptr<QSslSocket> socket;
    QTimer deadline;
    QElapsedTimer clock;
    SendFault fault;
};

ConnectionProbe::ConnectionProbe(QObject *parent, SystemProxies proxies)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(proxies)))
{
    d->deadline.setSingleShot(true);
    connect(&d->deadline, &QTimer::timeout, this, [this] { d->fail(true); });
    connect(&d->lookup, &QFutureWatcherBase::finished, this, [this] {
        if (d->lookupTurn == d->turn)
            d->open(d->lookup.result());
    });
}

ConnectionProbe::~ConnectionProbe()
{
    cancel();
}

void ConnectionProbe::start(const QByteArray &base, const EndpointRoute &route, int timeoutMs)
{
    cancel();
    d->isRunning = true;
    d->fault = {};
    d->fault.url = QUrl::fromEncoded(base);
    d->fault.timeoutMs = timeoutMs;
    d->clock.start();
    d->deadline.start(timeoutMs);
    d->lookupTurn = d->turn;
    // Files are read, and the system is asked for its proxy.
    d->lookup.setFuture(QtConcurrent::run([url = d->fault.url, route, proxies = d->proxies] {
        FoundWay way{tlsOf(route), QNetworkProxy::NoProxy};
        if (way.tls)
            way.proxy = proxyTo(url, route.proxy, proxies);
        return way;
    }));
}

void ConnectionProbe::Private::open(const FoundWay &way)
{
    if (!way.tls)
        return end(false, way.tls.error().message);
    const QNetworkProxy &proxy = way.proxy;
    const bool isSecure = fault.url.scheme() == u"https"_s;
    if (proxy.type() != QNetworkProxy::NoProxy)
        fault.proxy = proxyText({ProxySetting::Kind::Given, proxy.hostName(), proxy.port()});
    socket = std::make_unique<QSslSocket>();
    socket->setProxy(proxy);    // as what sends
    socket->setSslConfiguration(*way.tls);
    connect(socket.get(), &QAbstractSocket::errorOccurred, q, [this] { fail(false); });
    connect(socket.get(), &QSslSocket::sslErrors, q, [this](const QList<QSslError> &errors) { fault.tls = errors; });
    if (isSecure)
        connect(socket.get(), &QSslSocket::encrypted, q, [this] { reach(); });
    else
        connect(socket.get(), &QAbstractSocket::connected, q, [this] { reach(); });
    const auto port = static_cast<quint16>(fault.url.port(isSecure ? 443 : 80));
    if (isSecure)
        socket->connectToHostEncrypted(fault.url.host(), port);
    else
        socket->connectToHost(fault.url.host(), port);
}

void ConnectionProbe::cancel()
{
    d->deadline.stop();
    d->isRunning = false;
    ++d->turn;
    if (!d->socket)
        return;
    d->socket->disconnect(this);
    d->socket->abort();
    d->socket.release()->deleteLater();    // it may be the sender of the signal that led here
}

bool ConnectionProbe::isRunning() const
{
    return d->isRunning;
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
    if (!isRunning)
        return;
    fault.timedOut = timedOut;
    if (socket) {
        fault.error = errorOf(socket->error());
        fault.systemText = socket->errorString();
    }
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
