// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formatparts.h"

namespace eventscope::formats {

bool isEscapeAt(std::string_view text, std::size_t at) noexcept
{
    return at + 2 < text.size() && text[at] == '%' && isHexDigit(text[at + 1]) && isHexDigit(text[at + 2]);
}

char32_t takeCode(std::string_view text, std::size_t &at) noexcept
{
    const auto first = static_cast<unsigned char>(text[at++]);
    if (first < 0x80)
        return first;
    const int more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    char32_t code = first & (0x3Fu >> more);
    for (int i = 0; i < more && at < text.size(); ++i)
        code = code << 6 | (static_cast<unsigned char>(text[at++]) & 0x3Fu);
    return code;
}

}
