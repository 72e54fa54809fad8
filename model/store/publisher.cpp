// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/publisher.h"

#include "store/rowloader.h"
#include "store/systemmemory.h"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>

namespace eventscope {

namespace {

constexpr std::chrono::milliseconds pollInterval{50};      // for what other processes write
constexpr std::chrono::milliseconds gatherInterval{10};    // while more and more is committed that nobody waits for
constexpr std::size_t blockRows = Chunk::rows;

// Marks rows whose ids lie in sorted ranges, with one walk over both.
void markRemoved(StagedRows &rows, const std::vector<IdRange> &removed)
{
    if (removed.empty() || rows.empty())
        return;
    auto range = std::lower_bound(removed.begin(), removed.end(), EventId(rows.front().id),
        [](const IdRange &candidate, EventId id) { return candidate.last < id; });
    for (StagedRow &row : rows) {
        while (range != removed.end() && range->last < EventId(row.id))
            ++range;
        if (range != removed.end() && range->first <= EventId(row.id))
            row.flags |= rowflag::removed;
    }
}

}

Publisher::Publisher(StoreAccess access, Columns::Private &columns, OriginLabels &labels, Listener listener)
    : m_access(std::move(access))
    , m_columns(columns)
    , m_labels(labels)
    , m_listener(std::move(listener))
    , m_thread("store.publish", [this] { work(); })
{}

Publisher::~Publisher()
{
    {
        const std::scoped_lock locked(m_stateMutex);
        m_stopping = true;
        m_stateChanged.notify_all();
    }
    m_thread.join();
    for (const auto &done : takeWaiting())
        done();
}

Result<void> Publisher::waitUntilLoaded()
{
    std::unique_lock locked(m_stateMutex);
    while (!isLoaded() && m_loadResult && !m_stopping)
        m_stateChanged.wait(locked);
    return m_loadResult;
}

bool Publisher::handOverLocked(std::vector<Publication> publications, std::function<void()> done)
{
    for (Publication &publication : publications)
        m_handed.insert_or_assign(publication.change.id, std::move(publication));
    if (!isLoaded())
        return false;
    if (!done)
        return true;    // it is looked at soon enough
    m_waiting.push_back(std::move(done));
    const std::scoped_lock locked(m_stateMutex);
    m_woken = true;
    m_stateChanged.notify_all();
    return true;
}

std::vector<std::function<void()>> Publisher::takeWaiting()
{
    const auto held = holdChanges();
    return std::exchange(m_waiting, {});
}

// Many changes are told as one.
void Publisher::tellNotes()
{
    if (std::exchange(m_deliveriesChanged, false))
        m_listener.deliveriesChanged();
    if (std::exchange(m_endpointsChanged, false))
        m_listener.endpointsChanged();
    if (std::exchange(m_outboxChanged, false))
        m_listener.outboxChanged();
    if (std::exchange(m_receptionsChanged, false))
        m_listener.receptionsChanged();
}

void Publisher::work()
{
    std::unique_ptr<SQLite::Database> database;
    const Result<void> loaded = guarded(m_access.path, [&]() -> Result<void> {
        database = connectTo(m_access);
        load(*database);
        return {};
    });
    finishLoading(loaded);
    if (loaded)
        watch(*database);
}

void Publisher::finishLoading(Result<void> result)
{
    {
        const auto held = holdChanges();    // so that what is handed over from here on waits for us
        const std::scoped_lock locked(m_stateMutex);
        m_loadResult = result;
        m_loaded = result && !m_stopping;
        m_woken = true;    // something may have been committed while we loaded
        m_stateChanged.notify_all();
    }
    if (!result)
        m_listener.failed(result.error());
    else if (isLoaded())
        m_listener.loaded();
}

// Within a transaction: what is said of one moment.
Publisher::Snapshot Publisher::readSnapshot(SQLite::Database &database)
{
    Snapshot snapshot;
    m_lastChange = queryNumber(database, "SELECT max(id) FROM change");
    snapshot.lastEvent = queryNumber(database, "SELECT next_event FROM sequence") - 1;
    syncTerms(database, m_columns);
    snapshot.removed = removedRanges(database);
    SQLite::Statement select(database, "SELECT id, label, events FROM origins");
    while (select.executeStep()) {
        const auto origin = static_cast<quint32>(numberAt(select, 0));
        snapshot.origins.insert(origin);
        snapshot.events += numberAt(select, 2);
        m_labels.set(origin, textAt(select, 1));
    }
    return snapshot;
}

void Publisher::load(SQLite::Database &database)
{
    const Snapshot snapshot = [&] {
        const SQLite::Transaction transaction(database);
        return readSnapshot(database);
    }();
    forgetHanded();
    m_listener.loadProgress(0, snapshot.events);
    loadRows(snapshot);
}

// What was handed over before the last change that the file told of came from the file.
void Publisher::forgetHanded()
{
    const auto held = holdChanges();
    std::erase_if(m_handed, [this](const auto &entry) { return entry.first <= m_lastChange; });
}

void Publisher::loadRows(const Snapshot &snapshot)
{
    RowLoader loader(m_access, m_columns, {1, snapshot.lastEvent}, snapshot.origins);
    while (auto rows = loader.next()) {
        if (m_stopping)
            return;
        markRemoved(*rows, snapshot.removed);
        if (!m_columns.append(*rows))
            throw SQLite::Exception("more events than can be shown", SQLITE_TOOBIG);
        loader.giveBack(std::move(*rows));
        publish();
        m_listener.loadProgress(m_columns.size(), snapshot.events);
    }
    giveBackFreeMemory();    // what the rows took on their way
}

Publisher::Questions::Questions(SQLite::Database &database)
    : version(database, "PRAGMA data_version")
    , changes(database)
    , terms(database)
{}

void Publisher::watch(SQLite::Database &database)
{
    std::optional<Questions> questions;
    qint64 seenVersion = -1;
    while (!m_stopping) {
        // Taken before looking: these are committed, so what is read now has them; later ones may not be.
        auto waiting = takeWaiting();
        bool busy = !waiting.empty();
        const Result<void> result = guarded(m_access.path, [&]() -> Result<void> {
            if (!questions)
                questions.emplace(database);
            questions->version.reset();
            const qint64 version = questions->version.step() ? questions->version.number(0) : -1;
            questions->version.reset();
            if (version != seenVersion) {
                busy = true;
                sync(database, *questions);
            }
            seenVersion = version;
            return {};
        });
        tellNotes();
        for (const auto &done : waiting)
            done();
        waiting.clear();    // with what they hold, before it is waited
        if (!result && !m_complaining)
            m_listener.failed(result.error());
        m_complaining = !result;
        const std::chrono::milliseconds pause = busy ? gatherInterval : settle();
        std::unique_lock locked(m_stateMutex);
        if (!m_woken && !m_stopping)
            m_stateChanged.wait_for(locked, pause);
        m_woken = false;
    }
}

// Searches that need memory wait for the system meanwhile: most of the time they must not have to. How long to rest.
std::chrono::milliseconds Publisher::settle()
{
    constexpr std::chrono::milliseconds shortest{5};
    constexpr int share = 4;
    const auto begun = std::chrono::steady_clock::now();
    if (!m_columns.settle())
        return pollInterval;
    const auto took = std::chrono::steady_clock::now() - begun;
    return std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(share * took), shortest, pollInterval);
}

