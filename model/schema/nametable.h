// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// A fixed set of names, each with its position in the list it was made from. Looking one up costs a
// hash of length, first and last eight bytes, and mostly one comparison; where too many names share these,
// a hash of the whole name.
class NameTable {
public:
    static constexpr std::int32_t absent = -1;

    NameTable() = default;
    // No name stands twice.
    explicit NameTable(const std::vector<std::string> &names);

    [[nodiscard]] bool isEmpty() const noexcept { return m_slots.empty(); }

    [[nodiscard]] std::int32_t find(std::string_view name) const noexcept
    {
        if (m_slots.empty())
            return absent;
        const Ends ends = keyOf(name);
        for (std::size_t at = slotOf(ends, name.size());; at = (at + 1) & m_mask) {
            const Slot &slot = m_slots[at];
            if (slot.position == absent)
                return absent;
            if (slot.ends == ends && slot.length == name.size() &&
                ((name.size() <= 16 && !m_whole) ||
                    std::memcmp(m_bytes.data() + slot.offset, name.data(), name.size()) == 0))
                return slot.position;
        }
    }

private:
    // The first and the last eight bytes: all there is of a name of up to sixteen.
    struct Ends {
        std::uint64_t head = 0;
        std::uint64_t tail = 0;

        friend bool operator==(const Ends &, const Ends &) = default;
    };

    struct Slot {
        Ends ends;
        std::uint32_t offset = 0;
        std::uint32_t length = 0;
        std::int32_t position = absent;
    };

    template <typename Word>
    [[nodiscard]] static Word load(const char *at) noexcept
    {
        Word word;
        std::memcpy(&word, at, sizeof word);
        return word;
    }

    [[nodiscard]] static Ends endsOf(std::string_view name) noexcept
    {
        const char *begin = name.data();
        const std::size_t size = name.size();
        if (size >= 8)
            return {load<std::uint64_t>(begin), load<std::uint64_t>(begin + size - 8)};
        if (size >= 4)
            return {load<std::uint32_t>(begin), load<std::uint32_t>(begin + size - 4)};
        if (size == 0)
            return {};
        const auto byte = [begin](std::size_t i) { return std::uint64_t(static_cast<unsigned char>(begin[i])); };
        return {byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16, 0};
    }

    [[nodiscard]] Ends keyOf(std::string_view name) const noexcept
    {
        return m_whole ? Ends{std::hash<std::string_view>()(name), 0} : endsOf(name);
    }

    [[nodiscard]] std::size_t slotOf(const Ends &ends, std::size_t length) const noexcept
    {
        std::uint64_t hash = (ends.head ^ (ends.tail << 31 | ends.tail >> 33) ^ length) * m_seed;
        hash ^= hash >> 32;
        return static_cast<std::size_t>(hash * 0x9e3779b97f4a7c15u >> 40) & m_mask;
    }

    std::size_t place(const std::vector<std::string> &names);

    std::vector<Slot> m_slots;
    std::string m_bytes;
    std::size_t m_mask = 0;
    std::uint64_t m_seed = 1;
    bool m_whole = false;    // the first word of a key is a hash of the whole name
};

}
