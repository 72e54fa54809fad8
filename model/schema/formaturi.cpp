// SPDX-License-Identifier: GPL-3.0-or-later
// URIs, and IRIs, which differ by the characters beyond ASCII alone.
#include "schema/formatparts.h"

#include <algorithm>

namespace eventscope::formats {

namespace {

enum class Kind { Uri, Iri };

// The parts of an identifier, each a sequence of characters that are allowed there.
class Reader {
public:
    explicit Reader(Kind kind)
        : m_kind(kind)
    {}

    [[nodiscard]] bool isRelative(std::string_view text, bool afterScheme) const noexcept;

private:
    [[nodiscard]] bool consistsOf(
        std::string_view text, std::string_view extra, bool privateUse = false) const noexcept;
    [[nodiscard]] bool isAuthority(std::string_view text) const noexcept;

    Kind m_kind;
};

bool isUnreservedOrSubDelim(char c) noexcept
{
    return isAlnum(c) || std::string_view("-._~!$&'()*+,;=").find(c) != std::string_view::npos;
}

// Every character is allowed or one of the extra ones, and every '%' starts an escape.
bool Reader::consistsOf(std::string_view text, std::string_view extra, bool privateUse) const noexcept
{
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '%') {
            if (!isEscapeAt(text, at))
                return false;
            at += 3;
        } else if (isAscii(c)) {
            if (!isUnreservedOrSubDelim(c) && extra.find(c) == std::string_view::npos)
                return false;
            ++at;
        } else {
            const char32_t code = takeCode(text, at);
            if (m_kind == Kind::Uri || !(isUcsChar(code) || (privateUse && isPrivateUse(code))))
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
    const auto address = text.substr(dot + 1);
    return std::all_of(version.begin(), version.end(), isHexDigit) &&
           std::all_of(address.begin(), address.end(), [](char c) { return isUnreservedOrSubDelim(c) || c == ':'; });
}

bool Reader::isAuthority(std::string_view text) const noexcept
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

bool Reader::isRelative(std::string_view text, bool afterScheme) const noexcept
{
    if (const auto hash = text.find('#'); hash != std::string_view::npos) {
        if (!consistsOf(text.substr(hash + 1), ":@/?"))
            return false;
        text = text.substr(0, hash);
    }
    if (const auto question = text.find('?'); question != std::string_view::npos) {
        if (!consistsOf(text.substr(question + 1), ":@/?", true))
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
        text.begin(), text.end(), [](char c) { return isAlnum(c) || c == '+' || c == '-' || c == '.'; });
    return end != text.end() && *end == ':' ? static_cast<std::size_t>(end - text.begin()) + 1 : 0;
}

bool isAbsolute(std::string_view text, Kind kind) noexcept
{
    const auto scheme = schemeLength(text);
    return scheme > 0 && Reader(kind).isRelative(text.substr(scheme), true);
}

}

bool isUcsChar(char32_t code) noexcept
{
    if (code < 0x10000)
        return (code >= 0xA0 && code <= 0xD7FF) || (code >= 0xF900 && code <= 0xFDCF) ||
               (code >= 0xFDF0 && code <= 0xFFEF);
    // The last two of each plane are no characters; the last planes are tags and for private use.
    return code < 0xF0000 && (code & 0xFFFF) <= 0xFFFD && (code < 0xE0000 || code >= 0xE1000);
}

bool isPrivateUse(char32_t code) noexcept
{
    return (code >= 0xE000 && code <= 0xF8FF) || (code >= 0xF0000 && code <= 0x10FFFF && (code & 0xFFFF) <= 0xFFFD);
}

bool isUri(std::string_view text) noexcept
{
    return isAbsolute(text, Kind::Uri);
}

bool isUriReference(std::string_view text) noexcept
{
    return isUri(text) || Reader(Kind::Uri).isRelative(text, false);
}

bool isIri(std::string_view text) noexcept
{
    return isAbsolute(text, Kind::Iri);
}

bool isIriReference(std::string_view text) noexcept
{
    return isIri(text) || Reader(Kind::Iri).isRelative(text, false);
}

}
