// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formats.h"

#include "schema/formatparts.h"
#include "schema/pattern.h"

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope {

namespace {

constexpr std::array<std::pair<std::string_view, Format>, 12> names{{
    {"date-time", Format::DateTime},
    {"date", Format::Date},
    {"time", Format::Time},
    {"email", Format::Email},
    {"hostname", Format::Hostname},
    {"ipv4", Format::Ipv4},
    {"ipv6", Format::Ipv6},
    {"uri", Format::Uri},
    {"uri-reference", Format::UriReference},
    {"uuid", Format::Uuid},
    {"regex", Format::Regex},
    {"json-pointer", Format::JsonPointer},
}};

bool isUuid(std::string_view text) noexcept
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !formats::isHexDigit(text[i]))
            return false;
    }
    return true;
}

bool isJsonPointer(std::string_view text) noexcept
{
    if (!text.empty() && text.front() != '/')
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')))
            return false;
    }
    return true;
}

}

std::optional<Format> formatFromName(std::string_view name) noexcept
{
    const auto it = std::find_if(names.begin(), names.end(), [name](const auto &entry) { return entry.first == name; });
    return it == names.end() ? std::nullopt : std::optional(it->second);
}

bool isOfFormat(std::string_view text, Format format)
{
    switch (format) {
    case Format::None:
        return true;
    case Format::DateTime:
        return formats::isDateTime(text);
    case Format::Date:
        return formats::isDate(text);
    case Format::Time:
        return formats::isTime(text);
    case Format::Email:
        return formats::isEmail(text);
    case Format::Hostname:
        return formats::isHostname(text);
    case Format::Ipv4:
        return formats::isIpv4(text);
    case Format::Ipv6:
        return formats::isIpv6(text);
    case Format::Uri:
        return formats::isUri(text);
    case Format::UriReference:
        return formats::isUriReference(text);
    case Format::Uuid:
        return isUuid(text);
    case Format::Regex:
        return Pattern::compile(text).has_value();
    case Format::JsonPointer:
        return isJsonPointer(text);
    }
    return true;
}

}
