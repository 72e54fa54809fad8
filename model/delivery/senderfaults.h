// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkReply>
#include <QSslError>
#include <QString>
#include <QUrl>

namespace eventscope {

// What is known of a request that no whole reply came to.
struct SendFault {
    QUrl url;
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    QString systemText;    // the system's words, used where there are none of ours
    QList<QSslError> tls;
    QString proxy = {};    // the place of the proxy that was to be gone through; empty: none
    bool timedOut = false;
    bool cancelled = false;
    bool wentOut = false;    // at least a part may have
    int timeoutMs = 0;
    int status = 0;          // of a reply that broke off
    qint64 bodyBytes = 0;    // of it
};

// Whether the proxy let nothing through: it cannot be reached, or asks for a user and a password, which we have not.
[[nodiscard]] bool wasRefusedByProxy(QNetworkReply::NetworkError error);
// Whether the system's words say that the server ended the handshake for want of a certificate of ours. With TLS 1.3
// that comes when we have written already; the server has read nothing of it.
[[nodiscard]] bool isCertificateDemanded(const QString &systemText);

// One or two sentences: which host and port, what happened, what to do. Never a path or a query, which may
// hold what nobody should see.
[[nodiscard]] QString faultSentence(const SendFault &fault);

}
