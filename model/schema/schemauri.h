// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

// URI references as RFC 3986 takes them apart and resolves them. Nothing is normalized but dot segments:
// identifiers of schemas are compared as they are written.
namespace eventscope::schema {

struct UriParts {
    std::string_view scheme;       // without the colon
    std::string_view authority;    // without the slashes
    std::string_view path;
    std::string_view query;    // without the question mark
    std::string_view fragment;
    bool hasScheme = false;
    bool hasAuthority = false;
    bool hasQuery = false;
    bool hasFragment = false;
};

// Views into the text. Any text has parts; whether they make a good URI is not asked.
[[nodiscard]] UriParts uriParts(std::string_view text) noexcept;

// What the reference means where `base` is the URI of what it stands in. Without a base, or with a
// relative one, the result may be relative.
[[nodiscard]] std::string resolvedUri(std::string_view base, std::string_view reference);

// The two sides of the first '#'; the fragment without it.
[[nodiscard]] std::string_view withoutFragment(std::string_view uri) noexcept;
[[nodiscard]] std::string_view fragmentOf(std::string_view uri) noexcept;

// "%41" as "A"; what is no such triple stays.
[[nodiscard]] std::string percentDecoded(std::string_view text);

}
