// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/reply.h"
#include "event/jsontape.h"

namespace eventscope {

// The body of a reply, read as JSON whatever its headers call it: in UTF-8, UTF-16 or UTF-32 with or
// without a byte order mark, else in Latin-1. Holds the text that its values are on.
class ReplyBody {
public:
    ReplyBody(const Reply &reply, const Service &service, SecretCut cut);
    ReplyBody(const ReplyBody &) = delete;
    ReplyBody &operator=(const ReplyBody &) = delete;

    // Nothing where it is no JSON.
    [[nodiscard]] JsonValue root() const;
    // The words at the first of the pointers that has any: control characters made visible, keys masked,
    // at most a few hundred characters.
    [[nodiscard]] QString words(const std::vector<JsonPointer> &at) const;
    // The texts and numbers at the pointers; a token `*` stands for every item.
    [[nodiscard]] std::vector<QByteArray> idsAt(const std::vector<JsonPointer> &at) const;
    // A sentence that says what it is instead of JSON; empty where it is JSON.
    [[nodiscard]] QString otherThanJson() const;
    // Text of the service as it can be shown.
    [[nodiscard]] QString shown(std::string_view text) const;

private:
    [[nodiscard]] QString wordsOf(JsonValue value) const;
    [[nodiscard]] QString sortOfText() const;

    const Service &m_service;
    SecretCut m_secretCut;
    QByteArray m_text;
    JsonTape m_tape;
    qint64 m_bytes = 0;
    bool m_cut = false;
};

}
