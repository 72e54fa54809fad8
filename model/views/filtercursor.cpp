// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/filtertext.h"
#include "views/filtercompletion.h"
#include "views/filtertokens.h"
#include "views/pathkey.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using TokenKind = FilterToken::Kind;
using What = FilterCursor::What;
using TokenList = std::vector<FilterToken>;

QStringView within(QStringView text, const FilterToken &token)
{
    return text.sliced(token.offset, token.length);
}

// A written value, or its beginning, without quotes.
QStringView unquoted(QStringView written)
{
    if (!written.startsWith(u'"'))
        return written;
    written = written.sliced(1);
    return written.endsWith(u'"') && !written.endsWith(u"\\\""_s) ? written.chopped(1) : written;
}

class CursorReader {
public:
    CursorReader(QStringView text, qsizetype cursor)
        : m_text(text)
        , m_cursor(std::clamp<qsizetype>(cursor, 0, text.size()))
        , m_tokens(filterTokens(text))
    {
        m_at.from = m_at.to = m_at.termFrom = m_at.termTo = m_cursor;
    }

    FilterCursor read()
    {
        const auto left = std::find_if(m_tokens.begin(), m_tokens.end(),
            [this](const FilterToken &token) { return token.offset < m_cursor && m_cursor <= token.end(); });
        if (left == m_tokens.end())
            atGap();
        else
            at(*left);
        return std::move(m_at);
    }

private:
    void at(const FilterToken &left)
    {
        switch (left.kind) {
        case TokenKind::Text:
        case TokenKind::Key:
            atTerm(left);
            return;
        case TokenKind::Keyword:
            m_at.what = What::Condition;
            replace(left);
            m_at.termFrom = m_at.from;
            m_at.termTo = m_at.to;
            return;
        case TokenKind::Operator:
        case TokenKind::Comma:
        case TokenKind::Value:
            atValue(left);
            return;
        case TokenKind::Negation:
            if (left.length == 1)
                atGap();
            return;
        case TokenKind::Bracket:
            if (m_text[left.offset] == u'(')
                atGap();
            return;
        case TokenKind::Pattern:
            return;
        }
    }

    // Something begins at the cursor: where nothing stands yet.
    void atGap()
    {
        const bool isFree = m_cursor == m_text.size() || m_text[m_cursor].isSpace() || m_text[m_cursor] == u')';
        if (isFree)
            m_at.what = What::Condition;
    }

    void replace(const FilterToken &token)
    {
        m_at.from = token.offset;
        m_at.to = token.end();
        m_at.typed = m_text.sliced(token.offset, m_cursor - token.offset).toString();
    }

    void atTerm(const FilterToken &token)
    {
        if (token.kind == TokenKind::Text && m_text[token.offset] == u'"')
            return;
        m_at.what = What::Condition;
        replace(token);
        span(token.term);
        const FilterToken *next = after(token);
        if (token.kind == TokenKind::Key && next && next->kind == TokenKind::Operator)
            m_at.to = next->end();
    }

    void atValue(const FilterToken &left)
    {
        const FilterToken &key = *std::find_if(m_tokens.begin(), m_tokens.end(),
            [&left](const FilterToken &token) { return token.term == left.term && token.kind == TokenKind::Key; });
        const FilterToken &sign = *after(key);
        span(left.term);
        m_at.key = within(m_text, key).toString();
        const FilterToken *value = left.kind == TokenKind::Value ? &left : after(left);
        if (value && value->kind == TokenKind::Value && value->term == left.term && value->offset <= m_cursor) {
            m_at.from = value->offset;
            m_at.to = value->end();
            const QStringView typed = m_text.sliced(value->offset, m_cursor - value->offset);
            m_at.typed = QString::fromUtf8(decodedValue(unquoted(typed), ValueKind::Literal));
        }
        meant(within(m_text, sign));
        collectGiven(left.term);
    }

    // Which field the key names.
    void meant(QStringView sign)
    {
        if (isPathKey(m_at.key)) {
            m_at.field = Field::Path;
            m_at.path = pathFromKey(m_at.key);
            m_at.what = (sign == u":" || sign == u"=") && !m_at.path.isEmpty() ? What::Value : What::Nothing;
            return;
        }
        if (m_at.key == "has"_L1) {
            m_at.what = What::Path;
            m_at.typed = m_text.sliced(m_at.from, m_cursor - m_at.from).toString();    // as paths are written
            return;
        }
        constexpr std::array fields{Field::Tenant, Field::User, Field::Name, Field::Service, Field::Verdict,
            Field::Origin, Field::Rule, Field::Time};
        for (const Field field : fields) {
            if (m_at.key == fieldKey(field) || (field == Field::Verdict && m_at.key == "verdict"_L1)) {
                m_at.field = field;
                m_at.what = What::Value;
            }
        }
    }

    void collectGiven(int term)
    {
        const ValueKind kind = m_at.field == Field::Verdict ? ValueKind::Literal : ValueKind::Pattern;
        for (const FilterToken &token : m_tokens)
            if (token.term == term && token.kind == TokenKind::Value && token.offset != m_at.from)
                m_at.given.append(decodedValue(unquoted(within(m_text, token)), kind));
    }

    void span(int term)
    {
        bool begun = false;
        for (const FilterToken &token : m_tokens) {
            if (token.term != term)
                continue;
            m_at.termFrom = begun ? m_at.termFrom : token.offset;
            m_at.termTo = token.end();
            begun = true;
        }
    }

    [[nodiscard]] const FilterToken *after(const FilterToken &token) const
    {
        const auto next = std::find_if(m_tokens.begin(), m_tokens.end(),
            [&token](const FilterToken &other) { return other.offset >= token.end(); });
        return next != m_tokens.end() ? &*next : nullptr;
    }

    QStringView m_text;
    qsizetype m_cursor;
    TokenList m_tokens;
    FilterCursor m_at;
};

}

FilterCursor filterCursor(QStringView text, qsizetype cursor)
{
    return CursorReader(text, cursor).read();
}

}
