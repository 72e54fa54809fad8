// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/schemauri.h"

#include <algorithm>

namespace eventscope::schema {

namespace {

bool isAlpha(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isSchemeCharacter(char c) noexcept
{
    return isAlpha(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

int hexDigit(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Cuts the text behind the first `mark` off and returns it.
bool cutAt(std::string_view &text, char mark, std::string_view &behind) noexcept
{
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos)
        return false;
    behind = text.substr(at + 1);
    text = text.substr(0, at);
    return true;
}

// Section 5.2.4.
std::string withoutDotSegments(std::string_view path)
{
    std::string result;
    result.reserve(path.size());
    const bool absolute = path.starts_with('/');
    std::size_t at = 0;
    while (at <= path.size()) {
        const std::size_t end = std::min(path.find('/', at + (path.substr(at).starts_with('/') ? 1 : 0)), path.size());
        const std::string_view part = path.substr(at, end - at);
        const std::string_view name = part.starts_with('/') ? part.substr(1) : part;
        const bool last = end == path.size();
        if (name == "..") {
            const std::size_t slash = result.rfind('/');
            result.resize(slash == std::string::npos ? 0 : slash);
            if (last && (absolute || !result.empty()))
                result += '/';
        } else if (name == ".") {
            if (last && (absolute || !result.empty()))
                result += '/';
        } else {
            result += result.empty() && !absolute ? name : part;
        }
        if (last)
            break;
        at = end;
    }
    return result;
}

// Section 5.2.3.
std::string mergedPath(const UriParts &base, std::string_view path)
{
    if (base.hasAuthority && base.path.empty())
        return '/' + std::string(path);
    const std::size_t slash = base.path.rfind('/');
    return std::string(base.path.substr(0, slash == std::string_view::npos ? 0 : slash + 1)) + std::string(path);
}

}

UriParts uriParts(std::string_view text) noexcept
{
    UriParts parts;
    parts.hasFragment = cutAt(text, '#', parts.fragment);
    parts.hasQuery = cutAt(text, '?', parts.query);
    const auto colon = std::find_if_not(text.begin(), text.end(), isSchemeCharacter);
    if (colon != text.end() && *colon == ':' && isAlpha(text.front())) {
        const auto length = static_cast<std::size_t>(colon - text.begin());
        parts.hasScheme = true;
        parts.scheme = text.substr(0, length);
        text = text.substr(length + 1);
    }
    if (text.starts_with("//")) {
        parts.hasAuthority = true;
        const std::size_t end = std::min(text.find('/', 2), text.size());
        parts.authority = text.substr(2, end - 2);
        text = text.substr(end);
    }
    parts.path = text;
    return parts;
}

// Section 5.2.2.
std::string resolvedUri(std::string_view base, std::string_view reference)
{
    const UriParts from = uriParts(base);
    UriParts to = uriParts(reference);
    std::string path;
    if (to.hasScheme || to.hasAuthority || to.path.starts_with('/')) {
        // The path of "urn:…" has no segments.
        const bool opaque = to.hasScheme && !to.hasAuthority && !to.path.starts_with('/');
        path = opaque ? std::string(to.path) : withoutDotSegments(to.path);
    } else if (to.path.empty()) {
        path = from.path;
        if (!to.hasQuery) {
            to.hasQuery = from.hasQuery;
            to.query = from.query;
        }
    } else {
        path = withoutDotSegments(mergedPath(from, to.path));
    }
    if (!to.hasScheme && !to.hasAuthority) {
        to.hasAuthority = from.hasAuthority;
        to.authority = from.authority;
    }
    if (!to.hasScheme) {
        to.hasScheme = from.hasScheme;
        to.scheme = from.scheme;
    }
    std::string result;
    if (to.hasScheme)
        result.append(to.scheme).append(":");
    if (to.hasAuthority)
        result.append("//").append(to.authority);
    result += path;
    if (to.hasQuery)
        result.append("?").append(to.query);
    if (to.hasFragment)
        result.append("#").append(to.fragment);
    return result;
}

std::string_view withoutFragment(std::string_view uri) noexcept
{
    return uri.substr(0, uri.find('#'));
}

std::string_view fragmentOf(std::string_view uri) noexcept
{
    const std::size_t at = uri.find('#');
    return at == std::string_view::npos ? std::string_view() : uri.substr(at + 1);
}

std::string percentDecoded(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
        const int low = high >= 0 ? hexDigit(text[i + 2]) : -1;
        if (low < 0) {
            result += text[i];
            continue;
        }
        result += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return result;
}

}
