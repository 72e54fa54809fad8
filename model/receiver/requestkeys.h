// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/http.h"
#include "receiver/routes.h"
#include "validation/judge.h"

namespace eventscope {

// What of a request's credentials rules may know. Holds no key.
struct RequestKeys {
    EndpointFacts facts;                 // its forms of auth as those of an endpoint
    std::optional<QByteArray> kind;      // of the key in the headers, as Service::keyKind(); nothing: none there
    bool any = false;                    // some form of auth in the headers
    bool wantsMember = false;            // each event must carry one
    std::vector<JsonPointer> members;    // where that is
};
[[nodiscard]] RequestKeys requestKeys(const HttpRequest &request, const TransportForm &form);

// What is wrong with the keys, by the definition's rules. Where none is needed, none is missed.
[[nodiscard]] std::vector<Finding> keyFindings(const Route &route, const RequestKeys &keys, bool needed);

// Cuts credentials out of a request before it is written. One a thread.
class RequestCuts {
public:
    explicit RequestCuts(const Services &services);

    // Those of auth forms by kind and fingerprint; Cookie, Authorization and whatever is called a key or a token
    // likewise; in other values, keys of the definitions.
    [[nodiscard]] std::vector<NamedValue> headers(const std::vector<NamedValue> &headers) const;
    // A query's, however it is encoded.
    [[nodiscard]] QByteArray query(const QByteArray &query) const;
    // A path's, likewise: keys of the definitions.
    [[nodiscard]] QByteArray path(const QByteArray &path) const;
    // Bytes that are no JSON.
    [[nodiscard]] QByteArray bytes(const QByteArray &bytes) const;

private:
    [[nodiscard]] bool isSecretHeader(const QByteArray &name) const;
    [[nodiscard]] QByteArray credential(const QByteArray &value) const;
    [[nodiscard]] QByteArray cutCredential(const QByteArray &value) const;
    [[nodiscard]] QByteArray print(const QByteArray &key) const;
    [[nodiscard]] QByteArray plain(const QByteArray &value) const;
    [[nodiscard]] QByteArray encoded(const QByteArray &text) const;

    Services m_services;
    mutable QHash<QByteArray, QByteArray> m_known;    // values that come again and again
    mutable QHash<QByteArray, bool> m_secretHeaders;
    mutable QHash<std::size_t, QByteArray> m_credentials;    // cut, by a hash of what they were, which is not kept
    const std::size_t m_seed;
    QByteArrayList m_names;    // of auth headers, in lower case
};

}
