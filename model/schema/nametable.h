// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"
#include "event/nameprint.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// A fixed set of names, each with its position in the list it was made from. Looking one up costs its print
// (nameprint.h), which a tape has of every key, and mostly one comparison; where there are many names, or
// too many share their prints, a hash of the whole name.
class NameTable {
public:
    static constexpr std::int32_t absent = -1;

    NameTable() = default;
    // No name stands twice.
    explicit NameTable(const std::vector<std::string> &names);

    [[nodiscard]] bool isEmpty() const noexcept { return m_slots.empty(); }

    [[nodiscard]] std::int32_t find(std::string_view name) const noexcept
    {
        return m_slots.empty() ? absent : find(name, m_whole ? wholePrint(name) : nameprint::of(name));
    }

    // The same for a member's key, without escapes, of a text.
    [[nodiscard]] std::int32_t find(const JsonNode &key, const char *text) const noexcept
    {
        if (m_slots.empty())
            return absent;
        const std::string_view name(text + key.offset + 1, key.length - 2);
        return find(name, m_whole ? wholePrint(name) : key.print);
    }

    // The same for any string of a tape.
    [[nodiscard]] std::int32_t findString(JsonValue string) const
    {
        const JsonNode &node = string.node();
        if (!node.escaped && (m_lengths >> ((node.length - 2) & 63) & 1) == 0)
            return absent;
        if (m_slots.empty() || m_whole || node.escaped) {
            std::string buffer;
            return find(string.string(buffer));
        }
        const std::string_view text = string.tape()->text();
        const char *const quote = text.data() + node.offset;
        return find({quote + 1, node.length - 2}, nameprint::ofQuoted(quote, node.length, text.data()));
    }

private:
    struct Slot {
        std::uint64_t key = 0;    // 0: empty
        std::uint64_t head = 0;
        std::uint64_t tail = 0;
        std::uint32_t offset = 0;
        std::int32_t position = absent;
    };

    static constexpr std::uint32_t longestInSlot = 16;

    // Never 0.
    [[nodiscard]] static std::uint64_t keyOf(std::size_t length, std::uint32_t print) noexcept
    {
        return (std::uint64_t(length) + 1) << 32 | print;
    }

    [[nodiscard]] std::size_t slotOf(std::uint64_t key) const noexcept
    {
        return static_cast<std::size_t>(key * m_seed >> 40) & m_mask;
    }

    [[nodiscard]] std::int32_t find(std::string_view name, std::uint32_t print) const noexcept
    {
        const std::uint64_t key = keyOf(name.size(), print);
        for (std::size_t at = slotOf(key);; at = (at + 1) & m_mask) {
            const Slot &slot = m_slots[at];
            if (slot.key == key && isIn(slot, name))
                return slot.position;
            if (slot.key == 0)
                return absent;
        }
    }

    // The first and the last eight bytes: all there is of a name of up to sixteen.
    [[nodiscard]] static std::uint64_t headOf(std::string_view name) noexcept
    {
        return nameprint::load(name.data(), 8);
    }
    [[nodiscard]] static std::uint64_t tailOf(std::string_view name) noexcept
    {
        return nameprint::load(name.data() + name.size() - 8, 8);
    }
    [[nodiscard]] static std::uint64_t shortOf(std::string_view name) noexcept
    {
        const char *const begin = name.data();
        const std::size_t size = name.size();
        if (size >= 4)
            return nameprint::load(begin, 4) | nameprint::load(begin + size - 4, 4) << 32;
        const auto byte = [begin](std::size_t i) { return std::uint64_t(static_cast<unsigned char>(begin[i])); };
        return size == 0 ? 0 : byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16;
    }

    // Of a name of the slot's length.
    [[nodiscard]] bool isIn(const Slot &slot, std::string_view name) const noexcept
    {
        if (name.size() < 8)
            return slot.head == shortOf(name);
        if (slot.head != headOf(name) || slot.tail != tailOf(name))
            return false;
        return name.size() <= longestInSlot || std::memcmp(m_bytes.data() + slot.offset, name.data(), name.size()) == 0;
    }

    [[nodiscard]] static std::uint32_t wholePrint(std::string_view name) noexcept;
    std::size_t place(const std::vector<std::string> &names);

    std::vector<Slot> m_slots;
    std::string m_bytes;
    std::size_t m_mask = 0;
    std::uint64_t m_lengths = 0;    // a bit of 64 for each name's
    std::uint64_t m_seed = 1;
    bool m_whole = false;    // prints are hashes of whole names
};

}
