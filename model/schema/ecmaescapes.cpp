// SPDX-License-Identifier: GPL-3.0-or-later
// The characters of a pattern: literals, escapes, classes.
#include "event/utf8.h"
#include "schema/ecmaproperty.h"
#include "schema/ecmatranslation.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>

namespace eventscope::ecma {

namespace {

// What `\s` is in ECMA-262, and what it is not, as members of a class.
constexpr std::string_view spaces =
    R"(\x09-\x0d\x20\xa0\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff})";
constexpr std::string_view notSpaces =
    R"(\x00-\x08\x0e-\x1f\x21-\x9f\xa1-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e})"
    R"(\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{d7ff}\x{e000}-\x{fefe}\x{ff00}-\x{10ffff})";
constexpr char32_t lastCode = 0x10FFFF;

std::optional<unsigned> hexDigit(char c) noexcept
{
    if (isDigit(c))
        return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f')
        return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return static_cast<unsigned>(c - 'A') + 10;
    return std::nullopt;
}

std::string spelled(char32_t code)
{
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, "\\x{%x}", static_cast<unsigned>(code));
    return buffer;
}

}

std::optional<std::string> Translation::setEscape(bool inClass)
{
    const char c = peek();
    switch (c) {
    case 'd':
    case 'D':
    case 'w':
    case 'W':
        ++m_at;
        return std::string("\\") + c;
    case 's':
    case 'S': {
        ++m_at;
        const std::string members(c == 's' ? spaces : notSpaces);
        return inClass ? members : "[" + members + "]";
    }
    case 'p':
    case 'P':
        ++m_at;
        return property(c == 'P');
    default:
        return std::nullopt;
    }
}

std::string Translation::property(bool negated)
{
    const auto close = m_in.find('}', m_at);
    if (!take("{") || close == std::string_view::npos)
        fail(QCoreApplication::translate("Pattern", "\\p needs a property in braces"));
    const auto name = m_in.substr(m_at, close - m_at);
    m_at = close + 1;
    const auto spelling = pcreProperty(name, negated);
    if (!spelling)
        fail(QCoreApplication::translate("Pattern", "“%1” is no Unicode property").arg(stringOf(name)));
    return *spelling;
}

char32_t Translation::codeEscape(bool inClass)
{
    const char c = peek();
    if (c == 'u')
        return unicodeEscape();
    constexpr std::string_view controls = "t\tn\nv\vf\fr\r";
    for (std::size_t i = 0; i < controls.size(); i += 2) {
        if (c == controls[i]) {
            ++m_at;
            return static_cast<char32_t>(controls[i + 1]);
        }
    }
    if (c == '0' && !isDigit(peek(1))) {
        ++m_at;
        return 0;
    }
    if (c == 'c' && isLetter(peek(1))) {
        m_at += 2;
        return static_cast<char32_t>(m_in[m_at - 1] & 0x1f);
    }
    if (c == 'x' && hexDigit(peek(1)) && hexDigit(peek(2))) {
        m_at += 3;
        return *hexDigit(m_in[m_at - 2]) * 16 + *hexDigit(m_in[m_at - 1]);
    }
    if (inClass && c == 'b') {
        ++m_at;
        return '\b';
    }
    if (isLetter(c) || isDigit(c))
        fail(QCoreApplication::translate("Pattern", "\\%1 is no escape of ECMA-262").arg(QLatin1Char(c)));
    return literal();
}

std::optional<char32_t> Translation::fourHexDigits() noexcept
{
    char32_t code = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const auto digit = hexDigit(peek(i));
        if (!digit)
            return std::nullopt;
        code = code * 16 + *digit;
    }
    m_at += 4;
    return code;
}

