// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadtext.h"

#include "event/utf8.h"
#include "store/payloadbytes.h"
#include "store/wtf8.h"

#include <QChar>

#include <algorithm>

namespace eventscope {

namespace {

struct Folding {
    char32_t code;
    char32_t folded;
};

// All beyond ASCII that fold to something else.
const std::vector<Folding> &foldings()
{
    constexpr char32_t lastWithCase = 0x1ffff;
    static const auto all = [] {
        std::vector<Folding> found;
        for (char32_t code = 0x80; code <= lastWithCase; ++code) {
            if (const char32_t folded = QChar::toCaseFolded(code); folded != code)
                found.push_back({code, folded});
        }
        return found;
    }();
    return all;
}

// Bytes of JSON that is not within strings, quotes aside.
bool isStructural(char c) noexcept
{
    constexpr std::string_view structure = " \t\r\n{}[]:,0123456789+-.Eetrufalsn";
    return structure.find(c) != std::string_view::npos;
}

// What is at the place of a lead byte in valid WTF-8.
char32_t codeAt(std::string_view text, std::size_t at)
{
    const auto byte = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto tail = [&byte](std::size_t i) { return char32_t(byte(i) & 0x3f); };
    const unsigned lead = byte(at);
    if (lead < 0xe0)
        return (lead & 0x1f) << 6 | tail(at + 1);
    if (lead < 0xf0)
        return (lead & 0x0f) << 12 | tail(at + 1) << 6 | tail(at + 2);
    return (lead & 0x07) << 18 | tail(at + 1) << 12 | tail(at + 2) << 6 | tail(at + 3);
}

}

SoughtText::SoughtText(std::string_view text, Case letters)
    : m_anyCase(letters == Case::Ignored)
{
    std::string buffer;
    // Folded or not: of valid WTF-8 in any case, as the texts are that it is looked for in.
    m_text = m_anyCase ? std::string(caseFolded(text, buffer)) : toWtf8(fromWtf8(text)).toStdString();
    m_ascii = isAllAscii(m_text);
    if (m_ascii)
        lookForRun();
    else
        lookForCharacter();
    std::sort(m_units.begin(), m_units.end());
    m_neverOutside = m_run == m_text && !std::all_of(m_text.begin(), m_text.end(), isStructural);
}

// The longest one that JSON writes as it is.
void SoughtText::lookForRun()
{
    for (auto at = m_text.begin(); at != m_text.end();) {
        const auto end = std::find_if_not(at, m_text.end(), jsonbytes::isPlain);
        if (static_cast<std::size_t>(end - at) > m_run.size())
            m_run.assign(at, end);
        at = end == m_text.end() ? end : end + 1;
    }
    if (!m_anyCase)
        return;
    for (const auto [code, folded] : foldings()) {
        if (folded < 0x80 && m_text.find(static_cast<char>(folded)) != std::string::npos)
            addSpelling(code);
    }
}

// The first that is not ASCII.
void SoughtText::lookForCharacter()
{
    const auto lead =
        std::find_if(m_text.begin(), m_text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    const char32_t sought = codeAt(m_text, static_cast<std::size_t>(lead - m_text.begin()));
    addSpelling(sought);
    if (!m_anyCase)
        return;
    for (const auto [code, folded] : foldings()) {
        if (folded == sought)
            addSpelling(code);
    }
}

void SoughtText::addSpelling(char32_t code)
{
    const auto units = QChar::fromUcs4(code);
    m_spellings.push_back(toWtf8(QStringView(units)).toStdString());
    m_units.push_back(QStringView(units).front().unicode());
}

std::size_t SoughtText::findRun(std::string_view text, std::size_t from) const noexcept
{
    return m_anyCase ? findAnyCase(text, m_run, from) : findBytes(text, m_run, from);
}

bool SoughtText::hasSpelling(std::string_view text) const noexcept
{
    return !m_spellings.empty() && !isAllAscii(text) &&
           std::any_of(m_spellings.begin(), m_spellings.end(),
               [text](const std::string &spelling) { return containsBytes(text, spelling); });
}

bool SoughtText::isIn(std::string_view decoded, std::string &buffer) const
{
    if (!m_anyCase)
        return containsBytes(decoded, m_text);
    if (m_ascii && containsAnyCase(decoded, m_text))
        return true;
    return hasSpelling(decoded) && containsBytes(caseFolded(decoded, buffer), m_text);
}

bool SoughtText::mayBeIn(std::string_view json) const noexcept
{
    if (m_ascii && findRun(json, 0) != std::string_view::npos)
        return true;
    if (hasSpelling(json))
        return true;
    return anyEscape(json, [this](char letter, char16_t unit) {
        if (letter != 'u')
            return letter == '/' && m_run.find('/') != std::string::npos;
        return (m_ascii && unit < 0x80) || std::binary_search(m_units.begin(), m_units.end(), unit);
    });
}

bool SoughtText::isSurelyIn(std::string_view json) const noexcept
{
    if (!m_neverOutside)
        return false;
    constexpr std::size_t longestEscape = 6;
    for (std::size_t at = findRun(json, 0); at != std::string_view::npos; at = findRun(json, at + 1)) {
        // What is found may begin within an escape.
        const std::size_t from = at - std::min(at, longestEscape - 1);
        if (json.substr(from, at - from).find('\\') == std::string_view::npos)
            return true;
    }
    return false;
}

}
