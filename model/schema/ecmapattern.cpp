// SPDX-License-Identifier: GPL-3.0-or-later
// The terms of a pattern: groups, quantifiers, references.
#include "schema/ecmapattern.h"

#include "event/utf8.h"
#include "schema/ecmatranslation.h"

#include <QChar>
#include <QCoreApplication>

#include <algorithm>

namespace eventscope {

namespace ecma {

namespace {

// What can be in a group's name in ECMA-262; its escapes aside.
bool isNameCode(char32_t code) noexcept
{
    return code == '_' || code == '$' ||
           (code >= 0x80 ? QChar::isLetterOrNumber(code) || QChar::isMark(code)
                         : isLetter(static_cast<char>(code)) || isDigit(static_cast<char>(code)));
}

}

std::string Translation::run()
{
    findGroups();
    while (!atEnd())
        term();
    if (!m_open.empty())
        fail(QCoreApplication::translate("Pattern", "a group is not closed"));
    return std::move(m_out);
}

void Translation::findGroups()
{
    bool inClass = false;
    for (std::size_t i = 0; i < m_in.size(); ++i) {
        const char c = m_in[i];
        if (c == '\\') {
            ++i;
        } else if (c == '[') {
            inClass = true;
        } else if (c == ']') {
            inClass = false;
        } else if (c == '(' && !inClass) {
            const auto rest = m_in.substr(i + 1);
            const bool named = rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!");
            if (named)
                m_groups.push_back(rest.substr(2, rest.find('>') - 2));
            else if (!rest.starts_with('?'))
                m_groups.emplace_back();
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
        if (m_open.empty())
            fail(QCoreApplication::translate("Pattern", "a group is closed that was not opened"));
        ++m_at;
        m_out += ')';
        m_repeatable = !m_open.back();
        m_open.pop_back();
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
    ++m_at;
    m_open.push_back(false);
    m_repeatable = false;
    m_out += '(';
    if (peek() != '?')
        return;
    for (const std::string_view form : {"?:", "?=", "?!", "?<=", "?<!"}) {
        if (take(form)) {
            m_out += form;
            m_open.back() = form != "?:";
            return;
        }
    }
    if (!take("?<"))
        fail(QCoreApplication::translate("Pattern", "a group starts with “(?%1”, which ECMA-262 does not know")
                 .arg(QLatin1Char(peek(1))));
    // It counts by its number: PCRE2 knows fewer names than ECMA-262.
    const auto name = groupName();
    if (std::count(m_groups.begin(), m_groups.end(), name) > 1)
        fail(QCoreApplication::translate("Pattern", "two groups have the name “%1”").arg(stringOf(name)));
}

// The name up to ">", which is taken too.
std::string_view Translation::groupName()
{
    const auto begin = m_at;
    while (!atEnd() && peek() != '>') {
        if ((m_at == begin && isDigit(peek())) || !isNameCode(literal()))
            fail(QCoreApplication::translate("Pattern", "a group has a name that is no name"));
    }
    const auto name = m_in.substr(begin, m_at - begin);
    if (name.empty() || !take(">"))
        fail(QCoreApplication::translate("Pattern", "a group's name needs an end, “>”"));
    return name;
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
    if (number > m_groups.size())
        fail(QCoreApplication::translate("Pattern", "\\%1 refers to a group that is not there").arg(number));
    m_out += "\\g{" + std::to_string(number) + "}";
}

void Translation::namedReference()
{
    if (!take("k<"))
        fail(QCoreApplication::translate("Pattern", "\\k needs the name of a group"));
    const auto name = groupName();
    const auto it = std::find(m_groups.begin(), m_groups.end(), name);
    if (it == m_groups.end())
        fail(
            QCoreApplication::translate("Pattern", "\\k refers to a group “%1” that is not there").arg(stringOf(name)));
    m_out += "\\g{" + std::to_string(it - m_groups.begin() + 1) + "}";
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
