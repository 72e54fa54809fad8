// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/http.h"
#include "receiver/httplistener.h"

namespace eventscope {

// Why a request never reaches the handler.
struct HttpRefusal {
    int status = 400;
    QString reason;    // a sentence
};

// What a request says beside its headers.
struct HttpArrival {
    QByteArray target;     // as it came: a path, or absolute
    QByteArray version;    // "HTTP/1.1"
    QHostAddress local;    // the address the connection came to
};

// What the headers of a request must say. Any thread.
class HttpGuard {
public:
    explicit HttpGuard(const ListenOptions &options);

    // Takes the target apart into path and query; an absolute one must name a host of ours. Cuts the token out of
    // path and headers.
    [[nodiscard]] std::optional<HttpRefusal> admit(HttpRequest &head, const HttpArrival &arrival) const;
    // Access-Control-… and Vary for the answer to it; nothing without an Origin that is allowed.
    [[nodiscard]] std::vector<NamedValue> originHeaders(const HttpRequest &head) const;

    [[nodiscard]] bool allowsHost(QByteArrayView host, const QHostAddress &local) const;
    [[nodiscard]] bool allowsOrigin(QByteArrayView origin) const;

private:
    std::optional<HttpRefusal> form(const HttpRequest &head) const;
    std::optional<HttpRefusal> body(const HttpRequest &head) const;
    std::optional<HttpRefusal> place(HttpRequest &head, const HttpArrival &arrival) const;
    bool takeToken(HttpRequest &head) const;

    QHostAddress m_address;
    QByteArray m_token;
    QByteArrayList m_origins;    // lower case
    QByteArrayList m_hosts;      // lower case
    qint64 m_bodyBytes;
};

}
