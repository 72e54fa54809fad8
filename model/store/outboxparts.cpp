// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/outboxparts.h"

#include <sqlite3.h>

#include <algorithm>

namespace eventscope {

namespace {

OutboxPart partAt(SQLite::Statement &select)
{
    OutboxPart part;
    int at = 0;
    part.job = numberAt(select, at++);
    part.first = numberAt(select, at++);
    part.count = numberAt(select, at++);
    const qint64 state = numberAt(select, at++);
    if (state < 0 || state >= static_cast<qint64>(outboxStates) || part.first < 0 || part.count < 1)
        throw SQLite::Exception("a part of an order is out of bounds", SQLITE_CORRUPT);
    part.state = static_cast<OutboxState>(state);
    part.attempts = static_cast<int>(numberAt(select, at++));
    part.due = numberAt(select, at++);
    part.queued = numberAt(select, at++);
    part.delivery = numberAt(select, at++);
    part.message = textAt(select, at);
    return part;
}

std::vector<OutboxPart> partsAt(SQLite::Statement &select)
{
    std::vector<OutboxPart> parts;
    while (select.executeStep())
        parts.push_back(partAt(select));
    return parts;
}

std::vector<OutboxPart> partsWithin(SQLite::Database &database, OutboxJobId job, PlaceRun places)
{
    SQLite::Statement select(database,
        "SELECT job, first, count, state, attempts, due, queued, delivery, message FROM outbox_part "
        "WHERE job = ?1 AND first <= ?3 AND first >= "
        "coalesce((SELECT max(first) FROM outbox_part WHERE job = ?1 AND first < ?2), 0) ORDER BY first");
    bindNumber(select, 1, job);
    bindNumber(select, 2, places.first);
    bindNumber(select, 3, places.end);
    return partsAt(select);
}

bool shareFate(const OutboxPart &before, const OutboxPart &after)
{
    OutboxPart joined = after;
    joined.first = before.first;
    joined.count = before.count;
    return before.first + before.count == after.first && before == joined;
}

OutboxPart cut(const OutboxPart &part, qint64 first, qint64 end)
{
    OutboxPart piece = part;
    piece.first = first;
    piece.count = end - first;
    return piece;
}

void writePart(SQLite::Statement &insert, const OutboxPart &part)
{
    int at = 0;
    bindNumber(insert, ++at, part.job);
    bindNumber(insert, ++at, part.first);
    bindNumber(insert, ++at, part.count);
    bindNumber(insert, ++at, static_cast<int>(part.state));
    bindNumber(insert, ++at, part.attempts);
    bindNumber(insert, ++at, part.due);
    bindNumber(insert, ++at, part.queued);
    bindNumber(insert, ++at, part.delivery);
    bindText(insert, ++at, part.message);
    run(insert);
}

constexpr const char *upsertPart = "INSERT OR REPLACE INTO outbox_part "
                                   "(job, first, count, state, attempts, due, queued, delivery, message) "
                                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

using PlaceCounts = std::array<qint64, outboxStates>;

void addCounts(PlaceCounts &counts, const std::vector<OutboxPart> &parts, qint64 sign)
{
    for (const OutboxPart &part : parts)
        counts[static_cast<std::size_t>(part.state)] += sign * part.count;
}

void growCounts(SQLite::Database &database, OutboxJobId job, const PlaceCounts &counts)
{
    SQLite::Statement update(database,
        "UPDATE outbox_job SET waiting = waiting + ?1, in_flight = in_flight + ?2, accepted = accepted + ?3, "
        "partly = partly + ?4, rejected = rejected + ?5, failed = failed + ?6, unknown = unknown + ?7, "
        "cancelled = cancelled + ?8 WHERE id = ?9");
    for (std::size_t i = 0; i < counts.size(); ++i)
        bindNumber(update, static_cast<int>(i) + 1, counts[i]);
    bindNumber(update, 9, job);
    update.exec();
}

}

std::optional<std::vector<PlaceRun>> placeRuns(const std::vector<qint64> &places)
{
    std::vector<PlaceRun> runs;
    for (const qint64 place : places) {
        if (place < 0 || (!runs.empty() && place < runs.back().end))
            return std::nullopt;
        if (!runs.empty() && place == runs.back().end)
            ++runs.back().end;
        else
            runs.push_back({place, place + 1});
    }
    return runs;
}

std::optional<std::vector<PlaceRun>> placeRuns(const std::vector<Outbox::Fate> &fates)
{
    constexpr qint64 largest = std::numeric_limits<qint64>::max();
    std::vector<PlaceRun> runs;
    runs.reserve(fates.size());
    for (const Outbox::Fate &fate : fates) {
        if (fate.first < (runs.empty() ? 0 : runs.back().end) || fate.count < 1 || fate.count > largest - fate.first)
            return std::nullopt;
        runs.push_back({fate.first, fate.first + fate.count});
    }
    return runs;
}

OutboxParts::OutboxParts(SQLite::Database &database, OutboxJobId job, PlaceRun places)
    : m_database(database)
    , m_job(job)
    , m_stored(partsWithin(database, job, places))
    , m_parts(m_stored)
{}

OutboxParts::OutboxParts(SQLite::Database &database, OutboxJobId job)
    : m_database(database)
    , m_job(job)
    , m_stored(readParts(database, job))
    , m_parts(m_stored)
{}

bool OutboxParts::are(std::span<const PlaceRun> runs, OutboxState state) const
{
    auto part = m_parts.begin();
    for (const PlaceRun &wanted : runs) {
        qint64 at = wanted.first;
        while (at < wanted.end) {
            while (part != m_parts.end() && part->first + part->count <= at)
                ++part;
            if (part == m_parts.end() || part->first > at || part->state != state)
                return false;
            at = part->first + part->count;
        }
    }
    return true;
}

// Joined with the last one where they share a fate.
void OutboxParts::add(std::vector<OutboxPart> &parts, OutboxPart part) const
{
    if (!parts.empty() && shareFate(parts.back(), part))
        parts.back().count += part.count;
    else
        parts.push_back(std::move(part));
}

qint64 OutboxParts::change(std::span<const PlaceRun> runs, const Change &change)
{
    qint64 changed = 0;
    std::vector<OutboxPart> parts;
    parts.reserve(m_parts.size() + runs.size());
    std::size_t next = 0;
    for (const OutboxPart &part : m_parts) {
        const qint64 end = part.first + part.count;
        qint64 at = part.first;
        while (at < end) {
            while (next < runs.size() && runs[next].end <= at)
                ++next;
            if (next == runs.size() || runs[next].first >= end) {
                add(parts, cut(part, at, end));
                break;
            }
            if (at < runs[next].first)
                add(parts, cut(part, at, runs[next].first));
            at = std::max(at, runs[next].first);
            OutboxPart piece = cut(part, at, std::min(end, runs[next].end));
            at += piece.count;
            if (change(next, piece))
                changed += piece.count;
            add(parts, std::move(piece));
        }
    }
    m_parts = std::move(parts);
    return changed;
}

qint64 OutboxParts::changeAll(const std::function<bool(OutboxPart &)> &change)
{
    const PlaceRun all{0, std::numeric_limits<qint64>::max()};
    return this->change({&all, 1}, [&change](std::size_t, OutboxPart &part) { return change(part); });
}

void OutboxParts::save()
{
    SQLite::Statement remove(m_database, "DELETE FROM outbox_part WHERE job = ? AND first = ?");
    bindNumber(remove, 1, m_job);
    SQLite::Statement upsert(m_database, upsertPart);
    auto stored = m_stored.begin();
    for (const OutboxPart &part : m_parts) {
        for (; stored != m_stored.end() && stored->first < part.first; ++stored) {
            bindNumber(remove, 2, stored->first);
            run(remove);
        }
        const bool there = stored != m_stored.end() && stored->first == part.first;
        if (!there || *stored != part)
            writePart(upsert, part);
        if (there)
            ++stored;
    }
    for (; stored != m_stored.end(); ++stored) {
        bindNumber(remove, 2, stored->first);
        run(remove);
    }
    saveCounts();
    m_stored = m_parts;
}

void OutboxParts::saveCounts()
{
    PlaceCounts counts = {};
    addCounts(counts, m_parts, 1);
    addCounts(counts, m_stored, -1);
    growCounts(m_database, m_job, counts);
}

void insertFirstPart(SQLite::Database &database, OutboxJobId job, qint64 events, Micros queued)
{
    SQLite::Statement insert(database, upsertPart);
    OutboxPart part;
    part.job = job;
    part.count = events;
    part.queued = queued;
    writePart(insert, part);
}

std::vector<OutboxPart> readParts(SQLite::Database &database, OutboxJobId job)
{
    SQLite::Statement select(database,
        "SELECT job, first, count, state, attempts, due, queued, delivery, message FROM outbox_part "
        "WHERE job = ? ORDER BY first");
    bindNumber(select, 1, job);
    return partsAt(select);
}

PlaceRun inFlightWithin(SQLite::Database &database, OutboxJobId job, DeliveryId delivery)
{
    SQLite::Statement select(database, "SELECT min(first), max(first + count) FROM outbox_part "
                                       "WHERE job = ?1 AND state = 1 AND (?2 = 0 OR delivery = ?2)");
    bindNumber(select, 1, job);
    bindNumber(select, 2, delivery);
    if (!select.executeStep() || select.isColumnNull(0))
        return {};
    return {numberAt(select, 0), numberAt(select, 1)};
}

}
