// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"
#include "event/result.h"

namespace eventscope {

// A JSON pointer (RFC 6901), split and unescaped once. A value type.
class JsonPointer {
public:
    JsonPointer() = default;    // the whole document

    // BadInput for a text that is neither empty nor starts with '/', or has a '~' not of ~0 or ~1.
    [[nodiscard]] static Result<JsonPointer> parse(std::string_view text);

    [[nodiscard]] const std::vector<std::string> &tokens() const noexcept { return m_tokens; }
    [[nodiscard]] bool isRoot() const noexcept { return m_tokens.empty(); }
    [[nodiscard]] QByteArray text() const;    // escaped again
    [[nodiscard]] JsonPointer parent() const;
    [[nodiscard]] JsonPointer child(std::string_view token) const;

    // The value there; the last of duplicate keys at every step. Nothing where there is none.
    [[nodiscard]] JsonValue in(JsonValue root) const noexcept;

    friend bool operator==(const JsonPointer &, const JsonPointer &) = default;

private:
    std::vector<std::string> m_tokens;
};

}
