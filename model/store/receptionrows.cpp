// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/receptionrows.h"

#include "event/utf8.h"
#include "store/notejson.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

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

ReceptionInsert::ReceptionInsert(SQLite::Database &database)
    : m_database(database)
    , m_row(database,
          "INSERT INTO reception (origin, tag, received, client, service, transport, method, target, body_bytes, "
          "events, repeats, rejects, worst, status, note, forwarded, first_event, last_event) VALUES (?, "
          "CAST(? AS TEXT), ?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), "
          "?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    , m_texts(database, "INSERT INTO reception_text VALUES (?, ?, ?, ?, ?, ?)")
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
    m_row.tryReset();
    m_texts.tryReset();
    m_last.reset();
}

ReceptionId ReceptionInsert::insert(
    const Reception &reception, const ReceptionTexts &texts, EventId firstEvent, EventId lastEvent)
{
    const bool any = firstEvent <= lastEvent;
    int at = 0;
    bindNumber(m_row, ++at, reception.origin);
    bindBytes(m_row, ++at, viewOf(reception.tag));
    bindNumber(m_row, ++at, reception.received);
    for (const QByteArray *text :
        {&reception.client, &reception.service, &reception.transport, &reception.method, &reception.target})
        bindBytes(m_row, ++at, viewOf(*text));
    bindNumber(m_row, ++at, reception.bodyBytes);
    bindNumber(m_row, ++at, any ? lastEvent - firstEvent + 1 : 0);
    bindNumber(m_row, ++at, reception.repeats);
    bindNumber(m_row, ++at, reception.rejects);
    bindNumber(m_row, ++at, static_cast<int>(reception.worst));
    bindNumber(m_row, ++at, reception.status);
    bindText(m_row, ++at, reception.note);
    bindNumber(m_row, ++at, reception.forwarded.value_or(0));
    bindNumber(m_row, ++at, any ? firstEvent : 0);
    bindNumber(m_row, ++at, any ? lastEvent : -1);
    run(m_row);
    const ReceptionId id = m_database.getLastInsertRowid();
    bindNumber(m_texts, 1, id);
    m_texts.bindNoCopy(2, texts.headers);
    bindBytes(m_texts, 3, viewOf(texts.body.rest));
    bindBytes(m_texts, 4, viewOf(texts.body.cuts));
    m_texts.bindNoCopy(5, texts.answerHeaders);
    bindBytes(m_texts, 6, viewOf(reception.answer));
    run(m_texts);
    return id;
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
        "SELECT said.headers, said.body, said.cuts, said.answer_headers, said.answer, first_event, last_event "
        "FROM reception_text AS said JOIN reception ON reception.id = said.id WHERE said.id = ?");
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

std::optional<ReceptionId> receptionOfEvent(SQLite::Database &database, EventId event)
{
    SQLite::Statement select(database,
        "SELECT id, last_event FROM reception WHERE first_event > 0 AND first_event <= ? "
        "ORDER BY first_event DESC LIMIT 1");
    bindNumber(select, 1, event);
    if (!select.executeStep() || numberAt(select, 1) < event)
        return std::nullopt;
    return numberAt(select, 0);
}

}
