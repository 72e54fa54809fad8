// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sourcetext.h"

#include <algorithm>

namespace eventscope {

namespace {

bool isInsideCharacter(const QByteArray &text, qsizetype at)
{
    return at > 0 && at < text.size() && (static_cast<unsigned char>(text.at(at)) & 0xC0) == 0x80;
}

// Where a piece from `from` that must end before `to` is best broken: behind a comma, bracket or space
// of its last third, else at a character.
qsizetype breakBefore(const QByteArray &text, qsizetype from, qsizetype to)
{
    const qsizetype least = to - (to - from) / 3;
    for (qsizetype at = to; at > least; --at) {
        const char c = text.at(at - 1);
        if (c == ',' || c == ' ' || c == '\t' || c == '{' || c == '[')
            return at;
    }
    while (isInsideCharacter(text, to))
        --to;
    return to;
}

// Line and paragraph separators within a string would begin a line on the screen; a sign of the same
// length stands for them.
QString shownText(const QByteArray &text, qsizetype from, qsizetype length)
{
    QString shown = QString::fromUtf8(text.constData() + from, length);
    shown.replace(QChar::LineSeparator, QChar(u'\u2424')).replace(QChar::ParagraphSeparator, QChar(u'\u2424'));
    return shown.replace(QChar::ObjectReplacementCharacter, QChar::ReplacementCharacter);
}

}

SourceText::SourceText(QByteArray text, qsizetype around)
    : m_text(std::move(text))
    , m_end(m_text.size())
{
    if (m_text.size() > longestPart) {
        const qsizetype latest = m_text.size() - longestPart;
        m_begin = std::clamp<qsizetype>(around - longestPart / 4, 0, latest);
        while (isInsideCharacter(m_text, m_begin))
            ++m_begin;
        m_end = std::min(m_text.size(), m_begin + longestPart);
        while (isInsideCharacter(m_text, m_end))
            --m_end;
    }
    lay();
}

void SourceText::lay()
{
    int line = 1 + static_cast<int>(std::count(m_text.cbegin(), m_text.cbegin() + m_begin, '\n'));
    m_shown.reserve(m_end - m_begin);
    qsizetype from = m_begin;
    while (true) {
        const qsizetype found = m_text.indexOf('\n', from);
        const bool isLast = found < 0 || found >= m_end;
        const qsizetype to = isLast ? m_end : found;
        addLine(from, to > from && !isLast && m_text.at(to - 1) == '\r' ? to - 1 : to, line);
        if (isLast)
            return;
        from = to + 1;
        ++line;
    }
}

void SourceText::addLine(qsizetype from, qsizetype to, int line)
{
    bool continued = from == m_begin && from > 0 && m_text.at(from - 1) != '\n';
    do {
        const qsizetype end = to - from > longestPiece ? breakBefore(m_text, from, from + longestPiece) : to;
        if (!m_pieces.empty())
            m_shown += u'\n';
        m_pieces.push_back({from, end - from, static_cast<int>(m_shown.size()), line, continued});
        QString shown = shownText(m_text, from, end - from);
        m_shown += shown.replace(u'\r', QChar(u'\u240D'));
        from = end;
        continued = true;
    } while (from < to);
}

int SourceText::positionOf(qsizetype offset) const
{
    if (m_pieces.empty())
        return 0;
    const qsizetype at = std::clamp(offset, m_begin, m_end);
    auto piece = std::upper_bound(m_pieces.begin(), m_pieces.end(), at,
        [](qsizetype wanted, const Piece &candidate) { return wanted < candidate.offset; });
    if (piece != m_pieces.begin())
        --piece;
    const qsizetype within = std::min(at - piece->offset, piece->length);
    return piece->position + static_cast<int>(QString::fromUtf8(m_text.constData() + piece->offset, within).size());
}

qsizetype SourceText::offsetOf(int position) const
{
    if (m_pieces.empty())
        return 0;
    auto piece = std::upper_bound(m_pieces.begin(), m_pieces.end(), position,
        [](int wanted, const Piece &candidate) { return wanted < candidate.position; });
    if (piece != m_pieces.begin())
        --piece;
    const QString shown = QString::fromUtf8(m_text.constData() + piece->offset, piece->length);
    return piece->offset + shown.left(position - piece->position).toUtf8().size();
}

}
