// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formatparts.h"

#include <algorithm>

namespace eventscope::formats {

namespace {

bool isHexGroup(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= 4 && std::all_of(text.begin(), text.end(), isHexDigit);
}

// The groups of 16 bits in one half of an address, or -1; a dotted IPv4 address at the end counts two.
int countGroups(std::string_view text, bool ipv4Allowed) noexcept
{
    if (text.empty())
        return 0;
    int count = 0;
    for (;;) {
        const auto colon = text.find(':');
        const auto group = text.substr(0, colon);
        if (colon == std::string_view::npos && ipv4Allowed && isIpv4(group))
            return count + 2;
        if (!isHexGroup(group))
            return -1;
        ++count;
        if (colon == std::string_view::npos)
            return count;
        text.remove_prefix(colon + 1);
    }
}

}

bool isHostname(std::string_view text) noexcept
{
    if (text.empty() || text.size() > 253)
        return false;
    for (;;) {
        const auto dot = text.find('.');
        const auto label = text.substr(0, dot);
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
            return false;
        if (!std::all_of(label.begin(), label.end(), [](char c) { return isAlnum(c) || c == '-'; }))
            return false;
        if (dot == std::string_view::npos)
            return true;
        text.remove_prefix(dot + 1);
    }
}

bool isIpv4(std::string_view text) noexcept
{
    for (int part = 0; part < 4; ++part) {
        const auto dot = text.find('.');
        if ((dot == std::string_view::npos) != (part == 3))
            return false;
        const auto digits = text.substr(0, dot);
        const bool plain = !digits.empty() && digits.size() <= 3 && std::all_of(digits.begin(), digits.end(), isDigit);
        if (!plain || (digits.size() > 1 && digits.front() == '0') || (digits.size() == 3 && digits > "255"))
            return false;
        text.remove_prefix(part == 3 ? text.size() : dot + 1);
    }
    return true;
}

bool isIpv6(std::string_view text) noexcept
{
    constexpr int groups = 8;
    const auto gap = text.find("::");
    if (gap == std::string_view::npos)
        return countGroups(text, true) == groups;
    const int before = countGroups(text.substr(0, gap), false);
    const int after = countGroups(text.substr(gap + 2), true);
    return before >= 0 && after >= 0 && before + after < groups;
}

}
