// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/pointerset.h"

#include "validation/members.h"

#include <algorithm>

namespace eventscope {

PointerSet::PointerSet()
    : m_nodes(1)
{}

qsizetype PointerSet::add(const JsonPointer &pointer)
{
    std::size_t at = 0;
    for (const std::string &token : pointer.tokens()) {
        const auto &tokens = m_nodes[at].tokens;
        const auto it = std::find(tokens.begin(), tokens.end(), token);
        if (it != tokens.end()) {
            at = m_nodes[at].children[static_cast<std::size_t>(it - tokens.begin())];
            continue;
        }
        const std::size_t child = m_nodes.size();
        m_nodes[at].tokens.push_back(token);
        m_nodes[at].children.push_back(child);
        m_nodes.emplace_back();
        at = child;
    }
    if (m_nodes[at].slot == none)
        m_nodes[at].slot = m_slots++;
    return m_nodes[at].slot;
}

void PointerSet::seal()
{
    for (Node &node : m_nodes)
        node.names = NameTable(node.tokens);
}

void PointerSet::find(JsonValue root, Found &found) const
{
    found.clear();
    found.resize(m_slots);
    if (root)
        find(m_nodes.front(), root, found);
}

void PointerSet::find(const Node &node, JsonValue value, Found &found) const
{
    if (node.slot != none)
        found[node.slot] = value;
    if (node.children.empty())
        return;
    if (value.isArray())
        return findInArray(node, value, found);
    if (!value.isObject())
        return;
    const JsonTape &tape = *value.tape();
    const JsonNode *nodes = tape.nodes().data();
    const std::uint32_t end = value.node().next;
    std::string buffer;
    std::uint64_t seen = 0;
    for (std::uint32_t key = value.index() + 1; key < end; key = nodes[key + 1].next) {
        const std::int32_t position = node.names.find(textOf(tape, key, buffer));
        if (position == NameTable::absent)
            continue;
        const Node &child = m_nodes[node.children[static_cast<std::size_t>(position)]];
        // What an earlier member of that name held does not count.
        const std::uint64_t bit = std::uint64_t(1) << (position & 63);
        if ((seen & bit) != 0)
            forget(child, found);
        seen |= bit;
        find(child, {&tape, key + 1}, found);
    }
}

void PointerSet::findInArray(const Node &node, JsonValue array, Found &found) const
{
    for (std::size_t i = 0; i < node.tokens.size(); ++i) {
        if (const JsonValue item = JsonPointer().child(node.tokens[i]).in(array))
            find(m_nodes[node.children[i]], item, found);
    }
}

void PointerSet::forget(const Node &node, Found &found) const
{
    if (node.slot != none)
        found[node.slot] = {};
    for (const std::size_t child : node.children)
        forget(m_nodes[child], found);
}

}
