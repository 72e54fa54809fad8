// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/bulkrows.h"
#include "store/checkpointer.h"
#include "store/columnstage.h"
#include "store/eventfeeds.h"
#include "store/eventstore.h"
#include "store/ownerlock.h"
#include "store/storerows.h"

#include <functional>
#include <map>
#include <memory>

namespace eventscope {

class ReceptionInsert;

// Of one text; SQLite ends at twice that.
inline constexpr qsizetype largestText = 512 << 20;

// How safe a commit is when it is done. The process may be killed in either case.
enum class Durability : quint8 {
    Kill,        // a power cut may cost the last moments
    PowerCut,    // on the disk
};

// What a committed transaction lets people see, for the columns.
struct Publication {
    Change change;
    std::vector<StagedRows> rows;     // Appended
    std::vector<IdRange> ranges;      // Removed and Restored
    std::vector<JudgedRow> judged;    // Rejudged
    ColumnStage stage = {};           // Completed
};

// A verdict to be given again.
struct JudgedEvent {
    EventId id = 0;
    Row row = 0;
    Verdict verdict = Verdict::Unjudged;
    bool partly = false;
    QByteArray rules;
};

// The one writing connection: what can be done within a transaction. Calls throw SQLite::Exception
// when the file fails, after which the transaction must be rolled back; an Error returned means that
// nothing was changed. For the thread of the writer.
class WriteSession {
public:
    WriteSession(const StoreAccess &access, Columns::Private &columns, OwnerLock &owner, std::function<Micros()> clock);
    ~WriteSession();

    // Whether some ids are set aside for the next transactions, so that not each writes the page that has the next
    // one; who is killed leaves them ungiven.
    enum class Ids : quint8 { Exact, SetAside };
    void start(Durability durability, Ids ids);
    [[nodiscard]] std::vector<Publication> commit();
    void rollback() noexcept;

    [[nodiscard]] Result<OriginId> begin(const OriginInfo &info);
    [[nodiscard]] Result<void> append(OriginId origin, const std::vector<Event> &events);
    // The ids given. The origin must be complete, so that they are visible once committed.
    [[nodiscard]] Result<IdRange> appendVisible(OriginId origin, const std::vector<Event> &events);
    [[nodiscard]] Result<void> reject(OriginId origin, const std::vector<Reject> &rejects);
    [[nodiscard]] Result<Origin> complete(OriginId origin);
    // Hides the origin for good; purge() then deletes it bit by bit.
    [[nodiscard]] Result<void> giveUp(OriginId origin);
    // False when there is more to delete.
    [[nodiscard]] bool purge(OriginId origin);
    [[nodiscard]] Result<EventStore::Removal> remove(std::vector<EventId> ids);
    [[nodiscard]] Result<void> restore(qint64 removal);
    // A complete origin of all these events.
    [[nodiscard]] Result<Origin> store(const OriginInfo &info, const std::vector<Event> &events);
    [[nodiscard]] Result<EventStore::Replacement> replace(
        std::vector<EventId> ids, const std::vector<Event> &events, const OriginInfo &info);
    [[nodiscard]] Result<void> restore(const EventStore::Replacement &replacement);
    // How many are another verdict or other rules now.
    [[nodiscard]] qint64 judged(const std::vector<JudgedEvent> &events);

    // For what is kept beside the events: tables of its own, in the same transaction.
    [[nodiscard]] SQLite::Database &database() noexcept { return *m_database; }
    [[nodiscard]] ReceptionInsert &receptions();
    [[nodiscard]] Micros now() const { return m_clock(); }
    // This process as an owner, for as long as it lives.
    [[nodiscard]] Result<qint64> owner();
    // Tells this and other processes, once committed. For kinds that have no rows.
    void tellChange(ChangeKind kind, qint64 subject);

private:
    struct Target {
        OriginState state = OriginState::Importing;
        bool empty = false;    // nothing has come to it yet
    };
    // What is to be hidden, and how many events that is.
    struct HiddenRuns {
        std::vector<IdRange> ranges;
        qint64 events = 0;
    };

    void checkPlace();
    void setDurability(Durability durability);
    [[nodiscard]] Result<IdRange> append(OriginId origin, Target target, const std::vector<Event> &events);
    [[nodiscard]] Result<void> fits(const std::vector<Event> &events) const;
    // An origin that may be written to.
    [[nodiscard]] Result<Target> targetOf(OriginId origin);
    void growOrigin(OriginId origin, qint64 events, IdRange range);
    [[nodiscard]] StagedRows stage(OriginId origin, const std::vector<Event> &events, EventId first);
    void insertTerms();
    qint64 logChange(ChangeKind kind, qint64 subject, IdRange events = {});
    void countChanges(qint64 last);
    [[nodiscard]] std::vector<IdRange> hiddenWithin(IdRange events);
    [[nodiscard]] HiddenRuns runsToHide(std::vector<EventId> ids);
    [[nodiscard]] EventStore::Removal hide(HiddenRuns runs);
    [[nodiscard]] Error unknownOrigin() const;

    QString m_path;
    Columns::Private &m_columns;
    OwnerLock &m_owner;
    std::function<Micros()> m_clock;
    std::unique_ptr<SQLite::Database> m_database;
    Checkpointer m_checkpointer;
    Durability m_durability = Durability::Kill;

    TermFeed m_terms;
    EventFeed m_events;
    PayloadFeed m_payloads;
    BulkRows m_bulk;
    SQLite::Statement m_insertReject;
    SQLite::Statement m_selectOrigin;
    SQLite::Statement m_growOrigin;
    SQLite::Statement m_growRejects;
    SQLite::Statement m_insertChange;
    HotStatement m_version;
    HotStatement m_selectNext;
    HotStatement m_updateNext;
    TermSync m_termSync;
    std::unique_ptr<ReceptionInsert> m_receptions;
    qint64 m_seenVersion = -1;    // of the file, when its terms were read

    // Rows of importing origins, committed but not to be seen yet.
    std::map<OriginId, ColumnStage> m_staged;

    // Of the transaction that is open
    std::unique_ptr<SQLite::Transaction> m_transaction;
    EventId m_nextEvent = 0;
    EventId m_firstNextEvent = 0;    // of this transaction
    EventId m_setAside = 0;          // ids below are nobody else's
    EventId m_idsAhead = 0;
    Term m_storedTerms[std::size(termKinds)] = {};
    std::vector<std::pair<OriginId, StagedRows>> m_newlyStaged;
    std::vector<OriginId> m_dropped;
    std::vector<Publication> m_publications;
};

}
