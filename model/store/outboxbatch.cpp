// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/outboxbatch.h"

#include "event/utf8.h"
#include "store/outboxjobs.h"
#include "store/storerows.h"

#include <sqlite3.h>

#include <algorithm>
#include <unordered_map>

namespace eventscope {

namespace {

constexpr qint64 eventsAtOnce = 4'096;
constexpr EventId stepsPerSeek = 6;
constexpr std::size_t goneAtOnce = 50'000;    // then the rest is looked at the next time

// What is read of a part that is queued.
struct QueuedPart {
    PlaceRun places;
    int attempts = 0;
    Micros due = 0;
    Micros queued = 0;
    DeliveryId delivery = 0;
    QString message = {};
};

QueuedPart queuedAt(SQLite::Statement &select)
{
    QueuedPart part;
    part.places = {numberAt(select, 0), numberAt(select, 0) + numberAt(select, 1)};
    part.attempts = static_cast<int>(numberAt(select, 2));
    part.due = numberAt(select, 3);
    part.queued = numberAt(select, 4);
    part.delivery = numberAt(select, 5);
    part.message = textAt(select, 6);
    return part;
}

SQLite::Statement selectQueued(SQLite::Database &database, OutboxJobId job, Micros now)
{
    SQLite::Statement select(database, "SELECT first, count, attempts, due, queued, delivery, message FROM outbox_part "
                                       "WHERE job = ? AND state = 0 AND due <= ? ORDER BY first");
    bindNumber(select, 1, job);
    bindNumber(select, 2, now);
    return select;
}

// The places that are not busy.
std::vector<PlaceRun> freeOf(PlaceRun places, const std::vector<PlaceRun> &busy)
{
    std::vector<PlaceRun> free;
    qint64 at = places.first;
    for (const PlaceRun &taken : busy) {
        if (taken.end <= at)
            continue;
        if (taken.first >= places.end)
            break;
        if (at < taken.first)
            free.push_back({at, taken.first});
        at = taken.end;
    }
    if (at < places.end)
        free.push_back({at, places.end});
    return free;
}

// Walks over rows whose ids ascend, and seeks only over wide gaps. The statement's first column is the id, its
// parameter the least one.
class RowWalk {
public:
    RowWalk(SQLite::Database &database, const char *sql)
        : m_select(database, sql)
    {}

    // False when there is no such row. `id` must not be less than before.
    [[nodiscard]] bool moveTo(EventId id)
    {
        if (!m_stands || id - m_at > stepsPerSeek) {
            m_select.reset();
            m_select.bind(1, id);
            step();
        }
        while (m_stands && m_at < id)
            step();
        return m_stands && m_at == id;
    }
    [[nodiscard]] HotStatement &row() noexcept { return m_select; }

private:
    void step()
    {
        m_stands = m_select.step();
        if (m_stands)
            m_at = m_select.number(0);
    }

    HotStatement m_select;
    bool m_stands = false;
    EventId m_at = 0;
};

QByteArray ownBytes(std::string_view bytes)
{
    return {bytes.data(), static_cast<qsizetype>(bytes.size())};
}

// Reads events with what a request is made of.
class QueuedEvents {
public:
    explicit QueuedEvents(SQLite::Database &database)
        : m_events(database, "SELECT id, service, shape, rules, time, received, verdict, partly, time_source "
                             "FROM event WHERE id >= ? ORDER BY id")
        , m_payloads(database, "SELECT id, text, envelope, dedup FROM payload WHERE id >= ? ORDER BY id")
        , m_term(database, "SELECT text FROM term WHERE kind = ? AND id = ?")
        , m_database(database)
    {}

    // In the order of the ids given; nothing for what is removed or not there.
    [[nodiscard]] std::vector<std::optional<Event>> read(const std::vector<OutboxItem> &items)
    {
        std::vector<std::size_t> order(items.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        const auto byEvent = [&items](std::size_t a, std::size_t b) { return items[a].event < items[b].event; };
        if (!std::is_sorted(order.begin(), order.end(), byEvent))
            std::sort(order.begin(), order.end(), byEvent);
        std::vector<std::optional<Event>> events(items.size());
        const std::vector<IdRange> removed = removedWithin(items[order.front()].event, items[order.back()].event);
        auto hidden = removed.begin();
        for (const std::size_t at : order) {
            const EventId id = items[at].event;
            while (hidden != removed.end() && hidden->last < id)
                ++hidden;
            const bool isHidden = hidden != removed.end() && hidden->first <= id;
            if (!isHidden && m_events.moveTo(id) && m_payloads.moveTo(id))
                events[at] = current();
        }
        return events;
    }

private:
    [[nodiscard]] Event current()
    {
        HotStatement &row = m_events.row();
        Event event;
        event.service = term(TermKind::Service, row.number(1));
        event.shape = term(TermKind::Shape, row.number(2));
        event.rules = term(TermKind::RuleSet, row.number(3));
        event.identity.time = row.number(4);
        event.received = row.number(5);
        event.verdict = static_cast<Verdict>(std::clamp<qint64>(row.number(6), 0, 3));
        event.partlyJudged = row.number(7) != 0;
        event.identity.timeSource = static_cast<TimeSource>(std::clamp<qint64>(row.number(8), 0, 2));
        HotStatement &payload = m_payloads.row();
        event.text = ownBytes(payload.bytes(1));
        event.envelope = ownBytes(payload.bytes(2));
        event.identity.dedup = ownBytes(payload.bytes(3));
        return event;
    }

    [[nodiscard]] QByteArray term(TermKind kind, qint64 id)
    {
        if (id == 0)
            return {};
        const qint64 key = id * 8 + static_cast<int>(kind);
        const auto known = m_terms.find(key);
        if (known != m_terms.end())
            return known->second;
        bindNumber(m_term, 1, static_cast<int>(kind));
        bindNumber(m_term, 2, id);
        QByteArray text = m_term.executeStep() ? bytesAt(m_term, 0) : QByteArray();
        m_term.reset();
        return m_terms.emplace(key, std::move(text)).first->second;
    }

    [[nodiscard]] std::vector<IdRange> removedWithin(EventId first, EventId last)
    {
        std::vector<IdRange> ranges;
        SQLite::Statement select(m_database,
            "SELECT first, last FROM removed WHERE first <= ?2 AND "
            "first >= coalesce((SELECT max(first) FROM removed WHERE first <= ?1), 0) ORDER BY first");
        bindNumber(select, 1, first);
        bindNumber(select, 2, last);
        while (select.executeStep())
            ranges.push_back({numberAt(select, 0), numberAt(select, 1)});
        return ranges;
    }

    RowWalk m_events;
    RowWalk m_payloads;
    SQLite::Statement m_term;
    SQLite::Database &m_database;
    std::unordered_map<qint64, QByteArray> m_terms;
};

// Fills a batch from one run of places after the other, until it is full.
class BatchFiller {
public:
    BatchFiller(SQLite::Database &database, const BatchWish &wish)
        : m_database(database)
        , m_wish(wish)
    {}

