// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/reply.h"
#include "delivery/request.h"

namespace eventscope {

// Cuts secrets out of what came back, before eyes or disk see it: services echo keys in their errors, and
// hand out cookies and tokens. A value; knows real keys.
class ReplyCuts {
public:
    // The definitions in force tell further names and forms of secrets.
    ReplyCuts(const Keys &keys, const Service &service, std::vector<ServicePtr> definitions);

    // What differs between a request's headers and those with masked keys.
    void learn(const Request &request, const Request &masked);

    // Literal occurrences of what is known (of at least 6 bytes; also as JSON, HTML, a URL, base64 and UTF-16
    // spell it) by kind and fingerprint, then whatever looks like a secret.
    [[nodiscard]] QByteArray bytes(QByteArray bytes) const;
    [[nodiscard]] QString words(const QString &words) const;
    // The end of one that was cut off may be the beginning of a key.
    [[nodiscard]] QByteArray beginning(QByteArray bytes) const;
    [[nodiscard]] std::vector<NamedValue> headers(std::vector<NamedValue> headers) const;

private:
    struct Cut {
        QByteArray secret;
        QByteArray mask;
    };

    static void keep(std::vector<Cut> &cuts, Cut cut);
    void add(const QByteArray &secret, const QByteArray &mask);
    [[nodiscard]] QByteArray literal(QByteArray bytes) const;
    [[nodiscard]] QByteArray withoutEscaped(const QByteArray &bytes) const;

    std::vector<Cut> m_cuts;       // in each spelling; the longest first
    std::vector<Cut> m_secrets;    // as they are; the longest first
    std::vector<ServicePtr> m_definitions;
};

}
