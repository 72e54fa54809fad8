// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/senderposting.h"

#include "delivery/headertext.h"
#include "delivery/senderfaults.h"
#include "event/inflate.h"

#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QNetworkProxy>

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

constexpr qint64 replyAhead = 1 << 18;    // of a reply, held by Qt

QString sentence(const char *text)
{
    return QCoreApplication::translate("eventscope::Sender", text);
}

// What HTTP itself needs is written by Qt, from the URL and the body.
bool isOfTheProtocol(const QByteArray &name)
{
    return isSameHeader(name, "Host") || isSameHeader(name, "Content-Length") || isSameHeader(name, "Connection");
}

// The part of a URL that the server sees, as it goes over the wire.
QByteArray target(const QUrl &url)
{
    const QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    return url.hasQuery() ? path + '?' + url.query(QUrl::FullyEncoded).toLatin1() : path;
}

// Errors of the connection, apart from those that Qt makes of an HTTP status.
bool isOfConnection(QNetworkReply::NetworkError error)
{
    return (error > QNetworkReply::NoError && error < QNetworkReply::ProxyConnectionRefusedError) ||
           error == QNetworkReply::ProtocolUnknownError || error == QNetworkReply::ProtocolFailure;
}

QString proxyPlace(const QNetworkProxy &proxy)
{
    return proxyText({ProxySetting::Kind::Given, proxy.hostName(), proxy.port()});
}

// Qt would send again what these are the answer to: by another way, or with credentials.
bool asksToSendAgain(int status)
{
    return status == 305 || status == 307 || status == 308 || status == 401 || status == 407;
}

}

Posting::Posting(
    Request request, const SendOptions &options, quint64 id, End end, SenderRoutes &routes, QObject *parent)
    : QObject(parent)
    , m_request(std::move(request))
    , m_url(QUrl::fromEncoded(m_request.url, QUrl::StrictMode))
    , m_options(options)
    , m_id(id)
    , m_end(std::move(end))
    , m_routes(routes)
    , m_body(m_request.body, [this] {
        m_wentOut = true;
        progressed();
    })
{
    m_silence.setSingleShot(true);
    m_silence.setInterval(m_options.timeoutMs);
    connect(&m_silence, &QTimer::timeout, this, [this] { stop(Stop::TimedOut); });
    connect(&m_watcher, &QFutureWatcherBase::canceled, this, &Posting::cancel);
    m_watcher.setFuture(m_end.promise->future());
}

Posting::~Posting() = default;

void Posting::begin()
{
    m_clock.start();
    if (m_end.promise->isCanceled())
        return finish({Exchange::Way::Cancelled, {}, {}, {}});
    if (const QString reason = whyNotSendable(); !reason.isEmpty()) {
        Exchange exchange;
        exchange.message = reason;
        return finish(std::move(exchange));
    }
    Result<QSslConfiguration> tls = m_routes.tls(m_options.route);
    if (!tls) {
        Exchange exchange;
        exchange.message = sentence("Nothing was sent. %1").arg(tls.error().message);
        return finish(std::move(exchange));
    }
    m_tlsWith = std::move(*tls);
    progressed();
    if (m_options.route.proxy.kind != ProxySetting::Kind::System)
        return open(m_routes.proxy(m_url, m_options.route.proxy).result());
    connect(&m_lookup, &QFutureWatcherBase::finished, this, [this] {
        if (!m_done)
            open(m_lookup.result());
    });
    m_lookup.setFuture(m_routes.proxy(m_url, m_options.route.proxy));
}

void Posting::open(const QNetworkProxy &proxy)
{
    m_proxy = proxy;
    m_network = std::make_unique<QNetworkAccessManager>();
    m_network->setProxy(m_proxy);
    // Always as a verb of our own: where Qt knows that it posts, it adds a content type.
    m_reply = m_network->sendCustomRequest(networkRequest(), m_request.method, &m_body);
    m_reply->setReadBufferSize(replyAhead);
    watch();
    progressed();
}

