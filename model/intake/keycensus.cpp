// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/keycensus.h"

#include <algorithm>

namespace eventscope {

void KeyCensus::add(quint64 hash)
{
    if (hash == 0 || m_count > most)
        return;
    ++m_count;
    m_parts[hash >> 56].push_back(hash);
    if (m_count > most)
        giveUp();
}

void KeyCensus::giveUp()
{
    m_count = most + 1;
    m_parts = {};
}

bool KeyCensus::mayRepeat()
{
    if (m_count > most)
        return true;
    return std::any_of(m_parts.begin(), m_parts.end(), [](std::vector<quint64> &part) {
        std::sort(part.begin(), part.end());
        return std::adjacent_find(part.begin(), part.end()) != part.end();
    });
}

}
