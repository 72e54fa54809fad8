// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/linelayout.h"

#include "event/utf8.h"

#include <algorithm>
#include <optional>

namespace eventscope {

namespace {

constexpr qsizetype shortLine = LineLayout::longestLine / 2;    // a broken line this short is joined again
constexpr qsizetype smallPiece = LineLayout::longestPiece / 4;

bool isLineEnd(char c)
{
    return c == '\n' || c == '\r';
}

bool continuesCharacter(char c)
{
    return (static_cast<uchar>(c) & 0xC0U) == 0x80U;
}

// Finds line ends from front to back, each byte looked at twice at most.
class LineEnds {
public:
    explicit LineEnds(std::string_view text)
        : m_text(text)
    {}

    // The first CR or LF at `from` or behind it; the text's end where there is none.
    std::size_t next(std::size_t from)
    {
        from = std::min(from, m_text.size());
        if (!m_known || m_feed < from)
            m_feed = std::min(m_text.find('\n', from), m_text.size());
        if (!m_known || m_return < from)
            m_return = std::min(m_text.find('\r', from), m_text.size());
        m_known = true;
        return std::min(m_feed, m_return);
    }

private:
    std::string_view m_text;
    std::size_t m_feed = 0;
    std::size_t m_return = 0;
    bool m_known = false;
};

// The first CR or LF at the offset or behind it, else the text's end.
std::size_t lineEndBehind(std::string_view text, std::size_t at)
{
    const std::size_t feed = std::min(text.find('\n', at), text.size());
    return std::min(text.substr(0, feed).find('\r', at), feed);
}

struct Line {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// The line around an offset, where it is short.
std::optional<Line> shortLineAt(std::string_view text, std::size_t at)
{
    Line line{at, at};
    while (line.begin > 0 && !isLineEnd(text[line.begin - 1])) {
        if (at - --line.begin > std::size_t(shortLine))
            return {};
    }
    while (line.end < text.size() && !isLineEnd(text[line.end])) {
        if (++line.end - line.begin > std::size_t(shortLine))
            return {};
    }
    return line;
}

// Cuts a line into pieces: behind a comma or an opening bracket in the second half of a piece, else
// behind the last token there, else between two characters.
class Pieces {
public:
    Pieces(std::string_view text, Line line, bool inString)
        : m_text(text)
        , m_line(line)
        , m_inString(inString)
    {}

    // Calls add(offset, inString) for each break.
    template <typename Add>
    void cut(Add add)
    {
        for (std::size_t begin = m_line.begin; m_line.end - begin > std::size_t(LineLayout::longestPiece);) {
            const Place place = endOfPiece(begin);
            add(place.offset, place.inString);
            begin = place.offset;
            m_inString = place.inString;
        }
    }

private:
    struct Place {
        std::size_t offset = 0;
        bool inString = false;
    };

    Place endOfPiece(std::size_t begin) const
    {
        const std::size_t half = begin + LineLayout::longestPiece / 2;
        const std::size_t most = begin + LineLayout::longestPiece;
        Place best;
        Place token;
        Place last;
        bool inString = m_inString;
        for (std::size_t at = begin; at < most;) {
            const char c = m_text[at];
            at += inString && c == '\\' ? 2 : 1;
            if (c == '"')
                inString = !inString;
            if (at > most)
                break;
            if (!continuesCharacter(m_text[at]))
                last = {at, inString};
            if (inString || at < half)
                continue;
            if (c == ',' || c == '{' || c == '[')
                best = {at, false};
            else if (c == ':' || c == ' ' || c == '}' || c == ']')
                token = {at, false};
        }
        if (best.offset > 0)
            return best;
        if (token.offset > 0)
            return token;
        return last.offset > half ? last : Place{most, inString};
    }

