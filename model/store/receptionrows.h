// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"
#include "store/receptions.h"

#include <optional>
#include <string>

namespace eventscope {

// Receptions in and out of their tables. What touches the file throws SQLite::Exception.

// A body without the events that are kept beside it, and where they stood. The events are looked for in their
// order; what is not found stays.
struct CutBody {
    QByteArray rest;
    QByteArray cuts;    // as the table has them

    [[nodiscard]] static CutBody of(const QByteArray &body, const Event *events, std::size_t count);
    // The body again, of as many texts as were cut out.
    [[nodiscard]] QByteArray joined(const std::vector<QByteArray> &texts) const;
    [[nodiscard]] std::size_t count() const noexcept;
};

// What is kept of a request beside its row, as the table has it.
struct ReceptionTexts {
    std::string headers;
    std::string answerHeaders;
    CutBody body;
};

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
    SQLite::Statement m_row;
    SQLite::Statement m_texts;
    HotStatement m_last;
};

[[nodiscard]] std::vector<Reception> readRecentReceptions(SQLite::Database &database, int limit, ReceptionId before);
[[nodiscard]] std::optional<Reception> readReception(SQLite::Database &database, ReceptionId id);
[[nodiscard]] std::optional<std::vector<EventId>> readReceivedEvents(SQLite::Database &database, ReceptionId id);
[[nodiscard]] std::optional<ReceptionId> receptionOfEvent(SQLite::Database &database, EventId event);

}
