// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonbytes.h"
#include "event/jsonwalk.h"

namespace eventscope {

// One escape of a string, or what is wrong with it.
struct JsonEscape {
    JsonStop stop = JsonStop::None;
    const char *end = nullptr;    // behind it, or where the stop is noticed
    bool lone = false;            // half a surrogate pair
};

// Fewer than four characters are left behind `\u`.
[[nodiscard]] inline JsonEscape cutEscape(const char *backslash, const char *end) noexcept
{
    for (const char *at = backslash + 2; at != end; ++at) {
        const char quad[4] = {*at, '0', '0', '0'};
        if (jsonbytes::hexQuad(quad) < 0)
            return {JsonStop::Escape, backslash};
    }
    return {JsonStop::StringEnd, end};
}

[[nodiscard]] inline JsonEscape unicodeEscape(const char *backslash, const char *end) noexcept
{
    constexpr std::ptrdiff_t size = 6;
    if (end - backslash < size)
        return cutEscape(backslash, end);
    const int unit = jsonbytes::hexQuad(backslash + 2);
    if (unit < 0)
        return {JsonStop::Escape, backslash};
    const char *const next = backslash + size;
    if (unit < 0xD800 || unit > 0xDFFF)
        return {JsonStop::None, next};
    const bool pair = unit < 0xDC00 && end - next >= size && next[0] == '\\' && next[1] == 'u' &&
                      (jsonbytes::hexQuad(next + 2) >> 10) == 0x37;
    return {JsonStop::None, pair ? next + size : next, !pair};
}

// The escape that begins with the backslash there.
[[nodiscard]] inline JsonEscape escapeAt(const char *backslash, const char *end) noexcept
{
    if (end - backslash < 2)
        return {JsonStop::StringEnd, end};
    switch (backslash[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        return {JsonStop::None, backslash + 2};
    case 'u':
        return unicodeEscape(backslash, end);
    default:
        return {JsonStop::Escape, backslash};
    }
}

}
