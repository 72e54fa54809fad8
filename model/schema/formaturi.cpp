// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formatparts.h"

#include <algorithm>

namespace eventscope::formats {

namespace {

bool isUnreservedOrSubDelim(char c) noexcept
{
    return isLetter(c) || isDigit(c) || std::string_view("-._~!$&'()*+,;=").find(c) != std::string_view::npos;
}

// Every character is allowed or one of the extra ones, and every '%' starts an escape.
bool consistsOf(std::string_view text, std::string_view extra) noexcept
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size() || !isHexDigit(text[i + 1]) || !isHexDigit(text[i + 2]))
                return false;
            i += 2;
        } else if (!isUnreservedOrSubDelim(text[i]) && extra.find(text[i]) == std::string_view::npos) {
            return false;
        }
    }
    return true;
}

bool isIpFuture(std::string_view text) noexcept
{
    if (text.size() < 4 || (text.front() != 'v' && text.front() != 'V'))
        return false;
    const auto dot = text.find('.');
    if (dot == std::string_view::npos || dot < 2 || dot + 1 == text.size())
        return false;
    const auto version = text.substr(1, dot - 1);
    return std::all_of(version.begin(), version.end(), isHexDigit) && text.find('%') == std::string_view::npos &&
           consistsOf(text.substr(dot + 1), ":");
}

bool isAuthority(std::string_view text) noexcept
{
    if (const auto at = text.find('@'); at != std::string_view::npos) {
        if (!consistsOf(text.substr(0, at), ":"))
            return false;
        text.remove_prefix(at + 1);
    }
    std::string_view port;
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos)
            return false;
        const auto literal = text.substr(1, close - 1);
        if (!isIpv6(literal) && !isIpFuture(literal))
            return false;
        port = text.substr(close + 1);
    } else {
        const auto colon = std::min(text.find(':'), text.size());
        if (!consistsOf(text.substr(0, colon), {}))
            return false;
        port = text.substr(colon);
    }
    return port.empty() || (port.front() == ':' && std::all_of(port.begin() + 1, port.end(), isDigit));
}

bool isRelative(std::string_view text, bool afterScheme) noexcept
{
    if (const auto hash = text.find('#'); hash != std::string_view::npos) {
        if (!consistsOf(text.substr(hash + 1), ":@/?"))
            return false;
        text = text.substr(0, hash);
    }
    if (const auto question = text.find('?'); question != std::string_view::npos) {
        if (!consistsOf(text.substr(question + 1), ":@/?"))
            return false;
        text = text.substr(0, question);
    }
    if (text.starts_with("//")) {
        const auto end = std::min(text.find('/', 2), text.size());
        if (!isAuthority(text.substr(2, end - 2)))
            return false;
        text = text.substr(end);
    } else if (!afterScheme) {
        // The first segment of a relative path has no colon: it would be a scheme.
        const auto first = text.substr(0, text.find('/'));
        if (first.find(':') != std::string_view::npos)
            return false;
    }
    return consistsOf(text, ":@/");
}

// The length of "scheme:", 0 without one.
std::size_t schemeLength(std::string_view text) noexcept
{
    if (text.empty() || !isLetter(text.front()))
        return 0;
    const auto end = std::find_if_not(
        text.begin(), text.end(), [](char c) { return isLetter(c) || isDigit(c) || c == '+' || c == '-' || c == '.'; });
    return end != text.end() && *end == ':' ? static_cast<std::size_t>(end - text.begin()) + 1 : 0;
}

}

bool isUri(std::string_view text) noexcept
{
    const auto scheme = schemeLength(text);
    return scheme > 0 && isRelative(text.substr(scheme), true);
}

bool isUriReference(std::string_view text) noexcept
{
    return isUri(text) || isRelative(text, false);
}

}
