// SPDX-License-Identifier: GPL-3.0-or-later
// Request bodies that are read item by item, as they are too large to be held or broken somewhere.
#include "event/tr.h"
#include "event/utf8.h"
#include "intake/cutter.h"

#include <algorithm>

namespace eventscope {

namespace {

// Goes on with the scanner to the end of its value and drops it, keeping some of its text. False when it
// does not end.
bool passValue(InputWindow &input, BracketScanner &scanner, QByteArray *kept, qsizetype most)
{
    while (true) {
        const BracketScanner::State state = scanner.scan(input.rest());
        const std::size_t seen = scanner.position();
        if (kept)
            kept->append(input.rest().data(), std::min(qsizetype(seen), most - kept->size()));
        input.drop(seen);
        scanner.forget(seen);
        if (state != BracketScanner::State::Open)
            return state == BracketScanner::State::Ended;
        if (!input.more())
            return false;
    }
}

bool dropTo(InputWindow &input, qint64 offset)
{
    while (input.offset() < offset) {
        const qint64 left = offset - input.offset();
        input.drop(static_cast<std::size_t>(std::min(left, qint64(input.rest().size()))));
        if (input.offset() < offset && !input.more())
            return false;
    }
    return true;
}

// The members behind the list, by name.
QString namesBehind(JsonValue body, JsonValue list)
{
    QStringList names;
    for (const JsonMember member : body.members())
        if (member.value.index() > list.index())
            names << stringOf(member.key.string());
    return names.join(QLatin1String(", "));
}

}

bool Cutter::envelope(const ListPlace &place)
{
    const CutPlace at = here(0);
    // The body with a zero for its list, as far as it is known.
    QByteArray body = bytesOf(m_input.rest().substr(1, place.list - 1)) + '0';
    const Tail ahead = tailAhead(place.list);
    const JsonTape *members = m_reader.members(viewOf(QByteArray(body + ahead.text)));
    if (!members)
        members = m_reader.members(viewOf(body));
    QByteArray beside;
    if (members) {
        beside = envelopeText(members->root(), members->root().find(viewOf(place.name)));
    } else {
        const QString reason = m_reader.fault().sentence;
        m_stopped = !m_reader.reject(m_input.rest().substr(0, place.list), here(place.list), reason);
        body = quoted(viewOf(place.name)) + ":0";
    }
    if (m_stopped)
        return false;

    m_input.drop(place.list + 1);
    m_items = 0;
    const bool closed = items(Kind::Item, beside);
    const qint64 count = m_items;
    const CutPlace tailPlace = here(0);
    Tail tail;
    const bool ended = closed && readTail(tail);
    if (!goesOn())
        return false;
    if (ended && m_reader.members(viewOf(QByteArray(body + tail.text))))
        body += tail.text;
    else if (ended)
        m_stopped = !rejectTail(tail, tailPlace);
    m_stopped = m_stopped || !requestEnded(place.name, body, count, at, ended && !ahead.known);
    return ended && goesOn();
}

bool Cutter::requestEnded(
    const QByteArray &listName, const QByteArray &members, qint64 events, const CutPlace &at, bool tailUnread)
{
    const JsonTape *const tape = m_reader.members(viewOf(members));
    if (!tape)
        return true;
    const JsonValue list = tape->root().find(viewOf(listName));
    const QByteArray outline = outlinedBody(tape->root(), list, events);
    return m_sink.request(viewOf(outline), events, at, tailUnread ? namesBehind(tape->root(), list) : QString());
}

bool Cutter::rejectTail(const Tail &tail, const CutPlace &at)
{
    const CutPlace place{at.line, at.offset, qint64(tail.text.size())};
    return m_reader.reject(viewOf(tail.text), place, m_reader.fault().sentence);
}

// What stands behind the list, before its items are read: at hand, or by a second reading.
Cutter::Tail Cutter::tailAhead(std::size_t list)
{
    BracketScanner scanner;
    scanner.start();
    const std::string_view items = m_input.rest().substr(list);
    if (scanner.scan(items) == BracketScanner::State::Ended) {
        const std::string_view behind = items.substr(scanner.position());
        scanner.start("{");
        if (scanner.scan(behind) == BracketScanner::State::Ended)
            return {bytesOf(behind.substr(0, scanner.position() - 1)), true};
    }
    return m_reopen && !m_input.atEnd() ? tailBehind(m_input.offset() + qint64(list)) : Tail();
}

Cutter::Tail Cutter::tailBehind(qint64 offset)
{
    const std::unique_ptr<ByteSource> source = m_reopen();
    if (!source)
        return {};
    InputWindow window(*source, [this](const ByteSource &) { return m_input.isWanted(); });
    BracketScanner scanner;
    scanner.start();
    if (!dropTo(window, offset) || !passValue(window, scanner, nullptr, 0))
        return {};
    Tail tail;
    scanner.start("{");
    tail.known = passValue(window, scanner, &tail.text, m_options.bounds.bytes) && tail.text.endsWith('}');
    tail.text.chop(1);
    return tail.known ? tail : Tail();
}

bool Cutter::readTail(Tail &tail)
{
    BracketScanner scanner;
    scanner.start("{");
    tail.known = passValue(m_input, scanner, &tail.text, m_options.bounds.bytes);
    if (tail.known)
        tail.text.chop(1);
    else if (goesOn())
        rejectRest(tr("the text ends inside an object"));
    return tail.known;
}

}
