// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <mutex>

namespace eventscope::test {

// Counts how often SQLite syncs a write-ahead log to the disk, while this lives: the system's file
// layer with one call looked at. One at a time; files must be opened and closed within its life.
class SyncSpy {
public:
    SyncSpy()
    {
        s_system = sqlite3_vfs_find(nullptr);
        s_walSyncs = 0;
        m_layer = *s_system;
        m_layer.zName = "syncspy";
        m_layer.xOpen = open;
        sqlite3_vfs_register(&m_layer, 1);
    }
    ~SyncSpy()
    {
        sqlite3_vfs_unregister(&m_layer);
        sqlite3_vfs_register(s_system, 1);
    }
    SyncSpy(const SyncSpy &) = delete;
    SyncSpy &operator=(const SyncSpy &) = delete;

    [[nodiscard]] int walSyncs() const { return s_walSyncs; }

private:
    static int open(sqlite3_vfs *, const char *name, sqlite3_file *file, int flags, int *outFlags)
    {
        const int result = s_system->xOpen(s_system, name, file, flags, outFlags);
        if (result != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0)
            return result;
        const std::scoped_lock locked(s_mutex);
        if (!s_methods) {
            s_methods = file->pMethods;
            s_watched = *s_methods;
            s_watched.xSync = sync;
        }
        file->pMethods = &s_watched;
        return result;
    }
    static int sync(sqlite3_file *file, int flags)
    {
        ++s_walSyncs;
        return s_methods->xSync(file, flags);
    }

    inline static sqlite3_vfs *s_system = nullptr;
    inline static std::mutex s_mutex;
    inline static const sqlite3_io_methods *s_methods = nullptr;
    inline static sqlite3_io_methods s_watched = {};
    inline static std::atomic<int> s_walSyncs = 0;
    sqlite3_vfs m_layer = {};
};

}
