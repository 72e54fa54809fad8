// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"
#include "store/threads.h"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace eventscope {

// Copies what was committed from the write-ahead log into the store's file, on a thread and a connection of its own,
// so that the writer need not wait for the disk: SQLite would do so within a commit of the writer's.
//
// The log begins anew once all of it is copied. As a writer that never rests would never let that happen, it waits
// for one copy to end whenever the log is long. What cannot be copied stays in the log, where it is as safe and as
// readable, and is tried again when the log has grown: a disk without room is told of by the commit that fails, and
// somebody who reads for long only makes the log longer.
class Checkpointer {
public:
    // Throws SQLite::Exception. The writer's connection must live at least as long.
    Checkpointer(const StoreAccess &access, SQLite::Database &writer);
    ~Checkpointer();
    Checkpointer(const Checkpointer &) = delete;
    Checkpointer &operator=(const Checkpointer &) = delete;

    // For the writer, between transactions: waits if the log is long.
    void keepUp();

private:
    static int onCommit(void *self, sqlite3 *, const char *schema, int pages);
    void committed(int pages);
    void work();

    SQLite::Database &m_writer;
    std::unique_ptr<SQLite::Database> m_database;    // of the thread

    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_pages = 0;         // in the log after the last commit
    int m_triedPages = 0;    // of which so many were copied, or could not be
    quint64 m_commits = 0;
    quint64 m_tried = 0;    // commits before the last copy began
    int m_waitAt;           // pages with which the writer waits
    bool m_waiting = false;
    bool m_stopping = false;
    NamedThread m_thread;    // the last member: it uses the others
};

}
