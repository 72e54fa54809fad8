// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadreader.h"

#include <algorithm>

namespace eventscope {

namespace {

// A seek costs about as much as stepping over this many rows.
constexpr EventId rowsPerSeek = 6;

}

PayloadReader::PayloadReader(const StoreAccess &access)
    : m_database(connectTo(access))
    , m_range(*m_database, "SELECT id, text FROM payload WHERE id BETWEEN ? AND ? ORDER BY id")
    , m_single(*m_database, "SELECT text FROM payload WHERE id = ?")
{}

void PayloadReader::sortById(std::vector<Wanted> &wanted)
{
    const auto byId = [](const Wanted &a, const Wanted &b) { return a.id < b.id; };
    if (!std::is_sorted(wanted.begin(), wanted.end(), byId))
        std::sort(wanted.begin(), wanted.end(), byId);
}

bool PayloadReader::isDense(const std::vector<Wanted> &wanted)
{
    return wanted.size() > 1 &&
           wanted.back().id - wanted.front().id < static_cast<EventId>(wanted.size()) * rowsPerSeek;
}

}
