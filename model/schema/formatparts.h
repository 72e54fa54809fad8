// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

// The larger formats, a file each group. Texts are decoded UTF-8.
namespace eventscope::formats {

[[nodiscard]] bool isDateTime(std::string_view text) noexcept;    // RFC 3339, leap seconds included
[[nodiscard]] bool isDate(std::string_view text) noexcept;
[[nodiscard]] bool isTime(std::string_view text) noexcept;

[[nodiscard]] bool isEmail(std::string_view text) noexcept;       // RFC 5321 Mailbox, ASCII
[[nodiscard]] bool isHostname(std::string_view text) noexcept;    // RFC 1123
[[nodiscard]] bool isIpv4(std::string_view text) noexcept;
[[nodiscard]] bool isIpv6(std::string_view text) noexcept;    // RFC 4291, without a zone

[[nodiscard]] bool isUri(std::string_view text) noexcept;    // RFC 3986, with a scheme
[[nodiscard]] bool isUriReference(std::string_view text) noexcept;

[[nodiscard]] inline bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}
[[nodiscard]] inline bool isHexDigit(char c) noexcept
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
[[nodiscard]] inline bool isLetter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}
