// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/keycensus.h"

#include <algorithm>

namespace eventscope {

void KeyCensus::add(quint64 hash)
{
    if (hash == 0 || m_givenUp)
        return;
    if (++m_count > most)
        return giveUp();
    Part &part = m_parts[hash >> 56];
    const std::size_t at = part.count++ % blockKeys;
    if (at == 0)
        part.blocks.push_back(std::make_unique_for_overwrite<quint64[]>(blockKeys));
    part.blocks.back()[at] = hash;
}

void KeyCensus::giveUp()
{
    m_givenUp = true;
    m_parts = {};
}

std::vector<quint64> KeyCensus::gathered(Part &&part)
{
    std::vector<quint64> keys;
    keys.reserve(part.count);
    for (const auto &block : part.blocks)
        keys.insert(keys.end(), block.get(), block.get() + std::min(blockKeys, part.count - keys.size()));
    part = {};
    return keys;
}

bool KeyCensus::mayRepeat()
{
    if (m_givenUp)
        return true;
    const bool repeats = std::any_of(m_parts.begin(), m_parts.end(), [](Part &part) {
        std::vector<quint64> keys = gathered(std::move(part));
        std::sort(keys.begin(), keys.end());
        return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
    });
    giveUp();
    return repeats;
}

}
