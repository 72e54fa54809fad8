// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/keykinds.h"

#include "event/utf8.h"
#include "service/jsontree.h"
#include "service/servicetext.h"

#include <algorithm>
#include <cstring>

namespace eventscope {

using Json = nlohmann::ordered_json;

namespace {

bool hasWhiteSpace(std::string_view text) noexcept
{
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

}

bool KeyKinds::isWord(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool KeyKinds::isKeyCharacter(char c) noexcept
{
    return isWord(c) || c == '_' || c == '-';
}

KeyKinds KeyKinds::compile(const Json &definition, std::vector<DefinitionFault> &faults)
{
    KeyKinds result;
    const auto keys = definition.find("keys");
    if (keys == definition.end())
        return result;
    for (std::size_t i = 0; i < keys->size(); ++i) {
        const Json &key = (*keys)[i];
        const QByteArray place = pointerBelow("/keys", i);
        const QByteArray kind = bytesOf(key.at("kind").get_ref<const std::string &>());
        const Json &prefixes = memberOf(key, "prefix");
        for (std::size_t p = 0; p < prefixes.size(); ++p) {
            const auto &text = prefixes[p].get_ref<const std::string &>();
            if (result.isPrefix(text))
                faults.push_back({pointerBelow(pointerBelow(place, "prefix"), p),
                    ServiceText::tr("Another kind of key has this prefix too.")});
            result.m_prefixes.push_back({text, kind, key.value("mask", false)});
        }
        if (!key.contains("pattern"))
            continue;
        auto pattern = Pattern::compile(key.at("pattern").get_ref<const std::string &>());
        if (pattern)
            result.m_forms.push_back({std::move(*pattern), kind});
        else
            faults.push_back({pointerBelow(place, "pattern"), pattern.error()});
    }
    result.finish();
    return result;
}

void KeyKinds::finish()
{
    std::stable_sort(m_prefixes.begin(), m_prefixes.end(),
        [](const Prefix &a, const Prefix &b) { return a.text.size() > b.text.size(); });
    for (auto prefix = m_prefixes.rbegin(); prefix != m_prefixes.rend(); ++prefix) {
        const bool covered = std::any_of(
            m_stems.begin(), m_stems.end(), [&](const std::string &stem) { return prefix->text.starts_with(stem); });
        if (prefix->masked && !covered)
            m_stems.push_back(prefix->text);
    }
}

const KeyKinds::Prefix *KeyKinds::longest(std::string_view text) const noexcept
{
    for (const Prefix &prefix : m_prefixes) {
        if (text.starts_with(prefix.text))
            return &prefix;
    }
    return nullptr;
}

QByteArray KeyKinds::kindOf(std::string_view key) const
{
    if (const Prefix *prefix = longest(key))
        return prefix->kind;
    for (const Form &form : m_forms) {
        if (form.pattern.match(key) == PatternMatch::Yes)
            return form.kind;
    }
    return {};
}

std::string_view KeyKinds::prefixOf(std::string_view text) const noexcept
{
    const Prefix *prefix = longest(text);
    return prefix ? std::string_view(prefix->text) : std::string_view();
}

bool KeyKinds::isPrefix(std::string_view text) const noexcept
{
    return std::any_of(m_prefixes.begin(), m_prefixes.end(), [&](const Prefix &p) { return p.text == text; });
}

std::vector<QByteArray> KeyKinds::kinds() const
{
    std::vector<QByteArray> kinds;
    for (const Prefix &prefix : m_prefixes)
        kinds.push_back(prefix.kind);
    for (const Form &form : m_forms)
        kinds.push_back(form.kind);
    return kinds;
}

std::vector<std::string_view> KeyKinds::maskedPrefixes() const
{
    std::vector<std::string_view> texts;
    for (const Prefix &prefix : m_prefixes) {
        if (prefix.masked)
            texts.emplace_back(prefix.text);
    }
    return texts;
}

bool KeyKinds::mayHoldMasked(std::string_view text) const noexcept
{
    const auto holds = [&](std::string_view part) {
        return memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
    };
    // A letter of a key can be written `\u00..` and in no other escaped way.
    return std::any_of(m_stems.begin(), m_stems.end(), holds) ||
           (masks() && text.find('\\') != text.npos && holds("\\u00"));
}

std::optional<KeyKinds::Span> KeyKinds::maskedAt(std::string_view text, std::size_t at) const noexcept
{
    if (at > 0 && isWord(text[at - 1]))
        return std::nullopt;
    const Prefix *prefix = longest(text.substr(at));
    if (!prefix || !prefix->masked)
        return std::nullopt;
    std::size_t end = at + prefix->text.size();
    while (end < text.size() && isKeyCharacter(text[end]))
        ++end;
    if (end - at < prefix->text.size() + shortestSecret)
        return std::nullopt;
    if (at == 0 && !hasWhiteSpace(text))
        end = text.size();
    return Span{at, end};
}

std::optional<KeyKinds::Span> KeyKinds::findMasked(std::string_view text, std::size_t from) const noexcept
{
    std::optional<Span> first;
    for (const std::string &stem : m_stems) {
        std::size_t at = text.find(stem, from);
        for (; at != std::string_view::npos && (!first || at < first->begin); at = text.find(stem, at + 1)) {
            if (const auto span = maskedAt(text, at)) {
                first = span;
                break;
            }
        }
    }
    return first;
}

bool isFingerprintTail(std::string_view text, std::size_t at) noexcept
{
    static constexpr std::string_view mark = "\u2026#";
    static_assert(mark.size() + 4 == fingerprintTailLength);
    if (at > text.size() || text.size() - at < fingerprintTailLength || text.substr(at, mark.size()) != mark)
        return false;
    const std::string_view digits = text.substr(at + mark.size(), 4);
    return digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}
