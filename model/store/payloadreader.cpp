// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadreader.h"

#include <algorithm>

namespace eventscope {

PayloadReader::PayloadReader(const StoreAccess &access)
    : m_database(connectTo(access))
    , m_from(*m_database, "SELECT id, text FROM payload WHERE id >= ? ORDER BY id")
    , m_begin(*m_database, "BEGIN")
    , m_end(*m_database, "COMMIT")
{}

void PayloadReader::sortById(std::vector<Wanted> &wanted)
{
    const auto byId = [](const Wanted &a, const Wanted &b) { return a.id < b.id; };
    if (!std::is_sorted(wanted.begin(), wanted.end(), byId))
        std::sort(wanted.begin(), wanted.end(), byId);
}

void PayloadReader::seek(EventId id)
{
    m_from.reset();
    m_from.bind(1, id);
}

void PayloadReader::end() noexcept
{
    m_from.reset();
    try {
        m_end.run();
    } catch (const SQLite::Exception &) {
        // A failed read has ended it.
    }
}

}
