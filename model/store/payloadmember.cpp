// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadmember.h"

#include "event/utf8.h"
#include "store/payloadbytes.h"

#include <algorithm>
#include <charconv>

namespace eventscope {

namespace {

std::size_t behindSpace(std::string_view json, std::size_t at) noexcept
{
    while (at < json.size() && jsonbytes::isSpace(json[at]))
        ++at;
    return at;
}

}

SoughtMember::SoughtMember(std::string_view name, const FilterTerm &term)
    : m_name('"' + std::string(name) + '"')
    , m_op(term.op)
    , m_range(term)
{
    for (const QByteArray &value : term.values)
        m_patterns.emplace_back(value);
}

bool SoughtMember::mayBeIn(std::string_view json) const noexcept
{
    for (std::size_t at = findBytes(json, m_name, 0); at != std::string_view::npos; at = findBytes(json, m_name, at)) {
        at += m_name.size() - 1;    // its last quote may begin another
        const std::size_t colon = behindSpace(json, at + 1);
        if (colon < json.size() && json[colon] == ':' && takes(json.substr(behindSpace(json, colon + 1))))
            return true;
    }
    const bool slash = m_name.find('/') != std::string::npos;
    return anyEscape(
        json, [slash](char letter, char16_t unit) { return letter == 'u' ? unit < 0x80 : letter == '/' && slash; });
}

// Whether the value that is written there, more of the text behind it, may be one.
bool SoughtMember::takes(std::string_view fromValue) const noexcept
{
    if (m_op == FilterTerm::Op::AnyOf)
        return takesText(fromValue);
    if (m_op != FilterTerm::Op::Range)
        return true;
    double number = 0;
    const auto [end, error] = std::from_chars(fromValue.data(), fromValue.data() + fromValue.size(), number);
    if (error == std::errc::result_out_of_range)
        return true;
    return end != fromValue.data() && m_range.has(number);
}

bool SoughtMember::takesText(std::string_view fromValue) const noexcept
{
    std::string_view text;
    if (fromValue.starts_with('"')) {
        fromValue.remove_prefix(1);
        text = fromValue.substr(0, fromValue.find('"'));
        if (text.find('\\') != std::string_view::npos)
            return true;
    } else {
        text = fromValue.substr(0, fromValue.find_first_of(",}] \t\r\n"));
        if (text.starts_with('{') || text.starts_with('['))
            return false;
    }
    return std::any_of(
        m_patterns.begin(), m_patterns.end(), [text](const WildcardPattern &pattern) { return pattern.matches(text); });
}

}
