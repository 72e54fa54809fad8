// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/nametable.h"

#include <functional>
#include <limits>

namespace eventscope {

namespace {

// So many that sixteen bits still tell most of them apart.
constexpr std::size_t mostByPrint = 4096;

std::size_t mostCollisions(std::size_t names)
{
    return 64 + names * 8;
}

}

NameTable::NameTable(const std::vector<std::string> &names)
{
    if (names.empty())
        return;
    for (const std::string &name : names)
        m_lengths |= std::uint64_t(1) << (name.size() & 63);
    std::size_t size = 4;
    while (size < names.size() * 4)
        size *= 2;
    m_slots.resize(size);
    m_mask = size - 1;

    constexpr int tries = 64;
    constexpr std::uint64_t step = 0xd1342543de82ef94u;
    std::uint64_t bestSeed = 1;
    std::size_t fewest = std::numeric_limits<std::size_t>::max();
    m_seed = 0x9e3779b97f4a7c15u;
    m_whole = names.size() > mostByPrint;
    m_whole = m_whole || place(names) > mostCollisions(names.size());
    for (int i = 0; i < tries && fewest > 0; ++i, m_seed += step) {
        if (const std::size_t collisions = place(names); collisions < fewest) {
            fewest = collisions;
            bestSeed = m_seed;
        }
    }
    m_seed = bestSeed;
    place(names);
}

std::uint32_t NameTable::wholePrint(std::string_view name) noexcept
{
    const std::uint64_t hash = std::hash<std::string_view>()(name);
    return static_cast<std::uint32_t>(hash ^ hash >> 32);
}

// Fills the slots under the present seed and counts how often a name met a taken one; of names that are
// told apart too badly only so many are placed.
std::size_t NameTable::place(const std::vector<std::string> &names)
{
    m_slots.assign(m_slots.size(), Slot());
    m_bytes.clear();
    std::size_t collisions = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string_view name = names[i];
        const std::uint64_t key = keyOf(name.size(), m_whole ? wholePrint(name) : nameprint::of(name));
        std::size_t at = slotOf(key);
        for (; m_slots[at].key != 0; at = (at + 1) & m_mask)
            ++collisions;
        const bool isShort = name.size() < 8;
        m_slots[at] = {key, isShort ? shortOf(name) : headOf(name), isShort ? 0 : tailOf(name),
            static_cast<std::uint32_t>(m_bytes.size()), static_cast<std::int32_t>(i)};
        m_bytes += names[i];
        if (!m_whole && collisions > mostCollisions(names.size()))
            break;
    }
    return collisions;
}

}