// Requests come from a maker that checks them; this is the last door before the network.
QString Posting::whyNotSendable() const
{
    const bool http = m_url.scheme() == QLatin1String("http") || m_url.scheme() == QLatin1String("https");
    if (!m_url.isValid() || !http || m_url.host().isEmpty() || !m_url.userInfo().isEmpty())
        return sentence("The address cannot be used; it needs http or https and a host. Check the base URL.");
    if (!m_request.url.endsWith(target(m_url)))
        return sentence(
            "The address cannot be sent as it is written. Check the base URL for characters to be encoded.");
    if (!isHeaderName(m_request.method))
        return sentence("The method of the request is not one of HTTP. Check the definition of the service.");
    for (const NamedValue &header : m_request.headers) {
        if (!isHeaderName(header.name) || !isHeaderValue(header.value)) {
            return sentence("The header %1 cannot be sent: there is a line break or another control character in it.")
                .arg(QString::fromUtf8(header.name).simplified());
        }
    }
    return {};
}

QNetworkRequest Posting::networkRequest() const
{
    QNetworkRequest request(m_url);
    request.setSslConfiguration(m_tlsWith);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::HttpPipeliningAllowedAttribute, false);
    // Else Qt copies the body into a buffer of its own, which can be rewound.
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    // What Qt adds of its own accord unless it is there, each with the value that says least.
    request.setRawHeader("User-Agent", "eventscope");
    request.setRawHeader("Accept-Encoding", "identity");
    request.setRawHeader("Accept-Language", "*");
    std::vector<QByteArray> named;
    for (const NamedValue &header : m_request.headers) {
        if (isOfTheProtocol(header.name))
            continue;
        const QByteArray name = header.name.toLower();
        const bool again = std::find(named.begin(), named.end(), name) != named.end();
        const QByteArray before = again ? request.rawHeader(header.name) + ", " : QByteArray();
        request.setRawHeader(header.name, before + header.value);
        named.push_back(name);
    }
    request.setRawHeader("Connection", "close");
    request.setHeader(QNetworkRequest::ContentLengthHeader, m_request.body.size());
    return request;
}

void Posting::watch()
{
    connect(m_reply, &QNetworkReply::socketStartedConnecting, this, [this] {
        m_connecting = true;
        progressed();
    });
    connect(m_reply, &QNetworkReply::encrypted, this, [this] {
        m_times.secured = now();
        progressed();
    });
    connect(m_reply, &QNetworkReply::requestSent, this, [this] {
        m_wentOut = true;
        m_times.sent = now();
        progressed();
    });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, [this] {
        m_status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (m_times.firstByte < 0)
            m_times.firstByte = now();
        progressed();
    });
    connect(m_reply, &QNetworkReply::readyRead, this, &Posting::readBody);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) { m_tls = errors; });
    connect(m_reply, &QNetworkReply::finished, this, &Posting::replyEnded);
}

void Posting::progressed()
{
    // With TLS the first sign of the connection comes only with the end of the handshake.
    const bool connected = m_wentOut && m_url.scheme() == QLatin1String("http");
    if (connected && m_times.connected < 0)
        m_times.connected = now();
    if (!m_done)
        m_silence.start();
}

void Posting::cancel()
{
    stop(Stop::Cancelled);
}

void Posting::stop(Stop why)
{
    if (m_done || m_stop != Stop::None)
        return;
    m_stop = why;
    if (m_reply)
        return m_reply->abort();    // which finishes it
    Exchange exchange;
    exchange.way = way();
    exchange.message = whatWentWrong();
    finish(std::move(exchange));
}

void Posting::readBody()
{
    std::array<char, 1 << 16> chunk;
    while (m_stop == Stop::None || m_stop == Stop::TimedOut) {
        const qint64 size = m_reply->read(chunk.data(), chunk.size());
        if (size <= 0)
            break;
        const qint64 room = std::max<qint64>(m_options.keepBytes - m_kept.size(), 0);
        m_kept.append(chunk.data(), std::min(size, room));
        m_bodyBytes += size;
        if (m_bodyBytes > m_options.mostBytes)
            return stop(Stop::Enough);
    }
    progressed();
}

