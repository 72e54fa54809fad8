// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"
#include "store/rowfeed.h"
#include "store/storerows.h"

namespace eventscope {

// Of a deduplication key, as the narrow table has it.
[[nodiscard]] qint64 dedupHash(std::string_view key) noexcept;

// Into the narrow table.
class EventFeed : public RowFeed {
public:
    explicit EventFeed(SQLite::Database &database);
    // As many events as rows.
    void insert(const std::vector<Event> &events, const StagedRows &rows);

    [[nodiscard]] std::size_t rowCount() const noexcept override { return m_rows->size(); }
    void value(std::size_t row, int column, FeedValue into) const noexcept override;

private:
    const std::vector<Event> *m_events = nullptr;
    const StagedRows *m_rows = nullptr;
};

// Into the table of texts.
class PayloadFeed : public RowFeed {
public:
    explicit PayloadFeed(SQLite::Database &database);
    void insert(const std::vector<Event> &events, EventId first);

    [[nodiscard]] std::size_t rowCount() const noexcept override { return m_events->size(); }
    void value(std::size_t row, int column, FeedValue into) const noexcept override;

private:
    const std::vector<Event> *m_events = nullptr;
    EventId m_first = 0;
};

// Into the table of terms.
class TermFeed : public RowFeed {
public:
    explicit TermFeed(SQLite::Database &database);
    // Terms [first, end) of the dictionary.
    void insert(TermKind kind, const Dictionary &dictionary, Term first, Term end);

    [[nodiscard]] std::size_t rowCount() const noexcept override { return m_end - m_first; }
    void value(std::size_t row, int column, FeedValue into) const noexcept override;

private:
    TermKind m_kind = TermKind::Tenant;
    const Dictionary *m_dictionary = nullptr;
    Term m_first = 0;
    Term m_end = 0;
};

}
