// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDataStream>
#include <QIODevice>

#include <bit>
#include <cstdint>
#include <vector>

namespace eventscope {

// Hashes with what is known of each, up to a fixed number of them; nothing is ever taken out but all at
// once. Open addressing, as its keys are hashes already: a look-up is one or two cache lines.
template <typename Value>
class SeriesTable {
public:
    explicit SeriesTable(std::size_t most)
        : m_most(most)
    {}

    [[nodiscard]] std::size_t size() const noexcept { return m_count; }
    [[nodiscard]] bool isFull() const noexcept { return m_count >= m_most; }

    [[nodiscard]] Value *find(std::uint64_t key) noexcept
    {
        if (m_slots.empty())
            return nullptr;
        Slot &slot = slotOf(ownKey(key));
        return slot.key == 0 ? nullptr : &slot.value;
    }

    // Has the processor fetch what find() will look at.
    void prefetch(std::uint64_t key) const noexcept
    {
        if (!m_slots.empty())
            __builtin_prefetch(&m_slots[placeOf(ownKey(key))], 1);
    }

    // The key is not there yet. Null when the table is full: the key is not taken in.
    Value *insert(std::uint64_t key, const Value &value)
    {
        if (isFull())
            return nullptr;
        if (m_slots.empty() || (m_count + 1) * 8 > m_slots.size() * 5)
            grow();
        Slot &slot = slotOf(ownKey(key));
        slot = {ownKey(key), value};
        ++m_count;
        return &slot.value;
    }

    void clear()
    {
        m_slots = {};
        m_count = 0;
    }
    void swap(SeriesTable &other) noexcept
    {
        m_slots.swap(other.m_slots);
        std::swap(m_count, other.m_count);
        std::swap(m_shift, other.m_shift);
    }

    void write(QDataStream &to) const
    {
        to << quint32(m_count);
        for (const Slot &slot : m_slots) {
            if (slot.key != 0)
                to << quint64(slot.key) << slot.value;
        }
    }
    // False, and a table that is empty, where what is read cannot be one.
    [[nodiscard]] bool read(QDataStream &from)
    {
        clear();
        quint32 count = 0;
        from >> count;
        for (quint32 i = 0; i < count && count <= m_most && from.status() == QDataStream::Ok; ++i) {
            quint64 key = 0;
            Value value{};
            from >> key >> value;
            if (from.status() == QDataStream::Ok && find(key) == nullptr)
                insert(key, value);
        }
        const bool good = from.status() == QDataStream::Ok && m_count == count;
        if (!good)
            clear();
        return good;
    }

private:
    struct Slot {
        std::uint64_t key = 0;    // 0: none
        Value value{};
    };

    [[nodiscard]] static std::uint64_t ownKey(std::uint64_t key) noexcept { return key == 0 ? 1 : key; }

    [[nodiscard]] std::size_t placeOf(std::uint64_t key) const noexcept
    {
        return static_cast<std::size_t>(key * 0x9e3779b97f4a7c15u >> m_shift);
    }

    // Its slot, or the empty one where it would be. There is always an empty one.
    [[nodiscard]] Slot &slotOf(std::uint64_t key) noexcept
    {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t at = placeOf(key);
        while (m_slots[at].key != 0 && m_slots[at].key != key)
            at = (at + 1) & mask;
        return m_slots[at];
    }

    // The upper bits of a key say where it is, so that a larger table has its keys in the same order: they
    // are moved as they stand, not here and there in memory.
    void grow()
    {
        std::vector<Slot> old(m_slots.empty() ? std::size_t(64) : m_slots.size() * 2);
        old.swap(m_slots);
        m_shift = 64 - std::countr_zero(m_slots.size());
        for (const Slot &slot : old) {
            if (slot.key != 0)
                slotOf(slot.key) = slot;
        }
    }

    std::size_t m_most;
    std::size_t m_count = 0;
    std::vector<Slot> m_slots;    // a power of two
    int m_shift = 64;
};

}
