// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/oddities.h"

#include <array>
#include <cstring>

namespace eventscope {

namespace {

// Of a key's length, its first and last bytes.
std::uint32_t fingerprintOf(const char *name, std::uint32_t length) noexcept
{
    std::uint32_t head = 0;
    std::uint32_t tail = 0;
    if (length >= sizeof head) {
        std::memcpy(&head, name, sizeof head);
        std::memcpy(&tail, name + length - sizeof tail, sizeof tail);
    } else if (length > 0) {
        const auto byte = [name](std::uint32_t at) { return std::uint32_t(static_cast<unsigned char>(name[at])); };
        head = byte(0) | byte(length / 2) << 8 | byte(length - 1) << 16;
    }
    const std::uint32_t hash = (head * 0x9e3779b1u ^ tail * 0x85ebca6bu) + length * 0xc2b2ae35u;
    return (hash ^ hash >> 15) * 0x2c1b3c6du >> 23;
}

// Two keys of one fingerprint may be the same.
bool mayRepeat(const JsonNode *nodes, const char *text, std::uint32_t object) noexcept
{
    std::array<std::uint64_t, 8> seen{};
    const std::uint32_t end = nodes[object].next;
    for (std::uint32_t key = object + 1; key < end; key = nodes[key + 1].next) {
        const JsonNode &node = nodes[key];
        if (node.escaped)
            return true;
        const std::uint32_t slot = fingerprintOf(text + node.offset + 1, node.length - 2);
        const std::uint64_t bit = std::uint64_t(1) << (slot & 63);
        if ((seen[slot >> 6] & bit) != 0)
            return true;
        seen[slot >> 6] |= bit;
    }
    return false;
}

}

Oddities odditiesOf(const JsonTape &tape) noexcept
{
    const JsonNode *nodes = tape.nodes().data();
    const char *text = tape.text().data();
    const auto count = static_cast<std::uint32_t>(tape.nodes().size());
    Oddities odd;
    for (std::uint32_t i = 0; i < count; ++i) {
        odd.hasLone |= nodes[i].lone;
        if (nodes[i].kind == JsonKind::Object && !odd.mayRepeat)
            odd.mayRepeat = mayRepeat(nodes, text, i);
    }
    return odd;
}

}
