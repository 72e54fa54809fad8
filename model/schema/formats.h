// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace eventscope {

// The formats that are asserted. Fewer than 32, so that a set of them fits a word.
enum class Format : std::uint8_t {
    None,
    DateTime,
    Date,
    Time,
    Duration,
    Email,
    IdnEmail,
    Hostname,
    Ipv4,
    Ipv6,
    Uri,
    UriReference,
    UriTemplate,
    Iri,
    IriReference,
    Uuid,
    JsonPointer,
    RelativeJsonPointer,
    Regex,
};

// Nothing for a name that is not asserted.
[[nodiscard]] std::optional<Format> formatFromName(std::string_view name) noexcept;
// As JSON Schema spells it; empty for None.
[[nodiscard]] std::string_view formatName(Format format) noexcept;

// Whether the decoded text is of that format, as the RFC that JSON Schema names for it says.
[[nodiscard]] bool isOfFormat(std::string_view text, Format format);

// The format that a decoded text is most probably written in, for schemas made from examples: one of
// date-time, date, time, uuid, ipv4, ipv6, email and uri (with "//" after its scheme, since any "word:word"
// is a URI). Never one that plain words are of too, such as hostname.
[[nodiscard]] std::optional<Format> formatOf(std::string_view text);

}
