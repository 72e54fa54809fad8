// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"
#include "store/rowimage.h"
#include "store/storerows.h"

#include <optional>

namespace eventscope {

// Inserts events and their texts in about half of the instructions that EventFeed and PayloadFeed take: the rows are
// written as a database file in memory, from which SQLite takes them over as they are. For one connection and its
// thread.
class BulkRows {
public:
    // Throws SQLite::Exception.
    explicit BulkRows(SQLite::Database &database);
    BulkRows(const BulkRows &) = delete;
    BulkRows &operator=(const BulkRows &) = delete;

    // False, and nothing is inserted, when this SQLite cannot, or one of the events is too large: the feeds take
    // them. As many events as rows. Throws SQLite::Exception; the transaction must be rolled back then.
    [[nodiscard]] bool insert(const std::vector<Event> &events, const StagedRows &rows);

private:
    void attach();
    [[nodiscard]] bool seesWhatChanges();
    void addEvent(const Event &event, const StagedRow &row);
    void addPayload(const Event &event, EventId id);
    void takeOver(std::size_t count);
    void takeOver(HotStatement &statement, std::size_t count);

    SQLite::Database &m_database;
    std::unique_ptr<RowImage> m_image;    // null: it cannot be used
    RowRecord m_record;
    std::optional<HotStatement> m_events;
    std::optional<HotStatement> m_payloads;
};

}
