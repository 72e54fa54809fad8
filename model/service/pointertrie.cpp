// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/pointertrie.h"

#include "event/nameprint.h"

#include <algorithm>
#include <bit>
#include <charconv>

namespace eventscope {

namespace {

std::uint32_t bucketOf(std::uint32_t print) noexcept
{
    return print * 0x9E3779B1u >> 16;
}

}

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
    m_places.resize(m_branches.size());
    place(0);
    m_branches.clear();
}

void PointerTrie::place(std::uint32_t branch)
{
    const auto index = static_cast<std::uint32_t>(m_nodes.size());
    m_places[branch] = index;
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
        const std::uint32_t print = nameprint::of(m_nodes[child].token);
        std::size_t at = bucketOf(print) & (size - 1);
        while (table[at].node != 0)
            at = (at + 1) & (size - 1);
        table[at] = {print, child};
        if (m_nodes[child].item != noItem)
            m_nodes[node].items = std::max(m_nodes[node].items, m_nodes[child].item + 1);
    }
}

std::uint32_t PointerTrie::childOf(const Node &node, std::string_view key, std::uint32_t print) const noexcept
{
    const Entry *table = m_table.data() + node.table;
    for (std::uint32_t at = bucketOf(print) & node.mask; table[at].node != 0; at = (at + 1) & node.mask) {
        if (table[at].print == print && m_nodes[table[at].node].token == key)
            return table[at].node;
    }
    return 0;
}

std::uint32_t PointerTrie::childOf(const Node &node, JsonValue key) const
{
    std::string buffer;
    const std::string_view name = key.string(buffer);
    return childOf(node, name, nameprint::of(name));
}

void PointerTrie::find(JsonValue root, std::span<std::uint32_t> places) const
{
    std::fill(places.begin(), places.end(), 0);
    if (root)
        visit(0, root, places.data());
}

void PointerTrie::visit(std::uint32_t index, JsonValue value, std::uint32_t *places) const
{
    const Node &node = m_nodes[index];
    places[index] = value.index() + 1;
    if (node.mask == 0)
        return;
    if (value.isArray())
        return visitItems(index, value, places);
    const JsonTape *const tape = value.tape();
    const JsonNode *const nodes = tape->nodes().data();
    const char *const text = tape->text().data();
    const std::uint32_t end = value.isObject() ? nodes[value.index()].next : 0;
    for (std::uint32_t at = value.index() + 1; at < end; at = nodes[at + 1].next) {
        const JsonNode &key = nodes[at];
        const std::uint32_t child =
            key.escaped ? childOf(node, {tape, at})
                        : childOf(node, std::string_view(text + key.offset + 1, key.length - 2), key.print);
        if (child == 0)
            continue;
        // The last of duplicate keys counts, and nothing of an earlier one.
        if (places[child] != 0)
            std::fill(places + child, places + m_nodes[child].end, 0);
        if (m_nodes[child].mask == 0)
            places[child] = at + 2;
        else
            visit(child, {tape, at + 1}, places);
    }
}

void PointerTrie::visitItems(std::uint32_t index, JsonValue array, std::uint32_t *places) const
{
    std::uint32_t item = 0;
    for (const JsonValue each : array.items()) {
        if (item == m_nodes[index].items)
            return;
        for (std::uint32_t child = index + 1; child < m_nodes[index].end; child = m_nodes[child].end) {
            if (m_nodes[child].item == item)
                visit(child, each, places);
        }
        ++item;
    }
}

}
