// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns.h"
#include "store/database.h"

#include <string_view>
#include <vector>

namespace eventscope {

// Reads the texts of chosen events over a connection of its own. For one thread at a time.
class PayloadReader {
public:
    struct Wanted {
        EventId id = 0;
        Row row = 0;    // given back
    };

    explicit PayloadReader(const StoreAccess &access);

    // Gives each text to the visitor until that returns false; the order is that of the ids. A text
    // that is not there is passed over. Throws SQLite::Exception.
    template <typename Visit>
    void read(std::vector<Wanted> &wanted, Visit &&visit)
    {
        sortById(wanted);
        if (isDense(wanted))
            readRange(wanted, visit);
        else
            readSingly(wanted, visit);
    }

private:
    static void sortById(std::vector<Wanted> &wanted);
    [[nodiscard]] static bool isDense(const std::vector<Wanted> &wanted);

    template <typename Visit>
    void readRange(const std::vector<Wanted> &wanted, Visit &visit)
    {
        const StatementReset reset{m_range};
        m_range.bind(1, wanted.front().id);
        m_range.bind(2, wanted.back().id);
        auto next = wanted.begin();
        while (next != wanted.end() && m_range.step()) {
            const EventId id = m_range.number(0);
            while (next != wanted.end() && next->id < id)
                ++next;
            if (next == wanted.end() || next->id != id)
                continue;
            if (!visit(next->row, m_range.bytes(1)))
                return;
            ++next;
        }
    }

    template <typename Visit>
    void readSingly(const std::vector<Wanted> &wanted, Visit &visit)
    {
        for (const Wanted &one : wanted) {
            const StatementReset reset{m_single};
            m_single.bind(1, one.id);
            if (m_single.step() && !visit(one.row, m_single.bytes(0)))
                return;
        }
    }

    struct StatementReset {
        HotSelect &statement;
        ~StatementReset() { statement.reset(); }
    };

    std::unique_ptr<SQLite::Database> m_database;
    HotSelect m_range;
    HotSelect m_single;
};

}
