// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formatparts.h"

namespace eventscope::formats {

namespace {

bool isLiteral(char32_t code) noexcept
{
    if (code >= 0x80)
        return isUcsChar(code) || isPrivateUse(code);
    constexpr std::string_view refused = "\"'%<>\\^`{|}\x7F";
    return code > 0x20 && refused.find(static_cast<char>(code)) == std::string_view::npos;
}

// A variable's name, taken off: letters, digits, "_" and escapes, with single dots between.
bool takeName(std::string_view &text) noexcept
{
    std::size_t at = 0;
    bool afterDot = true;
    while (at < text.size()) {
        const char c = text[at];
        if (isAlnum(c) || c == '_' || (c == '.' && !afterDot))
            ++at;
        else if (isEscapeAt(text, at))
            at += 3;
        else
            break;
        afterDot = c == '.';
    }
    text.remove_prefix(at);
    return !afterDot;
}

// ":" and a length below 10000, or "*", or nothing, taken off.
bool takeModifier(std::string_view &text) noexcept
{
    if (text.starts_with('*')) {
        text.remove_prefix(1);
        return true;
    }
    if (!text.starts_with(':'))
        return true;
    std::size_t digits = 0;
    while (digits < 4 && digits + 1 < text.size() && isDigit(text[digits + 1]))
        ++digits;
    if (digits == 0 || text[1] == '0')
        return false;
    text.remove_prefix(digits + 1);
    return true;
}

// What stands between braces. The operators kept for later are operators to the grammar.
bool isExpression(std::string_view text) noexcept
{
    constexpr std::string_view operators = "+#./;?&=,!@|";
    if (!text.empty() && operators.find(text.front()) != std::string_view::npos)
        text.remove_prefix(1);
    for (;;) {
        if (!takeName(text) || !takeModifier(text))
            return false;
        if (text.empty())
            return true;
        if (text.front() != ',')
            return false;
        text.remove_prefix(1);
    }
}

}

bool isUriTemplate(std::string_view text) noexcept
{
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] == '{') {
            const auto close = text.find('}', at);
            if (close == std::string_view::npos || !isExpression(text.substr(at + 1, close - at - 1)))
                return false;
            at = close + 1;
        } else if (isEscapeAt(text, at)) {
            at += 3;
        } else if (!isLiteral(takeCode(text, at))) {
            return false;
        }
    }
    return true;
}

}
