// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns_p.h"
#include "store/database.h"
#include "store/eventstore.h"

#include <span>
#include <vector>

namespace eventscope {

// Reads texts and envelopes of events in blocks, over a connection of its own. For one thread at a time.
class EventTexts {
public:
    explicit EventTexts(const StoreAccess &access);

    struct Block {
        std::size_t rows = 0;                    // how many of those asked for were read, one at least
        std::span<const VisitedEvent> events;    // in the order asked for; valid until the next read()
    };
    // A block ends early when its texts take much memory. A text that is not there is passed over. Throws
    // SQLite::Exception.
    [[nodiscard]] Block read(std::span<const Row> rows, const Columns::Private &columns);

private:
    // Where an event's text and envelope are in the buffer.
    struct Place {
        bool found = false;
        std::size_t at = 0;
        std::size_t text = 0;
        std::size_t envelope = 0;
    };
    struct Wanted {
        EventId id = 0;
        std::size_t place = 0;
    };

    void readRange();
    void readSingly();
    void keep(Place &place, HotSelect &select);
    [[nodiscard]] bool isFull(std::size_t place);

    std::unique_ptr<SQLite::Database> m_database;
    HotSelect m_range;
    HotSelect m_single;
    std::vector<Wanted> m_wanted;    // by id
    bool m_ascending = false;        // which is the order asked for
    std::size_t m_count = 0;         // of those asked for, read or not there
    std::vector<Place> m_places;
    std::string m_buffer;
    std::vector<VisitedEvent> m_events;
};

}
