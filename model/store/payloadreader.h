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
        const Reading reading(*this);
        bool stands = false;
        EventId at = 0;    // where the statement stands
        const auto step = [&] {
            stands = m_from.step();
            at = stands ? m_from.number(0) : at;
        };
        for (const Wanted &one : wanted) {
            if (!stands || one.id - at > rowsPerSeek) {
                seek(one.id);
                step();
            }
            while (stands && at < one.id)
                step();
            if (!stands)
                return;
            if (at == one.id && !visit(one.row, m_from.bytes(1)))
                return;
        }
    }

private:
    // A seek costs about as much as stepping over this many rows.
    static constexpr EventId rowsPerSeek = 6;

    // One look at the store, so that it is not locked and unlocked for each seek.
    class Reading {
    public:
        explicit Reading(PayloadReader &reader)
            : m_reader(reader)
        {
            m_reader.m_begin.run();
        }
        ~Reading() { m_reader.end(); }
        Reading(const Reading &) = delete;
        Reading &operator=(const Reading &) = delete;

    private:
        PayloadReader &m_reader;
    };

    static void sortById(std::vector<Wanted> &wanted);
    void seek(EventId id);
    void end() noexcept;

    std::unique_ptr<SQLite::Database> m_database;
    HotSelect m_from;
    HotStatement m_begin;
    HotStatement m_end;
};

}
