// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/filterparser.h"

#include "event/tr.h"
#include "store/filtertext.h"

namespace eventscope {

namespace {

bool endsWord(QChar c)
{
    return c.isSpace() || c == u'(' || c == u')';
}

}

qsizetype expressionEnd(QStringView text, qsizetype from)
{
    int open = 0;
    bool inClass = false;
    for (qsizetype at = from; at < text.size(); ++at) {
        const QChar c = text[at];
        if (c.isSpace() || (c == u')' && !inClass && open == 0))
            return at;
        if (c == u'\\' && at + 1 < text.size() && !text[at + 1].isSpace())
            ++at;
        else if (inClass)
            inClass = c != u']';
        else if (c == u'[')
            inClass = true;
        else if (c == u'(' || c == u')')
            open += c == u'(' ? 1 : -1;
    }
    return text.size();
}

std::optional<std::vector<FilterParser::Written>> FilterParser::parseValues()
{
    std::vector<Written> values;
    do {
        if (!values.empty())
            ++m_at;    // the comma
        if (atEnd() || endsWord(peek()) || peek() == u',') {
            return fail(m_at - 1, 1, tr("Expected a value behind this; an empty one is written \"\"."));
        }
        const std::optional<Written> value = readWritten([](QChar c) { return c == u','; });
        if (!value)
            return {};
        values.push_back(*value);
    } while (peek() == u',');
    return values;
}

std::optional<FilterParser::Written> FilterParser::readWritten(Stop stop)
{
    if (peek() == u'"')
        return readQuoted(stop);
    Written word{m_at, 0, {}, false};
    while (!atEnd() && !endsWord(peek()) && !stop(peek()))
        ++m_at;
    if (peek() == u'(')
        return fail(
            m_at, 1, tr("Expected a space before the bracket; to keep it in the value, put quotes around all of it."));
    word.length = m_at - word.offset;
    word.inner = m_text.sliced(word.offset, word.length);
    return word;
}

std::optional<FilterParser::Written> FilterParser::readQuoted(Stop stop)
{
    Written quoted{m_at, 0, {}, true};
    ++m_at;
    while (!atEnd() && peek() != u'"')
        m_at += peek() == u'\\' ? 2 : 1;
    if (atEnd()) {
        m_at = m_text.size();
        return fail(quoted.offset, m_at - quoted.offset, tr("Expected a closing quote."));
    }
    ++m_at;
    quoted.length = m_at - quoted.offset;
    quoted.inner = m_text.sliced(quoted.offset + 1, quoted.length - 2);
    if (!atEnd() && !stop(peek()) && (!endsWord(peek()) || peek() == u'('))
        return fail(m_at, 1, tr("Expected a space behind the closing quote."));
    return quoted;
}

QStringView FilterParser::takeOperator()
{
    const qsizetype start = m_at;
    const bool comparison = peek() == u'<' || peek() == u'>';
    const bool equals = peek() == u'=';
    ++m_at;
    if ((comparison || equals) && peek() == u'=')    // `==` is `=`
        ++m_at;
    return m_text.sliced(start, comparison ? m_at - start : 1);
}

void FilterParser::skipSpace()
{
    while (!atEnd() && peek().isSpace())
        ++m_at;
}

QChar FilterParser::peek(qsizetype ahead) const
{
    return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : QChar();
}

QStringView FilterParser::peekWord() const
{
    qsizetype end = m_at;
    while (end < m_text.size() && !endsWord(m_text[end]))
        ++end;
    return m_text.sliced(m_at, end - m_at);
}

bool FilterParser::takeKeyword(QStringView keyword)
{
    if (peekWord().compare(keyword, Qt::CaseInsensitive) != 0)
        return false;
    m_at += keyword.size();
    skipSpace();
    return true;
}

std::nullopt_t FilterParser::fail(qsizetype offset, qsizetype length, const QString &sentence)
{
    if (!m_fault)
        m_fault = EventFilter::ParseFault{{Error::Kind::BadInput, sentence}, offset, length};
    return std::nullopt;
}

}
