// SPDX-License-Identifier: GPL-3.0-or-later
// The terms of a pattern: groups, quantifiers, references.
#include "schema/ecmapattern.h"

#include "event/utf8.h"
#include "schema/ecmatranslation.h"

#include <QCoreApplication>

namespace eventscope {

namespace ecma {

std::string Translation::run()
{
    countGroups();
    while (!atEnd())
        term();
    if (m_depth > 0)
        fail(QCoreApplication::translate("Pattern", "a group is not closed"));
    return std::move(m_out);
}

void Translation::countGroups() noexcept
{
    bool inClass = false;
    for (std::size_t i = 0; i < m_in.size(); ++i) {
        const char c = m_in[i];
        if (c == '\\')
            ++i;
        else if (c == '[')
            inClass = true;
        else if (c == ']')
            inClass = false;
        else if (c == '(' && !inClass) {
            const auto rest = m_in.substr(i + 1);
            const bool named = rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!");
            m_groups += !rest.starts_with('?') || named ? 1 : 0;
        }
    }
}

void Translation::term()
{
    switch (peek()) {
    case '^':
    case '$':
    case '|':
        m_out += m_in[m_at++];
        m_repeatable = false;
        return;
    case '(':
        openGroup();
        return;
    case ')':
        if (--m_depth < 0)
            fail(QCoreApplication::translate("Pattern", "a group is closed that was not opened"));
        ++m_at;
        m_out += ')';
        m_repeatable = true;
        return;
    case '*':
    case '+':
    case '?':
        quantifier();
        return;
    case '{':
        if (countedQuantifier()) {
            quantifier();
            return;
        }
        break;
    case '.':
        ++m_at;
        m_out += R"([^\n\r\x{2028}\x{2029}])";
        m_repeatable = true;
        return;
    case '[':
        characterClass();
        return;
    case '\\':
        escape();
        return;
    default:
        break;
    }
    putCode(literal());
    m_repeatable = true;
}

void Translation::openGroup()
{
    ++m_depth;
    ++m_at;
    m_repeatable = false;
    m_out += '(';
    if (peek() != '?')
        return;
    for (const std::string_view form : {"?:", "?=", "?!", "?<=", "?<!"}) {
        if (take(form)) {
            m_out += form;
            return;
        }
    }
    const auto close = m_in.find('>', m_at);
    if (!take("?<") || close == std::string_view::npos)
        fail(QCoreApplication::translate("Pattern", "a group starts with “(?%1”, which ECMA-262 does not know")
                 .arg(QLatin1Char(peek(1))));
    const auto name = m_in.substr(m_at, close - m_at);
    for (const char c : name) {
        if (!isLetter(c) && !isDigit(c) && c != '_')
            fail(QCoreApplication::translate("Pattern", "“%1” is no name for a group").arg(stringOf(name)));
    }
    m_out.append("?<").append(name).append(">");
    m_at = close + 1;
}

std::optional<std::string_view> Translation::countedQuantifier() const noexcept
{
    std::size_t at = m_at + 1;
    const auto digits = [&] {
        const auto begin = at;
        while (at < m_in.size() && isDigit(m_in[at]))
            ++at;
        return at > begin;
    };
    if (!digits())
        return std::nullopt;
    if (at < m_in.size() && m_in[at] == ',') {
        ++at;
        digits();
    }
    if (at >= m_in.size() || m_in[at] != '}')
        return std::nullopt;
    return m_in.substr(m_at, at + 1 - m_at);
}

void Translation::quantifier()
{
    if (!m_repeatable)
        fail(
            QCoreApplication::translate("Pattern", "there is nothing that “%1” could repeat").arg(QLatin1Char(peek())));
    if (const auto counted = peek() == '{' ? countedQuantifier() : std::nullopt) {
        m_out += *counted;
        m_at += counted->size();
    } else {
        m_out += m_in[m_at++];
    }
    if (take("?"))
        m_out += '?';
    m_repeatable = false;
}

void Translation::escape()
{
    ++m_at;
    if (atEnd())
        fail(QCoreApplication::translate("Pattern", "it ends with a backslash"));
    if (assertionEscape())
        return;
    m_repeatable = true;
    if (peek() >= '1' && peek() <= '9') {
        backReference();
    } else if (peek() == 'k') {
        namedReference();
    } else if (const auto set = setEscape(false)) {
        m_out += *set;
    } else {
        const auto code = codeEscape(false);
        if (isSurrogate(code))
            fail(QCoreApplication::translate("Pattern", "it asks for half a surrogate pair, which no text has"));
        putCode(code);
    }
}

bool Translation::assertionEscape()
{
    if (peek() != 'b' && peek() != 'B')
        return false;
    m_out.append("\\").append(1, peek());
    ++m_at;
    m_repeatable = false;
    return true;
}

void Translation::backReference()
{
    unsigned number = 0;
    while (isDigit(peek()) && number < 100'000)
        number = number * 10 + static_cast<unsigned>(m_in[m_at++] - '0');
    if (number > m_groups)
        fail(QCoreApplication::translate("Pattern", "\\%1 refers to a group that is not there").arg(number));
    m_out += "\\g{" + std::to_string(number) + "}";
}

void Translation::namedReference()
{
    const auto close = m_in.find('>', m_at);
    if (!take("k<") || close == std::string_view::npos)
        fail(QCoreApplication::translate("Pattern", "\\k needs the name of a group"));
    m_out.append("\\k<").append(m_in.substr(m_at, close - m_at)).append(">");
    m_at = close + 1;
}

}

tl::expected<std::string, QString> pcreFromEcma(std::string_view pattern)
{
    try {
        return ecma::Translation(pattern).run();
    } catch (const ecma::Fault &fault) {
        return tl::unexpected(fault.sentence);
    }
}

}
