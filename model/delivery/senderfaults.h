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
    bool timedOut = false;
    bool cancelled = false;
    bool wentOut = false;    // at least a part may have
    int timeoutMs = 0;
    int status = 0;          // of a reply that broke off
    qint64 bodyBytes = 0;    // of it
};

// One or two sentences: which host and port, what happened, what to do. Never a path or a query, which may
// hold what nobody should see.
[[nodiscard]] QString faultSentence(const SendFault &fault);

}
