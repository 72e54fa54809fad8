// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

// The larger formats, a file each group. Texts are decoded UTF-8, lone surrogates as their three bytes.
namespace eventscope::formats {

[[nodiscard]] bool isDateTime(std::string_view text) noexcept;    // RFC 3339, leap seconds included
[[nodiscard]] bool isDate(std::string_view text) noexcept;
[[nodiscard]] bool isTime(std::string_view text) noexcept;
[[nodiscard]] bool isDuration(std::string_view text) noexcept;    // RFC 3339, appendix A

[[nodiscard]] bool isEmail(std::string_view text) noexcept;       // RFC 5321 Mailbox, ASCII
[[nodiscard]] bool isIdnEmail(std::string_view text);             // RFC 6531
[[nodiscard]] bool isHostname(std::string_view text) noexcept;    // RFC 1123
[[nodiscard]] bool isIpv4(std::string_view text) noexcept;
[[nodiscard]] bool isIpv6(std::string_view text) noexcept;    // RFC 4291, without a zone

[[nodiscard]] bool isUri(std::string_view text) noexcept;    // RFC 3986, with a scheme
[[nodiscard]] bool isUriReference(std::string_view text) noexcept;
[[nodiscard]] bool isIri(std::string_view text) noexcept;    // RFC 3987
[[nodiscard]] bool isIriReference(std::string_view text) noexcept;
[[nodiscard]] bool isUriTemplate(std::string_view text) noexcept;    // RFC 6570, any level

[[nodiscard]] bool isJsonPointer(std::string_view text) noexcept;    // RFC 6901
[[nodiscard]] bool isRelativeJsonPointer(std::string_view text) noexcept;

// Letters and other characters of an IRI beyond ASCII, and those for private use.
[[nodiscard]] bool isUcsChar(char32_t code) noexcept;
[[nodiscard]] bool isPrivateUse(char32_t code) noexcept;

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
[[nodiscard]] inline bool isAlnum(char c) noexcept
{
    return isDigit(c) || isLetter(c);
}
[[nodiscard]] inline bool isAscii(char c) noexcept
{
    return static_cast<unsigned char>(c) < 0x80;
}

// Whether "%" and two hexadecimal digits stand there.
[[nodiscard]] bool isEscapeAt(std::string_view text, std::size_t at) noexcept;
// The code point that starts there, and `at` moved behind it. The text does not end before.
[[nodiscard]] char32_t takeCode(std::string_view text, std::size_t &at) noexcept;

}
