// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How pcreFromEcma() works: one walk over the pattern that writes the other spelling.
namespace eventscope::ecma {

inline constexpr char32_t firstSurrogate = 0xD800;
inline constexpr char32_t lastSurrogate = 0xDFFF;

[[nodiscard]] inline bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}
[[nodiscard]] inline bool isLetter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
[[nodiscard]] inline bool isSurrogate(char32_t code) noexcept
{
    return code >= firstSurrogate && code <= lastSurrogate;
}

// Thrown where the pattern is none of ECMA-262; never leaves pcreFromEcma().
struct Fault {
    QString sentence;
};

class Translation {
public:
    explicit Translation(std::string_view pattern)
        : m_in(pattern)
    {}

    // Used once.
    [[nodiscard]] std::string run();

private:
    // One member of a class: a code point, or a set such as \d in PCRE2's spelling.
    struct ClassAtom {
        char32_t code = 0;
        std::string set;
    };

    [[noreturn]] static void fail(const QString &sentence) { throw Fault{sentence}; }
    [[nodiscard]] bool atEnd() const noexcept { return m_at >= m_in.size(); }
    [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept
    {
        return m_at + ahead < m_in.size() ? m_in[m_at + ahead] : '\0';
    }
    [[nodiscard]] bool follows(std::string_view text) const noexcept { return m_in.substr(m_at).starts_with(text); }
    bool take(std::string_view text) noexcept
    {
        if (!follows(text))
            return false;
        m_at += text.size();
        return true;
    }

    void findGroups();
    std::string_view groupName();
    void term();
    void openGroup();
    void quantifier();
    [[nodiscard]] std::optional<std::string_view> countedQuantifier() const noexcept;
    void escape();
    bool assertionEscape();
    void backReference();
    void namedReference();
    void characterClass();
    void classMember();
    ClassAtom classAtom();
    ClassAtom classEscape();
    void putRange(char32_t first, char32_t last);
    std::optional<std::string> setEscape(bool inClass);
    std::string property(bool negated);
    char32_t codeEscape(bool inClass);
    char32_t unicodeEscape();
    std::optional<char32_t> fourHexDigits() noexcept;
    char32_t bracedCode();
    char32_t literal();
    void putCode(char32_t code);

    std::string_view m_in;
    std::size_t m_at = 0;
    std::string m_out;
    std::vector<bool> m_open;                  // the groups around: whether they are assertions
    std::vector<std::string_view> m_groups;    // the names of those that capture, empty without one
    bool m_repeatable = false;                 // what was written last can be repeated
};

}