    std::string_view m_text;
    Line m_line;
    bool m_inString;
};

}

QByteArray LineLayout::lay(const QByteArray &text)
{
    m_breaks.clear();
    Stretch all;
    all.end = static_cast<quint32>(text.size());
    breakLines(text, all, m_breaks);
    QByteArray shown;
    shown.reserve(text.size() + static_cast<qsizetype>(m_breaks.size()));
    quint32 from = 0;
    for (const Break &b : m_breaks) {
        shown.append(text.constData() + from, b.offset - from).append('\n');
        from = b.offset;
    }
    return shown.append(text.constData() + from, text.size() - from);
}

std::size_t LineLayout::indexOf(quint32 offset) const
{
    const auto found = std::lower_bound(
        m_breaks.cbegin(), m_breaks.cend(), offset, [](const Break &b, quint32 wanted) { return b.offset < wanted; });
    return static_cast<std::size_t>(found - m_breaks.cbegin());
}

qsizetype LineLayout::breaksBefore(qsizetype position) const
{
    // The break of index i is shown at its offset + i, which grows with i.
    std::size_t low = 0;
    std::size_t high = m_breaks.size();
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (qsizetype(m_breaks[middle].offset) + qsizetype(middle) < position)
            low = middle + 1;
        else
            high = middle;
    }
    return static_cast<qsizetype>(low);
}

quint32 LineLayout::offsetOf(qsizetype position) const
{
    return static_cast<quint32>(position - breaksBefore(position));
}

qsizetype LineLayout::positionBeforeBreak(quint32 offset) const
{
    return qsizetype(offset) + qsizetype(indexOf(offset));
}

qsizetype LineLayout::positionOf(quint32 offset) const
{
    const std::size_t index = indexOf(offset);
    const bool isAtBreak = index < m_breaks.size() && m_breaks[index].offset == offset;
    return qsizetype(offset) + qsizetype(index) + (isAtBreak ? 1 : 0);
}

bool LineLayout::isBreak(qsizetype position) const
{
    const auto index = static_cast<std::size_t>(breaksBefore(position));
    return index < m_breaks.size() && qsizetype(m_breaks[index].offset) + qsizetype(index) == position;
}

void LineLayout::shift(std::size_t first, qint64 by)
{
    for (std::size_t i = first; i < m_breaks.size(); ++i)
        m_breaks[i].offset = static_cast<quint32>(m_breaks[i].offset + by);
}

std::vector<TextEdit> LineLayout::edited(const std::vector<TextEdit> &edits, const QByteArray &after)
{
    std::vector<TextEdit> made(edits.rbegin(), edits.rend());    // their text, for now without breaks
    std::vector<quint32> offsets(edits.size());                  // of the new texts, in `after`
    for (std::size_t i = edits.size(); i-- > 0;) {
        const qsizetype begin = positionOf(edits[i].offset);
        const qsizetype end = edits[i].length == 0 ? begin : positionBeforeBreak(edits[i].offset + edits[i].length);
        TextEdit &shown = made[edits.size() - 1 - i];
        shown.offset = static_cast<quint32>(begin);
        shown.length = static_cast<quint32>(end - begin);
        const qsizetype first = breaksBefore(begin);
        m_breaks.erase(m_breaks.cbegin() + first, m_breaks.cbegin() + breaksBefore(end));
        shift(static_cast<std::size_t>(first), edits[i].text.size() - qint64(edits[i].length));
    }
    Breaks between = m_breaks;
    qint64 moved = 0;
    for (std::size_t i = 0; i < edits.size(); ++i) {
        offsets[i] = static_cast<quint32>(edits[i].offset + moved);
        moved += edits[i].text.size() - qint64(edits[i].length);
    }
    for (std::size_t i = 0; i < edits.size(); ++i)
        settle(after, offsets[i], offsets[i] + static_cast<quint32>(edits[i].text.size()));
    // New text is shown with its breaks at once; those around it follow.
    for (std::size_t i = 0; i < edits.size(); ++i)
        addBreaks(made[edits.size() - 1 - i].text, offsets[i], between);
    const std::vector<TextEdit> around = difference(between, m_breaks);
    made.insert(made.end(), around.cbegin(), around.cend());
    return made;
}

// The breaks within a new text at the offset, into the text and among those that are shown.
void LineLayout::addBreaks(QByteArray &text, quint32 offset, Breaks &shown) const
{
    const std::size_t first = indexOf(offset + 1);
    const std::size_t last = std::max(first, indexOf(offset + static_cast<quint32>(text.size())));
    if (first == last)
        return;
    QByteArray broken;
    broken.reserve(text.size() + qsizetype(last - first));
    quint32 from = offset;
    for (std::size_t i = first; i < last; ++i) {
        broken.append(text.constData() + (from - offset), m_breaks[i].offset - from).append('\n');
        from = m_breaks[i].offset;
    }
    text = broken.append(text.constData() + (from - offset), text.size() - (from - offset));
    const auto place = std::lower_bound(shown.cbegin(), shown.cend(), m_breaks[first].offset,
        [](const Break &b, quint32 wanted) { return b.offset < wanted; });
    shown.insert(place, m_breaks.cbegin() + qsizetype(first), m_breaks.cbegin() + qsizetype(last));
}

TextEdit LineLayout::typed(const TextEdit &shown)
{
    const qsizetype end = qsizetype(shown.offset) + shown.length;
    const qsizetype first = breaksBefore(shown.offset);
    const qsizetype last = breaksBefore(end);
    const auto offset = static_cast<quint32>(shown.offset - first);
    const auto length = static_cast<quint32>(end - last - offset);
    m_breaks.erase(m_breaks.cbegin() + first, m_breaks.cbegin() + last);
    shift(static_cast<std::size_t>(first), shown.text.size() - qint64(length));
    return {offset, length, shown.text};
}

std::vector<TextEdit> LineLayout::settled(const QByteArray &text, quint32 from, quint32 to)
{
    const Breaks before = m_breaks;
    settle(text, from, to);
    return difference(before, m_breaks);
}

// The stretch is laid out afresh from the break or line end before it to the one behind it.
void LineLayout::settle(const QByteArray &text, quint32 from, quint32 to)
{
    joinShortLine(text, from);
    joinShortLine(text, to);
    const std::string_view view = viewOf(text);
    const std::size_t first = indexOf(from);
    std::size_t last = indexOf(to + 1);
    const quint32 piece = first == 0 ? 0 : m_breaks[first - 1].offset;
    std::size_t begin = from;
    while (begin > piece && !isLineEnd(view[begin - 1]))
        --begin;
    Stretch stretch;
    stretch.begin = static_cast<quint32>(begin);
    stretch.continues = first > 0 && begin == piece;
    stretch.inString = stretch.continues && m_breaks[first - 1].inString;

    const auto endBehind = [&](quint32 at) {
        stretch.isContinued = last < m_breaks.size();
        stretch.end = stretch.isContinued ? m_breaks[last].offset : static_cast<quint32>(text.size());
        const auto lineEnd = static_cast<quint32>(lineEndBehind(view.substr(0, stretch.end), at));
        stretch.isContinued = stretch.isContinued && lineEnd == stretch.end;
        stretch.end = lineEnd;
    };
    endBehind(to);
    if (stretch.isContinued && stretch.end - std::max(piece, from) < smallPiece) {
        ++last;
        endBehind(stretch.end);
    }
    Breaks made;
    breakLines(text, stretch, made);
    m_breaks.erase(m_breaks.cbegin() + qsizetype(first), m_breaks.cbegin() + qsizetype(last));
    m_breaks.insert(m_breaks.cbegin() + qsizetype(first), made.cbegin(), made.cend());
}

void LineLayout::joinShortLine(const QByteArray &text, quint32 at)
{
    if (m_breaks.empty())
        return;
    const std::optional<Line> line = shortLineAt(viewOf(text), at);
    if (!line)
        return;
    m_breaks.erase(m_breaks.cbegin() + static_cast<qsizetype>(indexOf(static_cast<quint32>(line->begin))),
        m_breaks.cbegin() + static_cast<qsizetype>(indexOf(static_cast<quint32>(line->end) + 1)));
}

void LineLayout::breakLines(const QByteArray &text, const Stretch &stretch, Breaks &made)
{
    const std::string_view view = viewOf(text).substr(0, stretch.end);
    LineEnds ends(view);
    for (std::size_t begin = stretch.begin; begin < view.size();) {
        const Line line{begin, ends.next(begin)};
        const bool continues = stretch.continues && begin == stretch.begin;
        const bool isContinued = stretch.isContinued && line.end == view.size();
        if (continues || isContinued || line.end - line.begin > std::size_t(longestLine))
            Pieces(view, line, continues && stretch.inString).cut([&](std::size_t offset, bool inString) {
                made.push_back({static_cast<quint32>(offset), inString});
            });
        begin = line.end + 1;
    }
}

// From back to front, so that what is told of earlier places stays true.
std::vector<TextEdit> LineLayout::difference(const Breaks &from, const Breaks &to)
{
    std::vector<TextEdit> edits;
    std::size_t i = from.size();
    std::size_t j = to.size();
    while (i > 0 || j > 0) {
        if (i > 0 && j > 0 && from[i - 1] == to[j - 1]) {
            --i;
            --j;
        } else if (j == 0 || (i > 0 && from[i - 1].offset >= to[j - 1].offset)) {
            --i;
            edits.push_back({from[i].offset + static_cast<quint32>(i), 1, {}});
        } else {
            --j;
            edits.push_back({to[j].offset + static_cast<quint32>(i), 0, QByteArrayLiteral("\n")});
        }
    }
    return edits;
}

}
