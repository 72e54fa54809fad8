// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/eventfeeds.h"

#include "event/utf8.h"

namespace eventscope {

namespace {

constexpr int eventColumns = 15;
constexpr int payloadColumns = 4;
constexpr int termColumns = 3;

void giveOptional(const QByteArray &bytes, FeedValue into) noexcept
{
    if (!bytes.isEmpty())
        into.text(viewOf(bytes));
}

}

// FNV-1a: kept in the file, so it must stay the same for good.
qint64 dedupHash(std::string_view key) noexcept
{
    quint64 hash = 0xcbf29ce484222325;
    for (const char byte : key) {
        hash ^= static_cast<uchar>(byte);
        hash *= 0x100000001b3;
    }
    return static_cast<qint64>(hash);
}

EventFeed::EventFeed(SQLite::Database &database)
    : RowFeed(database, "event", eventColumns)
{}

void EventFeed::insert(const std::vector<Event> &events, const StagedRows &rows)
{
    m_events = &events;
    m_rows = &rows;
    RowFeed::insert();
}

void EventFeed::value(std::size_t row, int column, FeedValue into) const noexcept
{
    const StagedRow &staged = (*m_rows)[row];
    const Event &event = (*m_events)[row];
    switch (column) {
    case 0:
        return into.number(staged.id);
    case 1:
        return into.number(staged.origin);
    case 2:
        return into.number(staged.time);
    case 3:
        return into.number(staged.received);
    case 4:
        return into.number(staged.tenant);
    case 5:
        return into.number(staged.user);
    case 6:
        return into.number(staged.name);
    case 7:
        return into.number(staged.service);
    case 8:
        return into.number(staged.shape);
    case 9:
        return into.number(staged.bytes);
    case 10:
        return into.number(static_cast<qint64>(event.verdict));
    case 11:
        return into.number(event.partlyJudged);
    case 12:
        return into.number(static_cast<qint64>(event.identity.timeSource));
    case 13:
        if (!event.identity.dedup.isEmpty())
            into.number(dedupHash(viewOf(event.identity.dedup)));
        return;
    case 14:
        return into.number(staged.rules);
    default:
        return;
    }
}

PayloadFeed::PayloadFeed(SQLite::Database &database)
    : RowFeed(database, "payload", payloadColumns)
{}

void PayloadFeed::insert(const std::vector<Event> &events, EventId first)
{
    m_events = &events;
    m_first = first;
    RowFeed::insert();
}

void PayloadFeed::value(std::size_t row, int column, FeedValue into) const noexcept
{
    const Event &event = (*m_events)[row];
    switch (column) {
    case 0:
        return into.number(m_first + static_cast<EventId>(row));
    case 1:
        return into.text(viewOf(event.text));
    case 2:
        return giveOptional(event.envelope, into);
    case 3:
        return giveOptional(event.identity.dedup, into);
    default:
        return;
    }
}

TermFeed::TermFeed(SQLite::Database &database)
    : RowFeed(database, "term", termColumns)
{}

void TermFeed::insert(TermKind kind, const Dictionary &dictionary, Term first, Term end)
{
    m_kind = kind;
    m_dictionary = &dictionary;
    m_first = first;
    m_end = end;
    RowFeed::insert();
}

void TermFeed::value(std::size_t row, int column, FeedValue into) const noexcept
{
    const Term term = m_first + static_cast<Term>(row);
    switch (column) {
    case 0:
        return into.number(static_cast<int>(m_kind));
    case 1:
        return into.number(term);
    case 2:
        return into.text(m_dictionary->text(term));
    default:
        return;
    }
}

}
