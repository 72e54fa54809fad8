// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/senderfaults.h"

#include "event/tr.h"

#include <QDateTime>
#include <QLocale>
#include <QSslCertificate>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

bool isTls(const QUrl &url)
{
    return url.scheme() == u"https"_s;
}

QString placeOf(const QUrl &url)
{
    const QString host = url.host().contains(u':') ? u'[' + url.host() + u']' : url.host();
    return u"%1:%2"_s.arg(host).arg(url.port(isTls(url) ? 443 : 80));
}

QString secondsOf(int milliseconds)
{
    return tr("%1 s").arg(QLocale::c().toString(milliseconds / 1000.0, 'g', 3));
}

QString namesIn(const QSslCertificate &certificate)
{
    QStringList names = certificate.subjectAlternativeNames().values();
    if (names.isEmpty())
        names = certificate.subjectInfo(QSslCertificate::CommonName);
    constexpr qsizetype most = 5;
    if (names.size() > most)
        names = names.first(most) + QStringList{u"…"_s};
    return names.isEmpty() ? tr("nobody") : names.join(u", "_s);
}

QString day(const QDateTime &moment)
{
    return moment.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s);
}

// What is wrong with a certificate, and what to do about it.
QString tlsReason(const QSslError &error, const QString &host)
{
    switch (error.error()) {
    case QSslError::HostNameMismatch:
        return tr("its certificate is for %1 and not for %2; check the host in the base URL")
            .arg(namesIn(error.certificate()), host);
    case QSslError::CertificateExpired:
        return tr("its certificate expired on %1; have it renewed, or check this computer's clock")
            .arg(day(error.certificate().expiryDate()));
    case QSslError::CertificateNotYetValid:
        return tr("its certificate is valid from %1 on; check this computer's clock")
            .arg(day(error.certificate().effectiveDate()));
    case QSslError::SelfSignedCertificate:
        return tr("its certificate is signed by itself alone; if you trust it, add it to this computer's certificates");
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
        return tr("its certificate is of an authority that this computer does not know; if you trust it, add the "
                  "authority's certificate to this computer's");
    case QSslError::CertificateRevoked:
        return tr("its certificate was revoked; do not send anything there before its owner has explained that");
    default:
        return tr("its certificate is not good: %1").arg(error.errorString());
    }
}

// The one that explains most: a wrong host or date matters also where the authority is unknown.
QSslError telling(const QList<QSslError> &errors)
{
    for (const auto kind : {QSslError::CertificateRevoked, QSslError::HostNameMismatch, QSslError::CertificateExpired,
             QSslError::CertificateNotYetValid, QSslError::SelfSignedCertificate}) {
        for (const QSslError &error : errors) {
            if (error.error() == kind)
                return error;
        }
    }
    return errors.front();
}

QString tlsSentence(const SendFault &fault)
{
    if (isCertificateDemanded(fault.systemText))
        return tr("%1 demands a client certificate. Name one at the endpoint; nothing was taken.")
            .arg(placeOf(fault.url));
    if (!fault.tls.isEmpty()) {
        return tr("%1 is not trusted: %2. Nothing was sent.")
            .arg(placeOf(fault.url), tlsReason(telling(fault.tls), fault.url.host()));
    }
    return tr("No TLS connection to %1 came about; perhaps http and not https is spoken there, or a client certificate "
              "is demanded. Nothing was sent.")
        .arg(placeOf(fault.url));
}

QString proxySentence(const SendFault &fault)
{
    switch (fault.error) {
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return tr(
            "The proxy at %1 asks for a user and a password, which Eventscope does not send. Nothing was sent. Use "
            "another proxy, or none.")
            .arg(fault.proxy);
    case QNetworkReply::ProxyConnectionRefusedError:
        return tr("Nobody listens at %1, where the proxy should be. Nothing was sent. Check the proxy's host and port.")
            .arg(fault.proxy);
    case QNetworkReply::ProxyNotFoundError:
        return tr("The host of the proxy, %1, is not known. Nothing was sent. Check its name for a typo.")
            .arg(fault.proxy);
    default:
        return tr(
            "The proxy at %1 did not let the request through to %2. Nothing was sent. Check whether the proxy may "
            "reach it.")
            .arg(fault.proxy, placeOf(fault.url));
    }
}

QString notSentSentence(const SendFault &fault)
{
    if (!fault.proxy.isEmpty() && !fault.cancelled && !fault.timedOut && fault.tls.isEmpty() &&
        !isCertificateDemanded(fault.systemText))
        return proxySentence(fault);
    const QString place = placeOf(fault.url);
    if (fault.cancelled)
        return tr("Cancelled before anything was sent to %1.").arg(place);
    if (fault.timedOut || fault.error == QNetworkReply::TimeoutError) {
        return tr("No connection to %1 came about within %2. Check the host and the port, and whether a firewall is "
                  "between.")
            .arg(place, secondsOf(fault.timeoutMs));
    }
    if (isCertificateDemanded(fault.systemText))
        return tlsSentence(fault);
    switch (fault.error) {
    case QNetworkReply::ConnectionRefusedError:
        return tr("Nobody listens at %1. Check the host and the port, and whether the service runs.").arg(place);
    case QNetworkReply::HostNotFoundError:
        return tr("The host of %1 is not known. Check its name for a typo, and this computer's network.").arg(place);
    case QNetworkReply::SslHandshakeFailedError:
        return tlsSentence(fault);
    case QNetworkReply::RemoteHostClosedError:
        if (isTls(fault.url))
            return tlsSentence(fault);
        return tr("%1 closed the connection before anything was sent. Try again later.").arg(place);
    default:
        return tr("%1 cannot be reached: %2. Check this computer's network.").arg(place, fault.systemText);
    }
}

QString brokenOff(const SendFault &fault)
{
    return tr("The reply of %1 (status %2) broke off after %3 of its body.")
        .arg(placeOf(fault.url), QString::number(fault.status), QLocale::c().formattedDataSize(fault.bodyBytes));
}

QString whatHappened(const SendFault &fault)
{
    const QString place = placeOf(fault.url);
    if (fault.cancelled)
        return tr("Cancelled while the request to %1 was under way.").arg(place);
    if (fault.timedOut) {
        return fault.status > 0 ? tr("The reply of %1 (status %2) stopped coming for %3.")
                                      .arg(place, QString::number(fault.status), secondsOf(fault.timeoutMs))
                                : tr("%1 did not answer within %2.").arg(place, secondsOf(fault.timeoutMs));
    }
    if (fault.status > 0)
        return brokenOff(fault);
    if (fault.error == QNetworkReply::ProtocolFailure || fault.error == QNetworkReply::ProtocolUnknownError)
        return tr("What %1 answered is not HTTP; check the port.").arg(place);
    return tr("%1 closed the connection without an answer.").arg(place);
}

}

bool wasRefusedByProxy(QNetworkReply::NetworkError error)
{
    return error == QNetworkReply::ProxyConnectionRefusedError || error == QNetworkReply::ProxyNotFoundError ||
           error == QNetworkReply::ProxyAuthenticationRequiredError;
}

bool isCertificateDemanded(const QString &systemText)
{
    return systemText.contains(u"alert certificate required"_s);
}

QString faultSentence(const SendFault &fault)
{
    if (!fault.wentOut)
        return notSentSentence(fault);
    return whatHappened(fault) + u' ' +
           tr("Whether the events were taken is not known: look there before you send them again.");
}

}
