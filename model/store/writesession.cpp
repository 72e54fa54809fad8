// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/writesession.h"

#include "event/tr.h"
#include "event/utf8.h"
#include "store/receptionrows.h"
#include "store/rulesets.h"

#include <QDir>

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

constexpr qint64 pruneEvery = 1'000;    // changes, of which that many may be uncounted
constexpr EventId largestEventId = 0xfffffffe;
constexpr EventId idsAhead = 256;       // set aside at once
constexpr Term shortTerms = 0x10000;    // services and shapes take two bytes a row

qint64 numberOf(HotStatement &select)
{
    select.reset();
    const qint64 number = select.step() ? select.number(0) : 0;
    select.reset();
    return number;
}

}

WriteSession::WriteSession(
    const StoreAccess &access, Columns::Private &columns, OwnerLock &owner, std::function<Micros()> clock)
    : m_path(access.path)
    , m_columns(columns)
    , m_owner(owner)
    , m_clock(std::move(clock))
    , m_database(connectTo(access))
    , m_checkpointer(access, *m_database)
    , m_terms(*m_database)
    , m_events(*m_database)
    , m_payloads(*m_database)
    , m_bulk(*m_database)
    , m_insertReject(*m_database,
          "INSERT INTO reject (origin, file, line, offset, length, reason, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)")
    , m_selectOrigin(*m_database, "SELECT state, owner, last_event FROM origin WHERE id = ?")
    , m_growOrigin(*m_database, "UPDATE origin SET events = events + ?2, "
                                "first_event = CASE WHEN last_event < 0 THEN ?3 ELSE first_event END, "
                                "last_event = ?4 WHERE id = ?1")
    , m_growRejects(*m_database, "UPDATE origin SET rejects = rejects + ?2 WHERE id = ?1")
    , m_insertChange(*m_database, "INSERT INTO change (kind, subject, first, last) VALUES (?, ?, ?, ?)")
    , m_version(*m_database, "PRAGMA data_version")
    , m_selectNext(*m_database, "SELECT next_event FROM sequence")
    , m_updateNext(*m_database, "UPDATE sequence SET next_event = ?")
    , m_termSync(*m_database)
{
    m_database->exec("PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864");
    // Pages that go to the log before the commit and change once more are written, and read, again.
    m_database->exec("PRAGMA cache_spill = 2048");
}

WriteSession::~WriteSession() = default;

ReceptionInsert &WriteSession::receptions()
{
    if (!m_receptions)
        m_receptions = std::make_unique<ReceptionInsert>(*m_database);
    return *m_receptions;
}

