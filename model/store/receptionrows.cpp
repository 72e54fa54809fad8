// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/receptionrows.h"

#include "event/utf8.h"
#include "store/notejson.h"

#include <sqlite3.h>

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::string_view selectReception =
    "SELECT id, origin, tag, received, client, service, transport, method, target, body_bytes, events, repeats, "
    "rejects, worst, status, note, forwarded FROM reception ";

Verdict receptionVerdict(qint64 number)
{
    if (number < 0 || number > static_cast<int>(Verdict::Invalid))
        throw SQLite::Exception("a verdict is unknown", SQLITE_CORRUPT);
    return static_cast<Verdict>(number);
}

Reception receptionAt(SQLite::Statement &select)
{
    Reception reception;
    int at = 0;
    reception.id = numberAt(select, at++);
    reception.origin = numberAt(select, at++);
    reception.tag = bytesAt(select, at++);
    reception.received = numberAt(select, at++);
    reception.client = bytesAt(select, at++);
    reception.service = bytesAt(select, at++);
    reception.transport = bytesAt(select, at++);
    reception.method = bytesAt(select, at++);
    reception.target = bytesAt(select, at++);
    reception.bodyBytes = numberAt(select, at++);
    reception.events = numberAt(select, at++);
    reception.repeats = numberAt(select, at++);
    reception.rejects = numberAt(select, at++);
    reception.worst = receptionVerdict(numberAt(select, at++));
    reception.status = static_cast<int>(numberAt(select, at++));
    reception.note = textAt(select, at++);
    if (const qint64 delivery = numberAt(select, at++); delivery != 0)
        reception.forwarded = delivery;
    return reception;
}

// The texts of events, as many as there are of them in the range.
std::vector<QByteArray> textsOf(SQLite::Database &database, EventId first, EventId last)
{
    std::vector<QByteArray> texts;
    SQLite::Statement select(database, "SELECT text FROM payload WHERE id BETWEEN ? AND ? ORDER BY id");
    bindNumber(select, 1, first);
    bindNumber(select, 2, last);
    while (select.executeStep())
        texts.push_back(bytesAt(select, 0));
    return texts;
}

}

ReceptionInsert::ReceptionInsert(SQLite::Database &database)
    : m_database(database)
    , m_row(database,
          "INSERT INTO reception (origin, tag, received, client, service, transport, method, target, body_bytes, "
          "events, repeats, rejects, worst, status, note, forwarded, first_event, last_event, headers, "
          "answer_headers, cuts, answer, body) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    , m_last(database, "SELECT max(id) FROM reception")
{}

ReceptionId ReceptionInsert::lastId()
{
    m_last.reset();
    const ReceptionId last = m_last.step() ? m_last.number(0) : 0;
    m_last.reset();
    return last;
}

void ReceptionInsert::reset() noexcept
{
    m_row.reset();
    m_last.reset();
}

ReceptionId ReceptionInsert::insert(
    const Reception &reception, const ReceptionTexts &texts, EventId firstEvent, EventId lastEvent)
{
    const bool any = firstEvent <= lastEvent;
    const QByteArray note = reception.note.toUtf8();
    int at = 0;
    m_row.bind(++at, reception.origin);
    m_row.bindText(++at, viewOf(reception.tag));
    m_row.bind(++at, reception.received);
    for (const QByteArray *text :
        {&reception.client, &reception.service, &reception.transport, &reception.method, &reception.target})
        m_row.bindText(++at, viewOf(*text));
    for (const qint64 number : {reception.bodyBytes, any ? lastEvent - firstEvent + 1 : 0, reception.repeats,
             reception.rejects, static_cast<qint64>(reception.worst), static_cast<qint64>(reception.status)})
        m_row.bind(++at, number);
    m_row.bindText(++at, viewOf(note));
    for (const qint64 number : {reception.forwarded.value_or(0), any ? firstEvent : 0, any ? lastEvent : -1})
        m_row.bind(++at, number);
    m_row.bindText(++at, texts.headers);
    m_row.bindText(++at, texts.answerHeaders);
    for (const QByteArray *bytes : {&texts.body.cuts, &reception.answer, &texts.body.rest})
        m_row.bindBlob(++at, viewOf(*bytes));
    m_row.run();
    return m_database.getLastInsertRowid();
}

std::vector<Reception> readRecentReceptions(SQLite::Database &database, int limit, ReceptionId before)
{
    std::vector<Reception> receptions;
    SQLite::Statement select(
        database, std::string(selectReception) + "WHERE ?1 <= 0 OR id < ?1 ORDER BY id DESC LIMIT ?2");
    bindNumber(select, 1, before);
    bindNumber(select, 2, std::max(0, limit));
    while (select.executeStep())
        receptions.push_back(receptionAt(select));
    return receptions;
}

std::optional<Reception> readReception(SQLite::Database &database, ReceptionId id)
{
    SQLite::Statement select(database, std::string(selectReception) + "WHERE id = ?");
    bindNumber(select, 1, id);
    if (!select.executeStep())
        return std::nullopt;
    Reception reception = receptionAt(select);
    SQLite::Statement texts(database,
        "SELECT headers, body, cuts, answer_headers, answer, first_event, last_event FROM reception WHERE id = ?");
    bindNumber(texts, 1, id);
    if (!texts.executeStep())
        return reception;
    reception.headers = namedValuesIn(viewAt(texts, 0));
    const CutBody body{bytesAt(texts, 1), bytesAt(texts, 2)};
    reception.answerHeaders = namedValuesIn(viewAt(texts, 3));
    reception.answer = bytesAt(texts, 4);
    reception.body = body.cuts.isEmpty()
                         ? body.rest
                         : body.joined(textsOf(database, numberAt(texts, 5),
                               std::min(numberAt(texts, 6), numberAt(texts, 5) + EventId(body.count()) - 1)));
    return reception;
}

std::optional<std::vector<EventId>> readReceivedEvents(SQLite::Database &database, ReceptionId id)
{
    SQLite::Statement select(database, "SELECT first_event, last_event FROM reception WHERE id = ?");
    bindNumber(select, 1, id);
    if (!select.executeStep())
        return std::nullopt;
    std::vector<EventId> events;
    for (EventId event = std::max<EventId>(1, numberAt(select, 0)); event <= numberAt(select, 1); ++event)
        events.push_back(event);
    return events;
}

// An index would be one page more at each commit. Later transactions have later events; within one, those of each
// origin lie together, so that the requests around are looked at as well.
std::optional<ReceptionId> receptionOfEvent(SQLite::Database &database, EventId event)
{
    constexpr ReceptionId mostAtOnce = 8192;    // requests in one transaction
    HotSelect probe(
        database, "SELECT id, first_event FROM reception WHERE id >= ? AND first_event > 0 ORDER BY id LIMIT 1");
    ReceptionId low = 1;
    ReceptionId high = queryNumber(database, "SELECT max(id) FROM reception") + 1;
    while (low < high) {
        const ReceptionId middle = low + (high - low) / 2;
        probe.bind(1, middle);
        if (probe.step() && probe.number(1) <= event)
            low = probe.number(0) + 1;
        else
            high = middle;
        probe.reset();
    }
    HotSelect around(
        database, "SELECT id FROM reception WHERE id BETWEEN ? AND ? AND first_event <= ?3 AND last_event >= ?3");
    around.bind(1, low - mostAtOnce);
    around.bind(2, low + mostAtOnce);
    around.bind(3, event);
    return around.step() ? std::optional(around.number(0)) : std::nullopt;
}

}
