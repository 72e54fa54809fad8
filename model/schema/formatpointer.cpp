// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formatparts.h"

namespace eventscope::formats {

namespace {

// The digits of a number without leading zeros, taken off; false where there is none.
bool takeInteger(std::string_view &text, bool zeroAllowed) noexcept
{
    std::size_t digits = 0;
    while (digits < text.size() && isDigit(text[digits]))
        ++digits;
    if (digits == 0 || (text.front() == '0' && (digits > 1 || !zeroAllowed)))
        return false;
    text.remove_prefix(digits);
    return true;
}

}

bool isJsonPointer(std::string_view text) noexcept
{
    if (!text.empty() && text.front() != '/')
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')))
            return false;
    }
    return true;
}

// With the "+1" and "-1" behind the first number that the newer drafts allow.
bool isRelativeJsonPointer(std::string_view text) noexcept
{
    if (!takeInteger(text, true))
        return false;
    if (text.starts_with('+') || text.starts_with('-')) {
        text.remove_prefix(1);
        if (!takeInteger(text, false))
            return false;
    }
    return text == "#" || isJsonPointer(text);
}

}
