// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"
#include "store/receptions.h"

#include <optional>

namespace eventscope {

// Receptions in and out of their tables. What touches the file throws SQLite::Exception.

// Prepared once for many.
class ReceptionInsert {
public:
    explicit ReceptionInsert(SQLite::Database &database);
    // The new id. No events: an empty range.
    [[nodiscard]] ReceptionId insert(
        const Reception &reception, const ReceptionTexts &texts, EventId firstEvent, EventId lastEvent);
    // The newest id that there is; 0 without any.
    [[nodiscard]] ReceptionId lastId();
    // After what was begun failed.
    void reset() noexcept;

private:
    SQLite::Database &m_database;
    HotStatement m_row;
    HotStatement m_last;
};

[[nodiscard]] std::vector<Reception> readRecentReceptions(SQLite::Database &database, int limit, ReceptionId before);
[[nodiscard]] std::optional<Reception> readReception(SQLite::Database &database, ReceptionId id);
[[nodiscard]] std::optional<std::vector<EventId>> readReceivedEvents(SQLite::Database &database, ReceptionId id);
[[nodiscard]] std::optional<ReceptionId> receptionOfEvent(SQLite::Database &database, EventId event);

}