void Publisher::sync(SQLite::Database &database, Questions &questions)
{
    SQLite::Transaction transaction(database);
    std::optional<std::vector<Change>> changes;
    {
        const auto held = holdChanges();
        changes = questions.changes.after(m_lastChange);
    }
    if (!changes)
        return catchUp(database);
    // Also those of events that nobody may see yet: an import that ends brings a million at once else.
    questions.terms.sync(m_columns);
    for (const Change &change : *changes) {
        std::optional<Publication> own;
        {
            const auto held = holdChanges();
            if (auto handed = m_handed.extract(change.id); !handed.empty())
                own = std::move(handed.mapped());
        }
        apply(database, change, own ? &*own : nullptr);
        m_lastChange = change.id;
    }
    publish();
}

// After a long sleep, when the log says no more what happened: whatever is not here yet is new.
void Publisher::catchUp(SQLite::Database &database)
{
    const Snapshot snapshot = readSnapshot(database);
    RowReader reader(database, m_columns);
    std::vector<StagedRows> batches;
    bool changed = false;
    reader.read({1, snapshot.lastEvent}, snapshot.origins, blockRows, [&](StagedRows &&rows) {
        std::vector<JudgedRow> known;
        std::erase_if(rows, [&](const StagedRow &row) {
            const std::optional<Row> here = m_columns.rowOf(row.id);
            if (here) {
                known.push_back({row.id, *here, static_cast<Verdict>(row.flags & rowflag::verdictMask),
                    (row.flags & rowflag::partly) != 0, row.rules});
            }
            return here.has_value();
        });
        changed |= m_columns.setJudged(known);
        if (!rows.empty())
            batches.push_back(std::move(rows));
        return !m_stopping;
    });
    appendRows(std::move(batches));
    publish();
    changed |= m_columns.syncRemoved(snapshot.removed);
    if (changed)
        m_listener.changed();
    m_deliveriesChanged = true;
    m_endpointsChanged = true;
    m_outboxChanged = true;
    m_receptionsChanged = true;
    forgetHanded();
}

