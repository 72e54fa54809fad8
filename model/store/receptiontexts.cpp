// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/receptiontexts.h"

#include "event/utf8.h"
#include "store/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

namespace eventscope {

namespace {

void addNumber(QByteArray &to, std::size_t number)
{
    for (; number >= 0x80; number >>= 7)
        to += static_cast<char>(number | 0x80);
    to += static_cast<char>(number);
}

// Events are long, and mostly begin where the first of their kind does: to look there is all there is to do.
std::size_t placeOf(std::string_view event, std::string_view body, std::size_t from)
{
    if (event.empty())
        return std::string_view::npos;
    for (std::size_t at = body.find(event.front(), from);
         at != std::string_view::npos && body.size() - at >= event.size(); at = body.find(event.front(), at + 1)) {
        if (std::memcmp(body.data() + at, event.data(), event.size()) == 0)
            return at;
    }
    return std::string_view::npos;
}

}

CutBody CutBody::of(const QByteArray &body, const Event *events, std::size_t count)
{
    CutBody cut;
    const std::string_view whole = viewOf(body);
    std::size_t at = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string_view text = viewOf(events[i].text);
        const std::size_t found = placeOf(text, whole, at);
        if (found == std::string_view::npos)
            break;
        const std::size_t gap = found - at;
        cut.rest.append(whole.data() + at, static_cast<qsizetype>(gap));
        addNumber(cut.cuts, gap);
        at += gap + text.size();
    }
    if (at == 0)
        cut.rest = body;
    else
        cut.rest.append(whole.data() + at, static_cast<qsizetype>(whole.size() - at));
    return cut;
}

std::size_t CutBody::count() const noexcept
{
    return static_cast<std::size_t>(
        std::count_if(cuts.begin(), cuts.end(), [](char byte) { return (static_cast<uchar>(byte) & 0x80) == 0; }));
}

QByteArray CutBody::joined(const std::vector<QByteArray> &texts) const
{
    QByteArray body;
    qsizetype at = 0;
    qsizetype gap = 0;
    int shift = 0;
    std::size_t next = 0;
    for (const char byte : cuts) {
        gap |= static_cast<qsizetype>(static_cast<uchar>(byte) & 0x7f) << shift;
        shift += 7;
        if (static_cast<uchar>(byte) & 0x80) {
            if (shift > 42)
                throw SQLite::Exception("a body is cut in no way that we cut", SQLITE_CORRUPT);
            continue;
        }
        if (gap > rest.size() - at || next >= texts.size())
            throw SQLite::Exception("a body is shorter than what was cut from it", SQLITE_CORRUPT);
        body.append(rest.constData() + at, gap);
        body.append(texts[next++]);
        at += std::exchange(gap, 0);
        shift = 0;
    }
    body.append(rest.constData() + at, rest.size() - at);
    return body;
}

}