    // False when the batch is full, or the part does not fit to what is in it.
    [[nodiscard]] bool add(const QueuedPart &part)
    {
        const std::vector<PlaceRun> free = freeOf(part.places, m_wish.busy);
        if (free.empty())
            return true;
        if (!isEmpty() && (part.attempts != m_part.attempts || part.queued != m_part.queued))
            return false;
        if (isEmpty()) {
            m_part = {m_wish.job, free.front().first, 0, OutboxState::Queued, part.attempts, part.due, part.delivery,
                part.message, part.queued};
        }
        return std::all_of(free.begin(), free.end(), [this](const PlaceRun &places) { return addRun(places); });
    }

    [[nodiscard]] bool isEmpty() const noexcept { return m_found.batch.places.empty(); }

    [[nodiscard]] FoundBatch take()
    {
        if (!isEmpty()) {
            m_part.first = m_found.batch.places.front();
            m_part.count = m_found.batch.places.back() + 1 - m_part.first;
            m_found.batch.part = std::move(m_part);
        }
        return std::move(m_found);
    }

private:
    [[nodiscard]] bool addRun(PlaceRun places)
    {
        for (qint64 at = places.first; at < places.end;) {
            const qint64 room = m_wish.most - static_cast<qint64>(m_found.batch.places.size());
            const qint64 wanted = std::min({room, places.end - at, eventsAtOnce});
            if (wanted <= 0 || m_found.gone.size() >= goneAtOnce)
                return false;
            std::vector<OutboxItem> items = readItems(m_database, m_wish.job, at, wanted);
            if (items.empty())
                throw SQLite::Exception("events of an order are missing", SQLITE_CORRUPT);
            if (!addItems(std::move(items), at))
                return false;
            at += wanted;
        }
        return true;
    }

    [[nodiscard]] bool addItems(std::vector<OutboxItem> items, qint64 place)
    {
        std::vector<std::optional<Event>> events = m_reader->read(items);
        Outbox::Batch &batch = m_found.batch;
        for (std::size_t i = 0; i < items.size(); ++i, ++place) {
            if (!events[i]) {
                m_found.gone.push_back(place);
                continue;
            }
            m_bytes += events[i]->text.size() + events[i]->envelope.size();
            if (m_bytes > m_wish.bytes && !batch.places.empty())
                return false;
            batch.places.push_back(place);
            batch.items.push_back(std::move(items[i]));
            batch.events.push_back(std::move(*events[i]));
        }
        return true;
    }

    SQLite::Database &m_database;
    const BatchWish &m_wish;
    std::unique_ptr<QueuedEvents> m_reader = std::make_unique<QueuedEvents>(m_database);
    OutboxPart m_part;
    FoundBatch m_found;
    qint64 m_bytes = 0;
};

// When the first of what is queued and not busy is due; 0: nothing is.
Micros nextDue(SQLite::Database &database, const BatchWish &wish)
{
    Micros due = 0;
    SQLite::Statement select = selectQueued(database, wish.job, std::numeric_limits<Micros>::max());
    while (select.executeStep()) {
        const QueuedPart part = queuedAt(select);
        if (part.due > wish.now && (due == 0 || part.due < due) && !freeOf(part.places, wish.busy).empty())
            due = part.due;
    }
    return due;
}

}

std::vector<PlaceRun> busyRuns(const std::vector<std::pair<qint64, qint64>> &busy)
{
    std::vector<PlaceRun> runs;
    runs.reserve(busy.size());
    for (const auto &[first, count] : busy)
        runs.push_back({first, first + std::max<qint64>(0, count)});
    std::sort(runs.begin(), runs.end(), [](const PlaceRun &a, const PlaceRun &b) { return a.first < b.first; });
    return runs;
}

Result<FoundBatch> readBatch(SQLite::Database &database, const BatchWish &wish)
{
    const SQLite::Transaction moment(database);
    const std::optional<OutboxJobRow> row = readJobRow(database, wish.job);
    if (!row || row->state != OutboxJobState::Queued)
        return failure(unknownOrder());
    FoundBatch found;
    if (row->held)
        return found;
    BatchFiller filler(database, wish);
    SQLite::Statement select = selectQueued(database, wish.job, wish.now);
    while (select.executeStep() && filler.add(queuedAt(select))) {
    }
    const bool empty = filler.isEmpty();
    found = filler.take();
    if (empty)
        found.batch.part.due = found.gone.size() >= goneAtOnce ? wish.now : nextDue(database, wish);
    return found;
}

}
