// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/writesession.h"

#include "event/tr.h"

#include <algorithm>

// The ends of origins, and removals.

namespace eventscope {

namespace {

constexpr qint64 purgeEvents = 5'000;
constexpr qint64 purgeRejects = 200;

std::vector<IdRange> runsOf(std::vector<EventId> ids)
{
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::vector<IdRange> runs;
    for (const EventId id : ids) {
        if (!runs.empty() && runs.back().last + 1 == id)
            runs.back().last = id;
        else
            runs.push_back({id, id});
    }
    return runs;
}

}

Result<Origin> WriteSession::complete(OriginId origin)
{
    const auto target = targetOf(origin);
    if (!target)
        return failure(target.error());
    SQLite::Statement select(*m_database,
        "SELECT kind, label, detail, started, events, rejects, first_event, last_event FROM origin WHERE id = ?");
    bindNumber(select, 1, origin);
    if (!select.executeStep())
        return failure(unknownOrigin());
    Origin done;
    done.id = origin;
    done.info = {textAt(select, 0), textAt(select, 1), textAt(select, 2)};
    done.state = Origin::State::Complete;
    done.started = numberAt(select, 3);
    done.events = numberAt(select, 4);
    done.rejects = numberAt(select, 5);
    const IdRange events{numberAt(select, 6), numberAt(select, 7)};
    select.reset();
    if (target->state == OriginState::Complete)
        return done;
    m_database->exec("UPDATE origin SET state = 1 WHERE id = " + std::to_string(origin));
    const qint64 change = logChange(ChangeKind::Completed, origin, events);
    m_publications.push_back({{change, ChangeKind::Completed, origin, events}, {}, {}, {}});
    return done;
}

Result<void> WriteSession::giveUp(OriginId origin)
{
    const auto target = targetOf(origin);
    if (!target)
        return failure(target.error());
    if (target->state == OriginState::Complete) {
        return failure(
            Error::Kind::BadInput, tr("The import is complete and cannot be given up. Delete its events instead."));
    }
    m_database->exec("UPDATE origin SET state = 2 WHERE id = " + std::to_string(origin));
    m_dropped.push_back(origin);
    return {};
}

bool WriteSession::purge(OriginId origin)
{
    SQLite::Statement select(*m_database, "SELECT first_event, last_event FROM origin WHERE id = ? AND state = 2");
    bindNumber(select, 1, origin);
    if (!select.executeStep())
        return true;
    const IdRange events{numberAt(select, 0), numberAt(select, 1)};
    select.reset();

    std::vector<EventId> ids;
    SQLite::Statement selectEvents(
        *m_database, "SELECT id FROM event WHERE id BETWEEN ? AND ? AND origin = ? ORDER BY id LIMIT ?");
    bindNumber(selectEvents, 1, events.first);
    bindNumber(selectEvents, 2, events.last);
    bindNumber(selectEvents, 3, origin);
    bindNumber(selectEvents, 4, purgeEvents);
    while (selectEvents.executeStep())
        ids.push_back(numberAt(selectEvents, 0));
    selectEvents.reset();

    SQLite::Statement deleteEvent(*m_database, "DELETE FROM event WHERE id = ?");
    SQLite::Statement deletePayload(*m_database, "DELETE FROM payload WHERE id = ?");
    for (const EventId id : ids) {
        bindNumber(deleteEvent, 1, id);
        run(deleteEvent);
        bindNumber(deletePayload, 1, id);
        run(deletePayload);
    }
    if (!ids.empty()) {
        m_database->exec("UPDATE origin SET first_event = " + std::to_string(ids.back() + 1) +
                         " WHERE id = " + std::to_string(origin));
        return false;
    }
    SQLite::Statement deleteRejects(
        *m_database, "DELETE FROM reject WHERE id IN (SELECT id FROM reject WHERE origin = ? LIMIT ?)");
    bindNumber(deleteRejects, 1, origin);
    bindNumber(deleteRejects, 2, purgeRejects);
    if (deleteRejects.exec() == purgeRejects)
        return false;
    m_database->exec("DELETE FROM origin WHERE id = " + std::to_string(origin));
    return true;
}

// What is hidden of those events already, in their order.
std::vector<IdRange> WriteSession::hiddenWithin(IdRange events)
{
    SQLite::Statement select(*m_database,
        "SELECT first, last FROM removed WHERE first <= ?2 AND "
        "first >= coalesce((SELECT max(first) FROM removed WHERE first <= ?1), 0) ORDER BY first");
    bindNumber(select, 1, events.first);
    bindNumber(select, 2, events.last);
    std::vector<IdRange> hidden;
    while (select.executeStep())
        hidden.push_back({numberAt(select, 0), numberAt(select, 1)});
    return hidden;
}

// Events that are hidden already are left out. One walk over both lists, as there may be millions of runs.
WriteSession::HiddenRuns WriteSession::runsToHide(std::vector<EventId> ids)
{
    HiddenRuns runs;
    const auto hide = [&runs](EventId first, EventId last) {
        if (first > last)
            return;
        runs.events += last - first + 1;
        runs.ranges.push_back({first, last});
    };
    const std::vector<IdRange> wanted = runsOf(std::move(ids));
    if (wanted.empty())
        return runs;
    const std::vector<IdRange> hidden = hiddenWithin({wanted.front().first, wanted.back().last});
    auto taken = hidden.begin();
    for (const IdRange &run : wanted) {
        while (taken != hidden.end() && taken->last < run.first)
            ++taken;
        EventId next = run.first;
        for (auto within = taken; within != hidden.end() && within->first <= run.last; ++within) {
            hide(next, within->first - 1);
            next = within->last + 1;
        }
        hide(next, run.last);
    }
    return runs;
}

Result<EventStore::Removal> WriteSession::remove(std::vector<EventId> ids)
{
    return hide(runsToHide(std::move(ids)));
}

EventStore::Removal WriteSession::hide(HiddenRuns runs)
{
    auto &[ranges, events] = runs;
    if (ranges.empty())
        return {};
    SQLite::Statement insertRemoval(*m_database, "INSERT INTO removal (at, events) VALUES (?, ?)");
    bindNumber(insertRemoval, 1, m_clock());
    bindNumber(insertRemoval, 2, events);
    insertRemoval.exec();
    const qint64 removal = m_database->getLastInsertRowid();
    SQLite::Statement insertRange(*m_database, "INSERT INTO removed VALUES (?, ?, ?)");
    for (const IdRange &range : ranges) {
        bindNumber(insertRange, 1, range.first);
        bindNumber(insertRange, 2, range.last);
        bindNumber(insertRange, 3, removal);
        run(insertRange);
    }
    const qint64 change = logChange(ChangeKind::Removed, removal);
    m_publications.push_back({{change, ChangeKind::Removed, removal, {}}, {}, std::move(ranges), {}});
    return {removal, events};
}

Result<void> WriteSession::restore(qint64 removal)
{
    std::vector<IdRange> ranges;
    SQLite::Statement select(*m_database, "SELECT first, last FROM removed WHERE removal = ? ORDER BY first");
    bindNumber(select, 1, removal);
    while (select.executeStep())
        ranges.push_back({numberAt(select, 0), numberAt(select, 1)});
    select.reset();
    if (ranges.empty())
        return failure(Error::Kind::NotFound, tr("There is nothing to bring back: it was undone already."));
    for (const char *sql : {"DELETE FROM removed WHERE removal = ?", "DELETE FROM removal WHERE id = ?"}) {
        SQLite::Statement statement(*m_database, sql);
        bindNumber(statement, 1, removal);
        statement.exec();
    }
    const qint64 change = logChange(ChangeKind::Restored, removal);
    m_publications.push_back({{change, ChangeKind::Restored, removal, {}}, {}, std::move(ranges), {}});
    return {};
}

}
