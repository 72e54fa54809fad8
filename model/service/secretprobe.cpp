// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/secretprobe.h"

#include "service/redactor.h"

#include <algorithm>
#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace eventscope {

namespace {

char lowerLetter(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return lowerLetter(c); });
    return text;
}

// One of 64 bits, by the first and the last character whatever their case.
std::uint64_t printOf(std::string_view name) noexcept
{
    const unsigned first = name.empty() ? 0 : static_cast<unsigned char>(name.front()) | 0x20u;
    const unsigned last = name.empty() ? 0 : static_cast<unsigned char>(name.back()) | 0x20u;
    return std::uint64_t(1) << ((first ^ last << 1) & 63);
}

std::size_t lengthClass(std::string_view name) noexcept
{
    return std::min<std::size_t>(name.size(), 63);
}

// What a pointer's last token may be: a member's name, or the place of an array's item too.
bool mayCountItems(const std::string &token)
{
    return !token.empty() && std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A letter can be written as `\u0061`, a slash as `\/`.
bool mayBeSpelledOtherwise(std::string_view inside) noexcept
{
    return inside.find("\\u") != std::string_view::npos || inside.find("\\/") != std::string_view::npos;
}

// Characters that a string can hold with a backslash before them alone.
bool needsEscape(const std::string &text)
{
    return std::any_of(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; });
}

}

SecretProbe::SecretProbe(const std::vector<ServicePtr> &services)
{
    addName("authorization");
    for (const ServicePtr &service : services) {
        const Redactor &redactor = service->redactor();
        m_always = m_always || redactor.hidesAll();
        for (const std::string &name : redactor.names())
            addName(name);
        for (const std::string_view prefix : redactor.keys().maskedPrefixes())
            addStem(std::string(prefix));
    }
}

void SecretProbe::addName(std::string name)
{
    m_always = m_always || mayCountItems(name) || needsEscape(name);
    name = lowered(std::move(name));
    m_prints[lengthClass(name)] |= printOf(name);
    m_names.push_back(std::move(name));
}

void SecretProbe::addStem(std::string stem)
{
    if (stem.size() < headSize || needsEscape(stem)) {
        m_always = true;
        return;
    }
    std::array<char, headSize> head{};
    std::copy_n(stem.begin(), headSize, head.begin());
    if (std::find(m_heads.begin(), m_heads.end(), head) == m_heads.end())
        m_heads.push_back(head);
    m_shortestKey = std::min(m_shortestKey, stem.size() + KeyKinds::shortestSecret);
    m_stems.push_back(std::move(stem));
}

bool SecretProbe::mayHold(JsonValue root) const noexcept
{
    if (!root || m_always)
        return static_cast<bool>(root);
    const JsonNode *const nodes = root.tape()->nodes().data();
    const std::string_view text = root.tape()->text();
    const char *const end = text.data() + text.size();
    const JsonNode *const last = nodes + root.node().next;
    for (const JsonNode *at = nodes + root.index(); at != last; ++at) {
        const JsonNode &node = *at;
        if (node.kind != JsonKind::String)
            continue;
        const std::string_view inside(text.data() + node.offset + 1, node.length - 2);
        const std::uint64_t prints = m_prints[lengthClass(inside)];
        const bool named = prints != 0 && (prints & printOf(inside)) != 0 && isName(inside);
        if (named || (inside.size() >= m_shortestKey && holdsStem(inside, end, node.escaped)) ||
            (node.escaped && mayBeSpelledOtherwise(inside)))
            return true;
    }
    return false;
}

bool SecretProbe::isName(std::string_view text) const noexcept
{
    return std::any_of(m_names.begin(), m_names.end(), [text](const std::string &name) {
        return std::equal(
            name.begin(), name.end(), text.begin(), text.end(), [](char a, char b) { return a == lowerLetter(b); });
    });
}

// A key begins where a word does; what stands before it may be the end of an escape.
bool SecretProbe::hasStemAt(std::string_view text, std::size_t at, bool escaped) const noexcept
{
    if (at > 0 && !escaped && KeyKinds::isWord(text[at - 1]))
        return false;
    return std::any_of(m_stems.begin(), m_stems.end(),
        [rest = text.substr(at)](const std::string &stem) { return rest.starts_with(stem); });
}

bool SecretProbe::holdsStem(std::string_view text, [[maybe_unused]] const char *end, bool escaped) const noexcept
{
    const std::size_t places = text.size() - m_shortestKey + 1;
    std::size_t at = 0;
#ifdef __SSE2__
    const auto readable = static_cast<std::size_t>(end - text.data());
    for (; at < places && at + headSize + 15 <= readable; at += 16) {
        int found = 0;
        const auto equal = [&](char c, std::size_t place) {
            const auto *bytes = reinterpret_cast<const __m128i *>(text.data() + at + place);
            return _mm_cmpeq_epi8(_mm_loadu_si128(bytes), _mm_set1_epi8(c));
        };
        for (const auto &head : m_heads)
            found |= _mm_movemask_epi8(
                _mm_and_si128(_mm_and_si128(equal(head[0], 0), equal(head[1], 1)), equal(head[2], 2)));
        for (auto left = static_cast<unsigned>(found); left != 0; left &= left - 1) {
            const std::size_t place = at + static_cast<std::size_t>(std::countr_zero(left));
            if (place < places && hasStemAt(text, place, escaped))
                return true;
        }
    }
#endif
    for (; at < places; ++at) {
        if (hasStemAt(text, at, escaped))
            return true;
    }
    return false;
}

}
