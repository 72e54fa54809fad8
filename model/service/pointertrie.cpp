// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/pointertrie.h"

#include <algorithm>
#include <bit>
#include <charconv>

namespace eventscope {

std::uint32_t PointerTrie::add(const JsonPointer &pointer)
{
    std::uint32_t at = 0;
    for (const std::string &token : pointer.tokens()) {
        const auto &children = m_branches[at].children;
        const auto known = std::find_if(
            children.begin(), children.end(), [&](std::uint32_t child) { return m_branches[child].token == token; });
        if (known != children.end()) {
            at = *known;
            continue;
        }
        const auto added = static_cast<std::uint32_t>(m_branches.size());
        m_branches[at].children.push_back(added);
        m_branches.push_back({token, {}});
        at = added;
    }
    return at;
}

void PointerTrie::build()
{
    m_slots.resize(m_branches.size());
    place(0);
    m_branches.clear();
}

void PointerTrie::place(std::uint32_t branch)
{
    const auto index = static_cast<std::uint32_t>(m_nodes.size());
    m_slots[branch] = index;
    const std::string &token = m_branches[branch].token;
    Node &node = m_nodes.emplace_back();
    node.token = token;
    const auto read = std::from_chars(token.data(), token.data() + token.size(), node.item);
    const bool leadingZero = token.size() > 1 && token.front() == '0';
    if (read.ec != std::errc() || read.ptr != token.data() + token.size() || leadingZero)
        node.item = noItem;
    std::vector<std::uint32_t> children;
    for (const std::uint32_t child : m_branches[branch].children) {
        children.push_back(static_cast<std::uint32_t>(m_nodes.size()));
        place(child);
    }
    m_nodes[index].end = static_cast<std::uint32_t>(m_nodes.size());
    if (!children.empty())
        placeTable(index, children);
}

void PointerTrie::placeTable(std::uint32_t node, const std::vector<std::uint32_t> &children)
{
    const std::size_t size = std::bit_ceil(children.size() * 4);
    m_nodes[node].table = static_cast<std::uint32_t>(m_table.size());
    m_nodes[node].mask = static_cast<std::uint32_t>(size - 1);
    m_table.resize(m_table.size() + size);
    const std::span table(m_table.data() + m_nodes[node].table, size);
    for (const std::uint32_t child : children) {
        std::size_t at = hashOf(m_nodes[child].token) & (size - 1);
        while (table[at] != 0)
            at = (at + 1) & (size - 1);
        table[at] = child;
    }
}

std::uint32_t PointerTrie::hashOf(std::string_view key) noexcept
{
    if (key.empty())
        return 0;
    const auto first = static_cast<unsigned char>(key.front());
    const auto middle = static_cast<unsigned char>(key[key.size() / 2]);
    const auto last = static_cast<unsigned char>(key.back());
    return static_cast<std::uint32_t>(key.size()) * 31 + first * 7u + middle * 13u + last;
}

std::uint32_t PointerTrie::childOf(const Node &node, std::string_view key) const noexcept
{
    const std::uint32_t *table = m_table.data() + node.table;
    for (std::uint32_t at = hashOf(key) & node.mask; table[at] != 0; at = (at + 1) & node.mask) {
        if (m_nodes[table[at]].token == key)
            return table[at];
    }
    return 0;
}

void PointerTrie::find(JsonValue root, std::span<JsonValue> places) const
{
    std::fill(places.begin(), places.end(), JsonValue());
    if (root)
        visit(0, root, places);
}

void PointerTrie::visit(std::uint32_t index, JsonValue value, std::span<JsonValue> places) const
{
    const Node &node = m_nodes[index];
    places[index] = value;
    if (node.mask == 0)
        return;
    if (value.isArray()) {
        std::uint32_t item = 0;
        for (const JsonValue each : value.items()) {
            for (std::uint32_t child = index + 1; child < node.end; child = m_nodes[child].end) {
                if (m_nodes[child].item == item)
                    visit(child, each, places);
            }
            if (++item == noItem)
                return;
        }
        return;
    }
    std::string buffer;
    for (const auto &[key, member] : value.members()) {
        const std::uint32_t child = childOf(node, key.string(buffer));
        if (child == 0)
            continue;
        // The last of duplicate keys counts, and nothing of an earlier one.
        if (places[child])
            std::fill(places.begin() + child, places.begin() + m_nodes[child].end, JsonValue());
        visit(child, member, places);
    }
}

}
