// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/oddities.h"

#include <array>
#include <cstring>
#include <string_view>

namespace eventscope {

namespace {

constexpr std::size_t npos = std::string_view::npos;

// Eight bits of a key's length, its first and last bytes.
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
    return ((head ^ (tail << 9 | tail >> 23)) + length) * 0x9e3779b1u >> 24;
}

// Each key with each: for few of them.
bool repeats(const JsonNode *nodes, const char *text, std::uint32_t object, std::uint32_t last) noexcept
{
    const auto nameOf = [=](const JsonNode &key) { return std::string_view(text + key.offset + 1, key.length - 2); };
    const std::string_view name = nameOf(nodes[last]);
    for (std::uint32_t key = object + 1; key < last; key = nodes[key + 1].next) {
        if (nameOf(nodes[key]) == name)
            return true;
    }
    return false;
}

// Keys of one fingerprint may be the same; of small objects that is looked at.
bool mayRepeat(const JsonNode *nodes, const char *text, std::uint32_t object) noexcept
{
    constexpr std::uint32_t small = 128;
    std::array<std::uint64_t, 4> seen{};    // a bit for each fingerprint
    const std::uint32_t end = nodes[object].next;
    for (std::uint32_t key = object + 1; key < end; key = nodes[key + 1].next) {
        const JsonNode &node = nodes[key];
        if (node.escaped)
            return true;
        const std::uint32_t print = fingerprintOf(text + node.offset + 1, node.length - 2);
        const std::uint64_t bit = std::uint64_t(1) << (print & 63);
        if ((seen[print >> 6] & bit) != 0 && (end - object > small || repeats(nodes, text, object, key)))
            return true;
        seen[print >> 6] |= bit;
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
        if (nodes[i].escaped && !odd.mayHaveNul)
            odd.mayHaveNul = std::string_view(text + nodes[i].offset, nodes[i].length).find("\\u0000") != npos;
        if (nodes[i].kind == JsonKind::Object && !odd.mayRepeat)
            odd.mayRepeat = mayRepeat(nodes, text, i);
    }
    return odd;
}

}