void Publisher::apply(SQLite::Database &database, const Change &change, Publication *own)
{
    const bool comes = change.kind == ChangeKind::Appended || change.kind == ChangeKind::Completed;
    if (comes && !m_labels.knows(static_cast<quint32>(change.subject)))
        readLabel(database, change.subject);
    if (change.kind == ChangeKind::Appended && own)
        return appendRows(std::move(own->rows));    // many small ones are published together
    publish();
    switch (change.kind) {
    case ChangeKind::Appended:
    case ChangeKind::Completed:
        return publishRows(own ? std::move(own->stage) : readRows(database, change));
    case ChangeKind::Removed:
    case ChangeKind::Restored:
        if (own ? m_columns.setRemoved(own->ranges, change.kind == ChangeKind::Removed)
                : m_columns.syncRemoved(removedRanges(database)))
            m_listener.changed();
        return;
    case ChangeKind::Rejudged:
        if (m_columns.setJudged(own ? own->judged : verdictsOf(database, m_columns, change.events)))
            m_listener.changed();
        return;
    case ChangeKind::Delivery:
        m_deliveriesChanged = true;
        return;
    case ChangeKind::Endpoint:
        m_endpointsChanged = true;
        return;
    case ChangeKind::Outbox:
        m_outboxChanged = true;
        return;
    case ChangeKind::Reception:
        m_receptionsChanged = true;
        return;
    }
    // A kind that only newer versions know: nothing that these columns show.
}

// Many at once are read over several connections: those of a completed origin do not change any more.
ColumnStage Publisher::readRows(SQLite::Database &database, const Change &change)
{
    ColumnStage stage;
    const std::unordered_set<quint32> origins{static_cast<quint32>(change.subject)};
    if (change.events.last - change.events.first >= EventId(blockRows)) {
        RowLoader loader(m_access, m_columns, change.events, origins);
        for (auto rows = loader.next(); rows && !m_stopping; rows = loader.next())
            stage.append(*rows);
        return stage;
    }
    RowReader reader(database, m_columns);
    reader.read(change.events, origins, blockRows, [&](StagedRows &&rows) {
        stage.append(rows);
        return !m_stopping;
    });
    return stage;
}

void Publisher::appendRows(std::vector<StagedRows> &&batches)
{
    for (StagedRows &batch : batches) {
        if (!m_columns.append(batch))
            throw SQLite::Exception("more events than can be shown", SQLITE_TOOBIG);
        StagedRows().swap(batch);    // frees it, which `= {}` does not: memory must not double
    }
}

void Publisher::publishRows(ColumnStage &&stage)
{
    if (!m_columns.append(std::move(stage)))
        throw SQLite::Exception("more events than can be shown", SQLITE_TOOBIG);
    publish();
}

void Publisher::publish()
{
    const Row from = m_columns.size();
    m_columns.publish();
    const Row to = m_columns.size();
    if (to > from)
        m_listener.appended(from, to);
}

void Publisher::readLabel(SQLite::Database &database, qint64 origin)
{
    SQLite::Statement select(database, "SELECT label FROM origin WHERE id = ?");
    bindNumber(select, 1, origin);
    if (select.executeStep())
        m_labels.set(static_cast<quint32>(origin), textAt(select, 0));
}

}