// A deleted or replaced file would take what is written with it, without a word from SQLite.
void WriteSession::checkPlace()
{
    int moved = 0;
    sqlite3_file_control(m_database->getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (moved != 0)
        throw SQLite::Exception("it was moved or deleted", SQLITE_IOERR);
}

// Outside of transactions, as the pragma has no effect within.
void WriteSession::setDurability(Durability durability)
{
    if (durability == m_durability)
        return;
    m_database->exec(durability == Durability::PowerCut ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    m_durability = durability;
}

void WriteSession::start(Durability durability, Ids ids)
{
    checkPlace();
    m_checkpointer.keepUp();
    setDurability(durability);
    m_transaction = std::make_unique<SQLite::Transaction>(*m_database, SQLite::TransactionBehavior::IMMEDIATE);
    // Other processes may have written since; from here on none can.
    const qint64 version = numberOf(m_version);
    if (version != m_seenVersion)
        m_termSync.sync(m_columns);
    m_seenVersion = version;
    for (std::size_t i = 0; i < std::size(termKinds); ++i)
        m_storedTerms[i] = dictionaryOf(m_columns, termKinds[i]).count();
    if (const EventId stored = numberOf(m_selectNext); stored != m_setAside)
        m_nextEvent = m_setAside = stored;
    m_firstNextEvent = m_nextEvent;
    m_idsAhead = ids == Ids::SetAside ? idsAhead : 0;
}

std::vector<Publication> WriteSession::commit()
{
    // Those set aside before are given first; who sets none aside leaves none.
    EventId setAside = m_setAside;
    if (m_nextEvent > setAside || (m_idsAhead == 0 && m_nextEvent != m_firstNextEvent)) {
        setAside = m_nextEvent + m_idsAhead;
        m_updateNext.reset();
        m_updateNext.bind(1, setAside);
        m_updateNext.run();
    }
    m_transaction->commit();
    m_transaction.reset();
    m_setAside = setAside;
    for (const TermKind kind : termKinds)
        dictionaryOf(m_columns, kind).publish();
    for (auto &[origin, rows] : m_newlyStaged)
        m_staged[origin].append(rows);
    m_newlyStaged.clear();
    for (const OriginId origin : std::exchange(m_dropped, {}))
        m_staged.erase(origin);
    for (Publication &publication : m_publications) {
        if (publication.change.kind != ChangeKind::Completed)
            continue;
        if (auto staged = m_staged.extract(publication.change.subject); !staged.empty())
            publication.stage = std::move(staged.mapped());
    }
    return std::exchange(m_publications, {});
}

void WriteSession::rollback() noexcept
{
    for (SQLite::Statement *statement :
        {&m_insertReject, &m_selectOrigin, &m_growOrigin, &m_growRejects, &m_insertChange})
        statement->tryReset();
    if (m_receptions)
        m_receptions->reset();
    m_seenVersion = -1;
    m_setAside = 0;    // the file tells; also where the transaction did not even begin
    m_transaction.reset();
    for (const TermKind kind : termKinds)
        dictionaryOf(m_columns, kind).rollback();
    m_newlyStaged.clear();
    m_dropped.clear();
    m_publications.clear();
}

Error WriteSession::unknownOrigin() const
{
    return {Error::Kind::NotFound,
        tr("The import is not being written to %1 any more. Start it again.").arg(QDir::toNativeSeparators(m_path))};
}

Result<WriteSession::Target> WriteSession::targetOf(OriginId origin)
{
    bindNumber(m_selectOrigin, 1, origin);
    std::optional<Target> target;
    qint64 owner = 0;
    if (m_selectOrigin.executeStep()) {
        target = {static_cast<OriginState>(numberAt(m_selectOrigin, 0)), numberAt(m_selectOrigin, 2) < 0};
        owner = numberAt(m_selectOrigin, 1);
    }
    m_selectOrigin.reset();
    const bool given = target && (target->state == OriginState::Complete ||
                                     (target->state == OriginState::Importing && owner == m_owner.slot()));
    if (!given)
        return failure(unknownOrigin());
    return *target;
}

Result<qint64> WriteSession::owner()
{
    if (const std::optional<qint64> slot = m_owner.slot())
        return *slot;
    return failure(
        Error::Kind::Io, tr("The lock file beside %1 cannot be written. Check the permissions of its folder.")
                             .arg(QDir::toNativeSeparators(m_path)));
}

Result<OriginId> WriteSession::begin(const OriginInfo &info)
{
    const Result<qint64> slot = owner();
    if (!slot)
        return failure(slot.error());
    SQLite::Statement insert(
        *m_database, "INSERT INTO origin (kind, label, detail, state, owner, started) VALUES (?, ?, ?, 0, ?, ?)");
    bindText(insert, 1, info.kind);
    bindText(insert, 2, info.label);
    bindText(insert, 3, info.detail);
    bindNumber(insert, 4, *slot);
    bindNumber(insert, 5, m_clock());
    insert.exec();
    return m_database->getLastInsertRowid();
}

StagedRows WriteSession::stage(OriginId origin, const std::vector<Event> &events, EventId first)
{
    StagedRows rows(events.size());
    std::vector<std::string_view> texts(events.size());
    std::vector<Term> terms(events.size());
    const auto intern = [&](TermKind kind, auto bytesOfEvent, auto place) {
        for (std::size_t i = 0; i < events.size(); ++i)
            texts[i] = viewOf(bytesOfEvent(events[i]));
        Dictionary &dictionary = dictionaryOf(m_columns, kind);
        const auto locked = dictionary.lock();
        dictionary.internLocked(texts, terms.data());
        for (std::size_t i = 0; i < events.size(); ++i)
            place(rows[i], terms[i]);
    };
    using Bytes = const QByteArray &;
    intern(
        TermKind::Tenant, [](const Event &e) -> Bytes { return e.identity.tenant; },
        [](StagedRow &row, Term term) { row.tenant = term; });
    intern(
        TermKind::User, [](const Event &e) -> Bytes { return e.identity.user; },
        [](StagedRow &row, Term term) { row.user = term; });
    intern(
        TermKind::Name, [](const Event &e) -> Bytes { return e.identity.name; },
        [](StagedRow &row, Term term) { row.name = term; });
    intern(
        TermKind::Service, [](const Event &e) -> Bytes { return e.service; },
        [](StagedRow &row, Term term) { row.service = static_cast<quint16>(term); });
    intern(
        TermKind::Shape, [](const Event &e) -> Bytes { return e.shape; },
        [](StagedRow &row, Term term) { row.shape = static_cast<quint16>(term); });
    {
        const auto locked = m_columns.ruleSets.lock();
        for (std::size_t i = 0; i < events.size(); ++i)
            rows[i].rules = ruleSetTermLocked(m_columns.ruleSets, events[i].rules);
    }
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event &event = events[i];
        StagedRow &row = rows[i];
        row.id = static_cast<quint32>(first + static_cast<EventId>(i));
        row.origin = static_cast<quint32>(origin);
        row.received = event.received;
        row.time = event.identity.timeSource == TimeSource::Received ? event.received : event.identity.time;
        row.bytes = static_cast<quint32>(event.text.size());
        row.flags = rowflag::make(event.verdict, event.partlyJudged, event.identity.timeSource);
    }
    return rows;
}

void WriteSession::insertTerms()
{
    for (std::size_t i = 0; i < std::size(termKinds); ++i) {
        const Dictionary &dictionary = dictionaryOf(m_columns, termKinds[i]);
        const Term count = dictionary.count();
        if (m_storedTerms[i] < count)
            m_terms.insert(termKinds[i], dictionary, m_storedTerms[i], count);
        m_storedTerms[i] = count;
    }
}

Result<void> WriteSession::append(OriginId origin, const std::vector<Event> &events)
{
    const auto target = targetOf(origin);
    if (!target)
        return failure(target.error());
    if (const auto appended = append(origin, *target, events); !appended)
        return failure(appended.error());
    return {};
}

Result<IdRange> WriteSession::appendVisible(OriginId origin, const std::vector<Event> &events)
{
    const auto target = targetOf(origin);
    if (!target)
        return failure(target.error());
    if (target->state != OriginState::Complete) {
        return failure(Error::Kind::BadInput,
            tr("The events cannot be sent while their import goes on. Wait until it is complete."));
    }
    return append(origin, *target, events);
}

Result<void> WriteSession::fits(const std::vector<Event> &events) const
{
    const auto tooLarge = [](const Event &event) {
        return event.text.size() > largestText || event.envelope.size() > largestText;
    };
    const EventId last = m_nextEvent + static_cast<EventId>(events.size()) - 1;
    if (last <= largestEventId && std::none_of(events.begin(), events.end(), tooLarge))
        return {};
    return failure(Error::Kind::Limit,
        tr("The events are more or larger than %1 can hold. Start a new store, or leave out the largest.")
            .arg(QDir::toNativeSeparators(m_path)));
}

// An empty range for no events.
Result<IdRange> WriteSession::append(OriginId origin, Target target, const std::vector<Event> &events)
{
    if (events.empty())
        return IdRange{m_nextEvent, m_nextEvent - 1};
    if (const Result<void> fit = fits(events); !fit)
        return failure(fit.error());
    const EventId first = m_nextEvent;
    const EventId last = first + static_cast<EventId>(events.size()) - 1;
    StagedRows rows = stage(origin, events, first);
    if (m_columns.services.count() > shortTerms || m_columns.shapes.count() > shortTerms)
        throw SQLite::Exception("more services than a store can hold", SQLITE_TOOBIG);
    insertTerms();
    if (!m_bulk.insert(events, rows)) {
        m_events.insert(events, rows);
        m_payloads.insert(events, first);
    }
    m_nextEvent = last + 1;
    const IdRange given{first, last};
    // How many came to a complete one the log of changes tells.
    if (const bool importing = target.state == OriginState::Importing; importing || target.empty)
        growOrigin(origin, importing ? last - first + 1 : 0, given);
    if (target.state == OriginState::Importing) {
        m_newlyStaged.emplace_back(origin, std::move(rows));
        return given;
    }
    Publication publication{
        {logChange(ChangeKind::Appended, origin, given), ChangeKind::Appended, origin, given}, {}, {}, {}};
    publication.rows.push_back(std::move(rows));
    m_publications.push_back(std::move(publication));
    return given;
}

Result<void> WriteSession::reject(OriginId origin, const std::vector<Reject> &rejects)
{
    if (const auto target = targetOf(origin); !target)
        return failure(target.error());
    for (const Reject &reject : rejects) {
        bindNumber(m_insertReject, 1, origin);
        bindText(m_insertReject, 2, reject.file);
        bindNumber(m_insertReject, 3, reject.line);
        bindNumber(m_insertReject, 4, reject.offset);
        bindNumber(m_insertReject, 5, reject.length);
        bindText(m_insertReject, 6, reject.reason);
        bindBytes(m_insertReject, 7, viewOf(reject.bytes));
        run(m_insertReject);
    }
    bindNumber(m_growRejects, 1, origin);
    bindNumber(m_growRejects, 2, static_cast<qint64>(rejects.size()));
    run(m_growRejects);
    return {};
}

void WriteSession::growOrigin(OriginId origin, qint64 events, IdRange range)
{
    bindNumber(m_growOrigin, 1, origin);
    bindNumber(m_growOrigin, 2, events);
    bindNumber(m_growOrigin, 3, range.first);
    bindNumber(m_growOrigin, 4, range.last);
    run(m_growOrigin);
}

void WriteSession::tellChange(ChangeKind kind, qint64 subject)
{
    m_publications.push_back({{logChange(kind, subject), kind, subject, {}}, {}, {}, {}});
}

qint64 WriteSession::logChange(ChangeKind kind, qint64 subject, IdRange events)
{
    bindNumber(m_insertChange, 1, static_cast<int>(kind));
    bindNumber(m_insertChange, 2, subject);
    bindNumber(m_insertChange, 3, events.first);
    bindNumber(m_insertChange, 4, events.last);
    run(m_insertChange);
    const qint64 change = m_database->getLastInsertRowid();
    if (change % pruneEvery == 0)
        countChanges(change);
    return change;
}

// Before the log forgets them.
void WriteSession::countChanges(qint64 last)
{
    m_database->exec("UPDATE origin SET events = origin.events + uncounted.events "
                     "FROM uncounted WHERE uncounted.origin = origin.id");
    m_database->exec("UPDATE sequence SET counted = " + std::to_string(last));
    m_database->exec("DELETE FROM change WHERE id <= " + std::to_string(last - keptChanges));
}

}
