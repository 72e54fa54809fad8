// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadliteral.h"

#include "event/jsonbytes.h"
#include "store/filterpattern.h"

namespace eventscope {

namespace {

constexpr std::size_t shortest = 2;

// Goes through an expression that is known to be valid.
class LiteralFinder {
public:
    explicit LiteralFinder(std::string_view expression)
        : m_in(expression)
    {}

    // Empty when nothing is known.
    [[nodiscard]] std::string longest()
    {
        while (m_at < m_in.size()) {
            if (!term())
                return {};
        }
        endRun();
        return std::move(m_longest);
    }

private:
    void endRun()
    {
        if (m_run.size() > m_longest.size())
            m_longest = m_run;
        m_run.clear();
    }

    // What was last may also not be there.
    void dropLast()
    {
        if (!m_run.empty())
            m_run.pop_back();
        endRun();
    }

    // False: what comes is not understood, or one of several.
    bool term()
    {
        const char c = m_in[m_at++];
        switch (c) {
        case '|':
            return false;
        case '*':
        case '?':
            dropLast();
            return true;
        case '{':
            dropLast();
            return skipCount();
        case '(':
            endRun();
            return skipGroup();
        case '[':
            endRun();
            skipClass();
            return true;
        case '\\':
            return escape();
        case '+':
        case '.':
        case '^':
        case '$':
            endRun();
            return true;
        default:
            addOrEnd(c);
            return true;
        }
    }

    void addOrEnd(char c)
    {
        if (jsonbytes::isPlain(c))
            m_run += c;
        else
            endRun();
    }

    bool skipCount()
    {
        while (m_at < m_in.size() && (jsonbytes::isDigit(m_in[m_at]) || m_in[m_at] == ','))
            ++m_at;
        return m_at < m_in.size() && m_in[m_at++] == '}';
    }

    void skipClass()
    {
        while (m_at < m_in.size() && m_in[m_at] != ']')
            m_at += m_in[m_at] == '\\' ? 2 : 1;
        ++m_at;
    }

    bool skipGroup()
    {
        for (int open = 1; m_at < m_in.size() && open > 0;) {
            const char c = m_in[m_at++];
            if (c == '\\')
                ++m_at;
            else if (c == '[')
                skipClass();
            else
                open += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        return true;
    }

    bool escape()
    {
        if (m_at == m_in.size())
            return false;
        constexpr std::string_view kinds = "dDwWsSbBnrtfv";
        const char c = m_in[m_at++];
        const bool letter = jsonbytes::isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter) {
            addOrEnd(c);
            return true;
        }
        endRun();
        return kinds.find(c) != std::string_view::npos;
    }

    std::string_view m_in;
    std::size_t m_at = 0;
    std::string m_run;
    std::string m_longest;
};

}

std::optional<SoughtText> requiredText(std::string_view expression)
{
    if (!filterPattern(expression))
        return {};
    constexpr std::string_view ignoringCase = "(?i)";
    const bool anyCase = expression.starts_with(ignoringCase);
    expression.remove_prefix(anyCase ? ignoringCase.size() : 0);
    const std::string literal = LiteralFinder(expression).longest();
    if (literal.size() < shortest)
        return {};
    return SoughtText(literal, anyCase ? SoughtText::Case::Ignored : SoughtText::Case::Counts);
}

}
