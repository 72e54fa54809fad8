// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/endpointroute.h"

#include "delivery/deliverytext.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSslCertificate>
#include <QSslKey>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qint64 mostPemBytes = 1 << 20;
constexpr int usualProxyPort = 8080;

Result<QByteArray> pemIn(const QString &path)
{
    const QString shown = QDir::toNativeSeparators(path);
    const QFileInfo info(path);
    if (!info.exists())
        return failure(Error::Kind::NotFound, DeliveryText::tr("There is no file %1. Choose another.").arg(shown));
    // A pipe or a device could keep us waiting for ever.
    if (!info.isFile() || info.size() > mostPemBytes)
        return failure(
            Error::Kind::BadInput, DeliveryText::tr("%1 is no PEM file of at most 1 MiB. Choose another.").arg(shown));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::Kind::Io,
            DeliveryText::tr("%1 cannot be read: %2. Check its permissions.").arg(shown, file.errorString()));
    return file.read(mostPemBytes);
}

Result<QList<QSslCertificate>> certificatesIn(const QString &path)
{
    const Result<QByteArray> pem = pemIn(path);
    if (!pem)
        return failure(pem.error());
    const QList<QSslCertificate> all = QSslCertificate::fromData(*pem, QSsl::Pem);
    const QString shown = QDir::toNativeSeparators(path);
    if (all.isEmpty())
        return failure(Error::Kind::BadInput,
            DeliveryText::tr(
                "There is no certificate in %1. It must be a PEM file, with \"-----BEGIN CERTIFICATE-----\".")
                .arg(shown));
    return all;
}

QString dayOf(const QDateTime &moment)
{
    return moment.toUTC().date().toString(Qt::ISODate);
}

bool isExpired(const QSslCertificate &certificate)
{
    return certificate.expiryDate() < QDateTime::currentDateTimeUtc();
}

Result<QList<QSslCertificate>> authoritiesIn(const QString &path)
{
    Result<QList<QSslCertificate>> all = certificatesIn(path);
    if (!all)
        return all;
    if (std::ranges::all_of(*all, isExpired)) {
        return failure(
            Error::Kind::BadInput, DeliveryText::tr("The authority's certificate in %1 expired on %2. Get a newer one.")
                                       .arg(QDir::toNativeSeparators(path), dayOf(all->front().expiryDate())));
    }
    return all;
}

Result<QList<QSslCertificate>> clientCertificateIn(const QString &path)
{
    Result<QList<QSslCertificate>> chain = certificatesIn(path);
    if (chain && isExpired(chain->front())) {
        return failure(
            Error::Kind::BadInput, DeliveryText::tr("The client's certificate in %1 expired on %2. Get a newer one.")
                                       .arg(QDir::toNativeSeparators(path), dayOf(chain->front().expiryDate())));
    }
    return chain;
}

Result<QSslKey> keyIn(const QString &path)
{
    const Result<QByteArray> pem = pemIn(path);
    if (!pem)
        return failure(pem.error());
    const QString shown = QDir::toNativeSeparators(path);
    if (pem->contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || pem->contains("Proc-Type: 4,ENCRYPTED"))
        return failure(Error::Kind::BadInput,
            DeliveryText::tr(
                "The key in %1 is encrypted, and Eventscope does not ask for passphrases. Name a file with "
                "the key unencrypted, which you alone can read: openssl pkey -in KEY -out NEW.")
                .arg(shown));
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        QSslKey key(*pem, algorithm, QSsl::Pem, QSsl::PrivateKey);
        if (!key.isNull())
            return key;
    }
    return failure(Error::Kind::BadInput,
        DeliveryText::tr("There is no private key in %1. It must be a PEM file, with \"-----BEGIN PRIVATE KEY-----\".")
            .arg(shown));
}

bool isHost(const QString &host)
{
    QUrl url;
    url.setScheme(u"http"_s);
    url.setHost(host, QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty();
}

}

EndpointRoute routeOf(const Endpoint &endpoint)
{
    return {endpoint.proxy, endpoint.authorities, endpoint.certificate, endpoint.certificateKey};
}

