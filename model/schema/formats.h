// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace eventscope {

// The formats that are asserted.
enum class Format : std::uint8_t {
    None,
    DateTime,
    Date,
    Time,
    Email,
    Hostname,
    Ipv4,
    Ipv6,
    Uri,
    UriReference,
    Uuid,
    Regex,
    JsonPointer,
};

// Nothing for a name that is not asserted.
[[nodiscard]] std::optional<Format> formatFromName(std::string_view name) noexcept;

// Whether the decoded text is of that format, as the RFC that JSON Schema names for it says.
[[nodiscard]] bool isOfFormat(std::string_view text, Format format);

}
