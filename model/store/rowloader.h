// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/storerows.h"
#include "store/threads.h"

#include <exception>
#include <map>
#include <optional>

namespace eventscope {

// Reads the narrow table over several connections at once and gives its rows in the order of their
// ids. The dictionaries must hold the terms of the rows asked for.
class RowLoader {
public:
    RowLoader(StoreAccess access, const Columns::Private &columns, IdRange events, std::unordered_set<quint32> origins);
    // Ends what is still being read.
    ~RowLoader();

    // The next rows, perhaps none of a stretch that holds none wanted; nothing at the end. Throws what
    // reading threw.
    [[nodiscard]] std::optional<StagedRows> next();
    // Rows that are not needed any more: their memory is filled again.
    void giveBack(StagedRows &&rows);

private:
    void work();
    [[nodiscard]] std::optional<qint64> claim(StagedRows &free);
    [[nodiscard]] IdRange eventsOf(qint64 segment) const;

    const StoreAccess m_access;
    const Columns::Private &m_columns;
    const IdRange m_events;
    const std::unordered_set<quint32> m_origins;
    const qint64 m_segments;

    std::mutex m_mutex;
    std::condition_variable m_changed;
    qint64 m_claimed = 0;
    qint64 m_given = 0;
    std::map<qint64, StagedRows> m_ready;
    std::vector<StagedRows> m_free;
    std::exception_ptr m_failure;
    bool m_stopping = false;
    std::vector<std::unique_ptr<NamedThread>> m_threads;
};

}