void Posting::replyEnded()
{
    if (m_done)
        return;
    m_status = std::max(m_status, m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt());
    if (m_stop == Stop::None && m_reply->isReadable())
        readBody();
    if (m_done)
        return;
    m_wentOut = mayHaveGoneOut();
    m_times.ended = now();
    Exchange exchange;
    exchange.way = way();
    exchange.reply = replyAsItCame();
    exchange.times = m_times;
    if (exchange.way != Exchange::Way::Replied)
        exchange.message = whatWentWrong();
    finish(std::move(exchange));
}

QString Posting::whatWentWrong() const
{
    SendFault fault;
    fault.url = m_url;
    if (m_reply) {
        fault.error = m_reply->error();
        fault.systemText = m_reply->errorString();
    }
    fault.tls = m_tls;
    fault.proxy = m_proxy.type() == QNetworkProxy::NoProxy ? QString() : proxyPlace(m_proxy);
    fault.timedOut = m_stop == Stop::TimedOut;
    fault.cancelled = m_stop == Stop::Cancelled;
    fault.wentOut = m_wentOut;
    fault.timeoutMs = m_options.timeoutMs;
    fault.status = m_status;
    fault.bodyBytes = m_bodyBytes;
    return faultSentence(fault);
}

// Qt takes a body that ends before its announced length for a whole one.
bool Posting::isWhole() const
{
    if (m_status == 0)
        return false;
    bool announced = false;
    const qint64 length = m_reply->rawHeader("Content-Length").trimmed().toLongLong(&announced);
    const bool bodiless = m_request.method == "HEAD" || m_status == 204 || m_status == 304;
    const bool chunked = m_reply->rawHeader("Transfer-Encoding").toLower().contains("chunked");
    if (announced && !bodiless && !chunked)
        return m_bodyBytes >= length;
    const QNetworkReply::NetworkError error = m_reply->error();
    // A body of no known length ends with the connection, for which Qt may want to send again.
    const bool endsWithConnection = !announced && !bodiless && !chunked;
    if (error == QNetworkReply::RemoteHostClosedError)
        return endsWithConnection;
    if (error == QNetworkReply::ContentReSendError)
        return endsWithConnection || asksToSendAgain(m_status);
    return !isOfConnection(error);
}

bool Posting::isRefusedByProxy() const
{
    return m_proxy.type() != QNetworkProxy::NoProxy && m_reply && wasRefusedByProxy(m_reply->error());
}

// In doubt it may. Without a body Qt tells too little of plain HTTP to know.
bool Posting::mayHaveGoneOut() const
{
    if (isRefusedByProxy() || (m_status == 0 && isCertificateDemanded(m_reply->errorString())))
        return false;
    if (m_wentOut || m_status > 0 || !m_request.body.isEmpty())
        return m_wentOut || m_status > 0;
    if (m_url.scheme() == QLatin1String("https"))
        return m_times.secured >= 0;
    const QNetworkReply::NetworkError error = m_reply->error();
    return m_connecting && error != QNetworkReply::ConnectionRefusedError && error != QNetworkReply::HostNotFoundError;
}

Exchange::Way Posting::way() const
{
    using Way = Exchange::Way;
    if (isRefusedByProxy())
        return Way::NotSent;
    if (m_stop == Stop::Enough || (m_stop == Stop::None && m_reply && isWhole()))
        return Way::Replied;
    if (m_wentOut)
        return Way::NoAnswer;
    return m_stop == Stop::Cancelled ? Way::Cancelled : Way::NotSent;
}

Reply Posting::replyAsItCame() const
{
    Reply reply;
    reply.status = m_status;
    if (m_status > 0) {
        for (const auto &[name, value] : m_reply->rawHeaderPairs())
            reply.headers.push_back({name, value});
    }
    const Inflated body = inflatedBody(m_kept, m_reply->rawHeader("Content-Encoding"), m_options.keepBytes);
    const bool isReadable = body.end != Inflated::End::Broken || !body.bytes.isEmpty();
    reply.body = isReadable ? body.bytes : m_kept;
    reply.bodyBytes = m_bodyBytes;
    return reply;
}

void Posting::finish(Exchange exchange)
{
    m_done = true;
    m_silence.stop();
    if (m_end.told)
        m_end.told(exchange);
    m_end.promise->addResult(std::move(exchange));
    m_end.promise->finish();
    if (m_reply)
        m_reply->disconnect(this);
    deleteLater();
}

}
