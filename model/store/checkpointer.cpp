// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/checkpointer.h"

#include <sqlite3.h>

#include <cstring>

namespace eventscope {

namespace {

constexpr int copiedAtOnce = 256;     // pages, at least
constexpr int longLogPages = 4096;    // 64 MB

}

Checkpointer::Checkpointer(const StoreAccess &access, SQLite::Database &writer)
    : m_writer(writer)
    , m_database(connectTo(access))
    , m_waitAt(longLogPages)
    , m_thread("store.copy", [this] { work(); })
{
    // It does not know of the log before it has read.
    std::ignore = queryNumber(*m_database, "PRAGMA user_version");
    // Takes the place of SQLite's own, which copies within the commit.
    sqlite3_wal_hook(m_writer.getHandle(), &Checkpointer::onCommit, this);
}

Checkpointer::~Checkpointer()
{
    sqlite3_wal_hook(m_writer.getHandle(), nullptr, nullptr);
    {
        const std::scoped_lock locked(m_mutex);
        m_stopping = true;
        m_changed.notify_all();
    }
    m_thread.join();
}

int Checkpointer::onCommit(void *self, sqlite3 *, const char *schema, int pages)
{
    if (std::strcmp(schema, "main") == 0)
        static_cast<Checkpointer *>(self)->committed(pages);
    return SQLITE_OK;
}

void Checkpointer::committed(int pages)
{
    const std::scoped_lock locked(m_mutex);
    if (pages < m_pages) {    // it began anew
        m_triedPages = 0;
        m_waitAt = longLogPages;
    }
    m_pages = pages;
    ++m_commits;
    if (m_pages - m_triedPages >= copiedAtOnce)
        m_changed.notify_all();
}

void Checkpointer::keepUp()
{
    std::unique_lock locked(m_mutex);
    if (m_pages < m_waitAt)
        return;
    // Somebody who reads what is old keeps the log from beginning anew: not to be waited for at each transaction.
    m_waitAt = m_pages + copiedAtOnce;
    m_waiting = true;
    m_changed.notify_all();
    m_changed.wait(locked, [this] { return m_tried == m_commits; });
    m_waiting = false;
}

void Checkpointer::work()
{
    const auto isDue = [this] {
        return m_stopping || m_pages - m_triedPages >= copiedAtOnce || (m_waiting && m_tried != m_commits);
    };
    std::unique_lock locked(m_mutex);
    for (;;) {
        m_changed.wait(locked, isDue);
        if (m_stopping)
            return;
        const quint64 commits = m_commits;
        const int pages = m_pages;
        locked.unlock();
        sqlite3_wal_checkpoint_v2(m_database->getHandle(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        locked.lock();
        m_tried = commits;
        m_triedPages = m_pages < pages ? 0 : pages;
        m_changed.notify_all();
    }
}

}
