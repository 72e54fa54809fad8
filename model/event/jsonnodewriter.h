// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

#include <cstring>

namespace eventscope {

// Writes one text's nodes over those of the text before: most texts have as many as the last one.
class JsonNodeWriter {
public:
    explicit JsonNodeWriter(std::vector<JsonNode> &nodes)
        : m_nodes(nodes)
        , m_next(nodes.data())
        , m_room(static_cast<std::uint32_t>(nodes.size()))
    {}

    // A node without children so far. The other members are those of `form`.
    void lay(std::uint32_t offset, std::uint32_t length, const JsonNode &form)
    {
        if (m_count == m_room) {
            grow(m_nodes);
            m_next = m_nodes.data() + m_count;
            m_room = static_cast<std::uint32_t>(m_nodes.size());
        }
        JsonNode &node = *m_next++;
        node = form;
        node.offset = offset;
        node.length = length;
        node.next = ++m_count;
    }

    [[nodiscard]] std::uint32_t count() const noexcept { return m_count; }
    [[nodiscard]] const JsonNode *data() const noexcept { return m_nodes.data(); }
    [[nodiscard]] JsonNode &operator[](std::uint32_t index) noexcept { return m_nodes[index]; }
    [[nodiscard]] JsonNode &last() noexcept { return *(m_next - 1); }

    // Leaves what was laid, and no more.
    void finish() { m_nodes.resize(m_count); }

private:
    [[gnu::noinline]] static void grow(std::vector<JsonNode> &nodes)
    {
        constexpr std::size_t atLeast = 32;
        nodes.resize(nodes.size() + nodes.size() / 2 + atLeast);
    }

    std::vector<JsonNode> &m_nodes;
    JsonNode *m_next;
    std::uint32_t m_count = 0;
    std::uint32_t m_room;
};

// Whether the last name of an object so far stands in it before, too. Of many names that is not looked at.
[[nodiscard, gnu::noinline]] inline bool mayRepeatName(
    const char *text, const JsonNode *nodes, std::uint32_t object, std::uint32_t last)
{
    constexpr std::uint32_t few = 128;
    if (last - object > few)
        return true;
    const JsonNode &name = nodes[last];
    for (std::uint32_t other = object + 1; other != last; other = nodes[other + 1].next) {
        if (nodes[other].print == name.print && nodes[other].length == name.length &&
            std::memcmp(text + nodes[other].offset, text + name.offset, name.length) == 0)
            return true;
    }
    return false;
}

}