char32_t Translation::unicodeEscape()
{
    ++m_at;
    if (peek() == '{')
        return bracedCode();
    const auto code = fourHexDigits();
    if (!code)
        fail(QCoreApplication::translate("Pattern", "\\u needs four hexadecimal digits"));
    const bool high = *code >= firstSurrogate && *code < 0xDC00;
    if (!high || !follows("\\u"))
        return *code;
    const auto back = m_at;
    m_at += 2;
    const auto low = fourHexDigits();
    if (low && *low >= 0xDC00 && *low <= lastSurrogate)
        return 0x10000 + ((*code - firstSurrogate) << 10) + (*low - 0xDC00);
    m_at = back;
    return *code;
}

char32_t Translation::bracedCode()
{
    ++m_at;
    char32_t code = 0;
    const auto begin = m_at;
    for (auto digit = hexDigit(peek()); digit && code <= lastCode; digit = hexDigit(peek())) {
        code = code * 16 + *digit;
        ++m_at;
    }
    if (m_at == begin || code > lastCode || !take("}"))
        fail(QCoreApplication::translate("Pattern", "\\u{…} needs a code point in hexadecimal digits"));
    return code;
}

char32_t Translation::literal()
{
    const auto byte = [this](std::size_t ahead) { return static_cast<unsigned char>(peek(ahead)); };
    const unsigned char first = byte(0);
    const std::size_t more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    char32_t code = more == 0 ? first : first & (0x3Fu >> more);
    for (std::size_t i = 1; i <= more; ++i)
        code = code << 6 | (byte(i) & 0x3Fu);
    m_at = std::min(m_at + more + 1, m_in.size());
    return code;
}

void Translation::putCode(char32_t code)
{
    if (code < 0x80 && (isLetter(static_cast<char>(code)) || isDigit(static_cast<char>(code)) || code == '_'))
        m_out += static_cast<char>(code);
    else
        m_out += spelled(code);
}

void Translation::characterClass()
{
    ++m_at;
    const bool negated = take("^");
    m_repeatable = true;
    const auto begin = m_out.size();
    m_out += negated ? "[^" : "[";
    const auto empty = m_out.size();
    while (!atEnd() && peek() != ']')
        classMember();
    if (!take("]"))
        fail(QCoreApplication::translate("Pattern", "a class “[…” is not closed"));
    if (m_out.size() == empty) {
        m_out.resize(begin);
        m_out += negated ? "(?s:.)" : "(?!)";
        return;
    }
    m_out += ']';
}

void Translation::classMember()
{
    const auto first = classAtom();
    if (peek() != '-' || peek(1) == ']' || m_at + 1 >= m_in.size()) {
        if (first.set.empty())
            putRange(first.code, first.code);
        m_out += first.set;
        return;
    }
    ++m_at;
    const auto last = classAtom();
    if (first.set.empty() && last.set.empty()) {
        if (last.code < first.code)
            fail(QCoreApplication::translate("Pattern", "a range in a class is the wrong way round"));
        putRange(first.code, last.code);
        return;
    }
    for (const auto &atom : {first, ClassAtom{'-', {}}, last}) {
        if (atom.set.empty())
            putRange(atom.code, atom.code);
        m_out += atom.set;
    }
}

// Halves of surrogate pairs are in no text, and PCRE2 refuses them: they are left out.
void Translation::putRange(char32_t first, char32_t last)
{
    if (isSurrogate(first))
        first = lastSurrogate + 1;
    if (isSurrogate(last))
        last = firstSurrogate - 1;
    if (first > last)
        return;
    putCode(first);
    if (first != last) {
        m_out += '-';
        putCode(last);
    }
}

Translation::ClassAtom Translation::classAtom()
{
    if (peek() == '\\')
        return classEscape();
    return {literal(), {}};
}

Translation::ClassAtom Translation::classEscape()
{
    ++m_at;
    if (atEnd())
        fail(QCoreApplication::translate("Pattern", "it ends with a backslash"));
    if (auto set = setEscape(true))
        return {0, std::move(*set)};
    return {codeEscape(true), {}};
}

}
