// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonbytes.h"

#include <cstring>
#include <string_view>

namespace eventscope {

// What is looked for in payloads as they are written, many bytes at once.

// Whether the bytes have such a part.
[[nodiscard]] bool containsBytes(std::string_view bytes, std::string_view part) noexcept;
// The place of the part, at `from` or behind; npos when there is none.
[[nodiscard]] std::size_t findBytes(std::string_view bytes, std::string_view part, std::size_t from) noexcept;
// The same for ASCII text in small letters, whatever the case of the bytes.
[[nodiscard]] bool containsAnyCase(std::string_view bytes, std::string_view smallLetters) noexcept;
[[nodiscard]] std::size_t findAnyCase(std::string_view bytes, std::string_view smallLetters, std::size_t from) noexcept;
[[nodiscard]] bool isAllAscii(std::string_view bytes) noexcept;

// Whether the visitor says yes to any escape of a JSON text: it is given the letter behind the backslash, and for `u`
// the unit of UTF-16. A text that ends within an escape, or has no digits there, is no JSON: its escapes end there.
template <typename Visit>
bool anyEscape(std::string_view json, Visit &&visit)
{
    constexpr std::size_t unitLength = 4;
    std::size_t at = 0;
    while (at < json.size()) {
        const void *backslash = std::memchr(json.data() + at, '\\', json.size() - at);
        if (!backslash)
            return false;
        at = static_cast<std::size_t>(static_cast<const char *>(backslash) - json.data()) + 1;
        if (at == json.size())
            return false;
        const char letter = json[at++];
        int unit = 0;
        if (letter == 'u') {
            unit = json.size() - at < unitLength ? -1 : jsonbytes::hexQuad(json.data() + at);
            if (unit < 0)
                return false;
            at += unitLength;
        }
        if (visit(letter, static_cast<char16_t>(unit)))
            return true;
    }
    return false;
}

}
