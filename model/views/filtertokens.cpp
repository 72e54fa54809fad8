// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filtertokens.h"

#include "store/filtertext.h"

#include <algorithm>

namespace eventscope {

namespace {

using TokenKind = FilterToken::Kind;

bool endsWord(QChar c)
{
    return c.isSpace() || c == u'(' || c == u')';
}

bool isFieldKey(QStringView word)
{
    return !word.isEmpty() && std::all_of(word.begin(), word.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_';
    });
}

class Tokens {
public:
    explicit Tokens(QStringView text)
        : m_text(text)
    {}

    std::vector<FilterToken> all()
    {
        for (skipSpace(); m_at < m_text.size(); skipSpace())
            one();
        return std::move(m_tokens);
    }

private:
    void one()
    {
        const QChar c = m_text[m_at];
        const QStringView word = wordHere();
        if (c == u'(' || c == u')')
            add(TokenKind::Bracket, 1, -1);
        else if (c == u'-')
            negate(1);
        else if (word.compare(u"not", Qt::CaseInsensitive) == 0)
            negate(word.size());
        else if (isFilterKeyword(word))
            add(TokenKind::Keyword, word.size(), -1);
        else
            term(c);
    }

    void term(QChar first)
    {
        if (first == u'~') {
            const qsizetype from = m_at + 1;
            const bool quoted = from < m_text.size() && m_text[from] == u'"';
            add(TokenKind::Pattern, (quoted ? quotedEnd(from) : wordEnd(from)) - m_at, m_term++);
            return;
        }
        const qsizetype keyEnd = first == u'"' ? quotedEnd(m_at) : plainKeyEnd();
        const qsizetype sign = keyEnd > m_at ? operatorLength(keyEnd) : 0;
        if (sign == 0) {
            add(TokenKind::Text, std::max(first == u'"' ? keyEnd : wordEnd(m_at), m_at + 1) - m_at, m_term++);
            return;
        }
        add(TokenKind::Key, keyEnd - m_at, m_term);
        add(TokenKind::Operator, sign, m_term);
        values();
        ++m_term;
    }

    void values()
    {
        while (m_at < m_text.size() && !endsWord(m_text[m_at])) {
            if (m_text[m_at] == u',') {
                add(TokenKind::Comma, 1, m_term);
                continue;
            }
            qsizetype end = m_at;
            if (m_text[m_at] == u'"')
                end = quotedEnd(m_at);
            else
                while (end < m_text.size() && !endsWord(m_text[end]) && m_text[end] != u',')
                    ++end;
            add(TokenKind::Value, end - m_at, m_term);
        }
    }

    void negate(qsizetype length) { add(TokenKind::Negation, length, m_term); }

    // What may be a key ends at the first sign of an operator.
    [[nodiscard]] qsizetype plainKeyEnd() const
    {
        qsizetype end = m_at;
        while (end < m_text.size() && !endsWord(m_text[end]) && !QStringView(u":=<>\",").contains(m_text[end]))
            ++end;
        return end;
    }

    // Of the operator that stands there behind the key, which begins here; 0 for none.
    [[nodiscard]] qsizetype operatorLength(qsizetype at) const
    {
        const QStringView key = m_text.sliced(m_at, at - m_at);
        if (at >= m_text.size() || !(isPathKey(key) || (m_text[at] == u':' && isFieldKey(key))))
            return 0;
        const bool orEqual = at + 1 < m_text.size() && m_text[at + 1] == u'=';
        if (m_text[at] == u'<' || m_text[at] == u'>')
            return orEqual ? 2 : 1;
        return m_text[at] == u':' || m_text[at] == u'=' ? 1 : 0;
    }

    [[nodiscard]] qsizetype quotedEnd(qsizetype from) const
    {
        qsizetype at = from + 1;
        while (at < m_text.size() && m_text[at] != u'"')
            at += m_text[at] == u'\\' ? 2 : 1;
        return std::min(at + 1, m_text.size());
    }

    [[nodiscard]] qsizetype wordEnd(qsizetype from) const
    {
        while (from < m_text.size() && !endsWord(m_text[from]))
            ++from;
        return from;
    }

    [[nodiscard]] QStringView wordHere() const { return m_text.sliced(m_at, wordEnd(m_at) - m_at); }

    void skipSpace()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }

    void add(TokenKind kind, qsizetype length, int term)
    {
        m_tokens.push_back({kind, m_at, length, term});
        m_at += length;
    }

    QStringView m_text;
    qsizetype m_at = 0;
    int m_term = 0;
    std::vector<FilterToken> m_tokens;
};

}

bool isPathKey(QStringView key)
{
    if (key.isEmpty())
        return false;
    if (key.front() == u'"' || key.front() == u'/')
        return true;
    const QChar first = key.front();
    return key.contains(u'.') && (first.isLetter() || first == u'_' || first == u'$');
}

std::vector<FilterToken> filterTokens(QStringView text)
{
    return Tokens(text).all();
}

}