SystemProxies systemProxies()
{
    return [](const QUrl &url) { return QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url)); };
}

Result<QSslConfiguration> tlsOf(const EndpointRoute &route)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    if (!route.authorities.isEmpty()) {
        const auto authorities = authoritiesIn(route.authorities);
        if (!authorities)
            return failure(authorities.error());
        // The default one may hold none, as the system's are looked up when they are needed.
        tls.setCaCertificates(tls.caCertificates() + QSslConfiguration::systemCaCertificates() + *authorities);
    }
    if (!route.certificate.isEmpty()) {
        const auto chain = clientCertificateIn(route.certificate);
        if (!chain)
            return failure(chain.error());
        const auto key = keyIn(route.certificateKey.isEmpty() ? route.certificate : route.certificateKey);
        if (!key)
            return failure(key.error());
        tls.setLocalCertificateChain(*chain);
        tls.setPrivateKey(*key);
    }
    return tls;
}

QNetworkProxy proxyTo(const QUrl &url, const ProxySetting &proxy, const SystemProxies &system)
{
    if (proxy.kind == ProxySetting::Kind::Given)
        return {QNetworkProxy::HttpProxy, proxy.host, proxy.port};
    if (proxy.kind == ProxySetting::Kind::System) {
        for (const QNetworkProxy &one : system(url)) {
            const QNetworkProxy::ProxyType type = one.type();
            if (type == QNetworkProxy::NoProxy || type == QNetworkProxy::HttpProxy ||
                type == QNetworkProxy::Socks5Proxy)
                return one;
        }
    }
    return QNetworkProxy::NoProxy;
}

Result<ProxySetting> proxyFrom(const QString &text)
{
    const QString trimmed = text.trimmed();
    const bool hasScheme = trimmed.contains(u"://"_s);
    const QUrl url(hasScheme ? trimmed : u"http://"_s + trimmed, QUrl::StrictMode);
    // Not repeated: it is a password.
    if (!url.userInfo().isEmpty() || trimmed.contains(u'@'))
        return failure(Error::Kind::BadInput,
            DeliveryText::tr("A proxy with a user and a password cannot be used: they would be kept in the store. Name "
                             "its host and port alone."));
    const bool isPlain = (url.path().isEmpty() || url.path() == u"/"_s) && !url.hasQuery() && !url.hasFragment();
    if (!url.isValid() || url.scheme() != u"http"_s || url.host().isEmpty() || !isPlain || url.port() == 0)
        return failure(Error::Kind::BadInput,
            DeliveryText::tr("An HTTP proxy is named by its host and port, such as proxy.example:8080."));
    return ProxySetting{ProxySetting::Kind::Given, url.host(), static_cast<quint16>(url.port(usualProxyPort))};
}

QString proxyText(const ProxySetting &proxy)
{
    if (proxy.kind != ProxySetting::Kind::Given)
        return {};
    const QString host = proxy.host.contains(u':') ? u'[' + proxy.host + u']' : proxy.host;
    return u"%1:%2"_s.arg(host).arg(proxy.port);
}

QString routeFault(const EndpointRoute &route)
{
    if (route.proxy.kind == ProxySetting::Kind::Given && (!isHost(route.proxy.host) || route.proxy.port == 0))
        return DeliveryText::tr("An HTTP proxy is named by its host and port, such as proxy.example:8080.");
    if (route.certificate.isEmpty() && !route.certificateKey.isEmpty())
        return DeliveryText::tr("There is a key without a client certificate. Name the certificate, too.");
    for (const QString &path : {route.authorities, route.certificate, route.certificateKey}) {
        if (path.contains(u'\n') || path.contains(u'\r') || path.contains(QChar(u'\0')) ||
            path.contains(u"-----BEGIN"_s))
            return DeliveryText::tr("Name the file that holds the certificate or the key, not what is in it.");
        if (!path.isEmpty() && QDir::isRelativePath(path))
            return DeliveryText::tr("Name the whole path of a certificate's file, beginning at the root.");
    }
    return {};
}

}
