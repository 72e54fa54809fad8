// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formats.h"

#include "schema/formatparts.h"
#include "schema/pattern.h"

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope {

namespace {

constexpr std::array<std::pair<std::string_view, Format>, 18> names{{
    {"date-time", Format::DateTime},
    {"date", Format::Date},
    {"time", Format::Time},
    {"duration", Format::Duration},
    {"email", Format::Email},
    {"idn-email", Format::IdnEmail},
    {"hostname", Format::Hostname},
    {"ipv4", Format::Ipv4},
    {"ipv6", Format::Ipv6},
    {"uri", Format::Uri},
    {"uri-reference", Format::UriReference},
    {"uri-template", Format::UriTemplate},
    {"iri", Format::Iri},
    {"iri-reference", Format::IriReference},
    {"uuid", Format::Uuid},
    {"json-pointer", Format::JsonPointer},
    {"relative-json-pointer", Format::RelativeJsonPointer},
    {"regex", Format::Regex},
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

}

std::optional<Format> formatFromName(std::string_view name) noexcept
{
    const auto it = std::find_if(names.begin(), names.end(), [name](const auto &entry) { return entry.first == name; });
    return it == names.end() ? std::nullopt : std::optional(it->second);
}

std::string_view formatName(Format format) noexcept
{
    const auto it =
        std::find_if(names.begin(), names.end(), [format](const auto &entry) { return entry.second == format; });
    return it == names.end() ? std::string_view() : it->first;
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
    case Format::Duration:
        return formats::isDuration(text);
    case Format::Email:
        return formats::isEmail(text);
    case Format::IdnEmail:
        return formats::isIdnEmail(text);
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
    case Format::UriTemplate:
        return formats::isUriTemplate(text);
    case Format::Iri:
        return formats::isIri(text);
    case Format::IriReference:
        return formats::isIriReference(text);
    case Format::Uuid:
        return isUuid(text);
    case Format::JsonPointer:
        return formats::isJsonPointer(text);
    case Format::RelativeJsonPointer:
        return formats::isRelativeJsonPointer(text);
    case Format::Regex:
        return Pattern::compile(text).has_value();
    }
    return true;
}

std::optional<Format> formatOf(std::string_view text)
{
    // None of them is shorter than "::"; a longer text is no identifier that anyone wants a schema for.
    constexpr std::size_t longest = 4096;
    if (text.size() < 2 || text.size() > longest)
        return std::nullopt;
    const char first = text.front();
    if (formats::isDigit(first) || first == ':' || formats::isHexDigit(first)) {
        for (const Format format :
            {Format::DateTime, Format::Date, Format::Time, Format::Uuid, Format::Ipv4, Format::Ipv6}) {
            if (isOfFormat(text, format))
                return format;
        }
    }
    const auto colon = text.find(':');
    if (colon != std::string_view::npos && text.substr(colon + 1).starts_with("//") && formats::isUri(text))
        return Format::Uri;
    return formats::isEmail(text) ? std::optional(Format::Email) : std::nullopt;
}

}
