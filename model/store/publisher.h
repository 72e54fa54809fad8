// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/threads.h"
#include "store/writesession.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace eventscope {

// Fills the columns and keeps them as the file is: loads what is stored, then publishes what this or
// another process commits, in the order of the change log, all on one thread of its own.
class Publisher {
public:
    // Called on the publisher's thread.
    struct Listener {
        std::function<void(Row from, Row to)> appended;
        std::function<void()> changed;
        std::function<void()> deliveriesChanged;    // after `appended` of what was stored with them
        std::function<void()> endpointsChanged;
        std::function<void()> outboxChanged;        // after `deliveriesChanged`
        std::function<void()> receptionsChanged;    // likewise
        std::function<void(qint64 done, qint64 total)> loadProgress;
        std::function<void()> loaded;
        std::function<void(const Error &)> failed;
    };

    Publisher(StoreAccess access, Columns::Private &columns, OriginLabels &labels, Listener listener);
    ~Publisher();

    [[nodiscard]] bool isLoaded() const noexcept { return m_loaded.load(std::memory_order_acquire); }
    [[nodiscard]] Result<void> waitUntilLoaded();

    // The writer commits and hands over under this lock, so that a change is never seen in the file
    // before its rows are here. `done`, where there is any, is called once they are published; false when the store
    // is still loading and it will not be called.
    [[nodiscard]] std::unique_lock<std::mutex> holdChanges() { return std::unique_lock(m_changesMutex); }
    [[nodiscard]] bool handOverLocked(std::vector<Publication> publications, std::function<void()> done);

private:
    using Origins = std::unordered_set<quint32>;
    struct Snapshot {
        EventId lastEvent = 0;
        qint64 events = 0;
        Origins origins;
        std::vector<IdRange> removed;
    };

    void work();
    void load(SQLite::Database &database);
    [[nodiscard]] Snapshot readSnapshot(SQLite::Database &database);
    void forgetHanded();
    void loadRows(const Snapshot &snapshot);
    void finishLoading(Result<void> result);
    void watch(SQLite::Database &database);
    [[nodiscard]] std::chrono::milliseconds settle();
    // What is asked at each commit, prepared once.
    struct Questions {
        explicit Questions(SQLite::Database &database);

        HotSelect version;
        ChangeLog changes;
        TermSync terms;
    };
    void sync(SQLite::Database &database, Questions &questions);
    void catchUp(SQLite::Database &database);
    void apply(SQLite::Database &database, const Change &change, Publication *own);
    void appendRows(std::vector<StagedRows> &&batches);
    void publishRows(ColumnStage &&stage);
    void publish();
    [[nodiscard]] ColumnStage readRows(SQLite::Database &database, const Change &change);
    void readLabel(SQLite::Database &database, qint64 origin);
    void tellNotes();
    [[nodiscard]] std::vector<std::function<void()>> takeWaiting();

    const StoreAccess m_access;
    Columns::Private &m_columns;
    OriginLabels &m_labels;
    const Listener m_listener;

    std::mutex m_changesMutex;
    std::map<qint64, Publication> m_handed;          // by change
    std::vector<std::function<void()>> m_waiting;    // called when what was handed over is published

    std::mutex m_stateMutex;
    std::condition_variable m_stateChanged;
    Result<void> m_loadResult;
    bool m_woken = false;
    std::atomic<bool> m_stopping = false;
    std::atomic<bool> m_loaded = false;

    qint64 m_lastChange = 0;             // the thread's own
    bool m_complaining = false;          // likewise: a failure was told and has not ended
    bool m_deliveriesChanged = false;    // likewise: to be told
    bool m_endpointsChanged = false;
    bool m_outboxChanged = false;
    bool m_receptionsChanged = false;
    NamedThread m_thread;    // the last member: it uses the others
};

}
