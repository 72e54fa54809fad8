// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/pointerset.h"

#include "event/placememo.h"
#include "validation/members.h"

#include <algorithm>

namespace eventscope {

PointerSet::PointerSet()
    : m_nodes(1)
{}

std::size_t PointerSet::placeOf(Node &node, const std::string &token)
{
    const auto it = std::find(node.tokens.begin(), node.tokens.end(), token);
    if (it != node.tokens.end())
        return static_cast<std::size_t>(it - node.tokens.begin());
    node.tokens.push_back(token);
    node.children.emplace_back();
    return node.tokens.size() - 1;
}

std::size_t PointerSet::nodeAt(const JsonPointer &pointer)
{
    std::size_t at = 0;
    for (const std::string &token : pointer.tokens()) {
        const std::size_t place = placeOf(m_nodes[at], token);
        if (m_nodes[at].children[place].child == 0) {
            m_nodes[at].children[place].child = m_nodes.size();
            m_nodes.emplace_back();
        }
        at = m_nodes[at].children[place].child;
    }
    return at;
}

qsizetype PointerSet::add(const JsonPointer &pointer)
{
    Node &node = m_nodes[nodeAt(pointer)];
    if (node.slot == none)
        node.slot = m_slots++;
    return node.slot;
}

std::uint64_t PointerSet::watch(const JsonPointer &pointer, const std::vector<std::string> &names)
{
    constexpr int most = 64;
    if (m_watches == most)
        return 0;
    const std::uint64_t bit = std::uint64_t(1) << m_watches++;
    Node &node = m_nodes[nodeAt(pointer)];
    node.watches |= bit;
    for (const std::string &name : names)
        node.children[placeOf(node, name)].knownBy |= bit;
    return bit;
}

void PointerSet::seal()
{
    for (Node &node : m_nodes)
        node.names = NameTable(node.tokens);
    m_finder = PlaceMemo::newFinder();
}

void PointerSet::findAnew(JsonValue root, Found &found) const
{
    found.clear();
    found.resize(m_slots);
    found.strangers = 0;
    if (root)
        find(m_nodes.front(), root, found);
}

// Kept are the strangers, in two halves, and of each value its node's number plus one.
void PointerSet::find(JsonValue root, Found &found) const
{
    constexpr std::size_t ahead = 2;
    const JsonTape *const tape = root.tape();
    PlaceMemo *const memo = root && root.index() == 0 ? tape->memo() : nullptr;
    std::vector<std::uint32_t> *const known = memo ? memo->of(m_finder, *tape) : nullptr;
    if (!known)
        return findAnew(root, found);
    if (known->empty()) {
        findAnew(root, found);
        known->push_back(static_cast<std::uint32_t>(found.strangers));
        known->push_back(static_cast<std::uint32_t>(found.strangers >> 32));
        for (const JsonValue value : found)
            known->push_back(value ? value.index() + 1 : 0);
        return;
    }
    const std::uint32_t *const places = known->data() + ahead;
    found.resize(m_slots);
    for (qsizetype slot = 0; slot < m_slots; ++slot)
        found[slot] = places[slot] != 0 ? JsonValue(tape, places[slot] - 1) : JsonValue();
    found.strangers = (*known)[0] | std::uint64_t((*known)[1]) << 32;
}

void PointerSet::find(const Node &node, JsonValue value, Found &found) const
{
    if (node.slot != none)
        found[node.slot] = value;
    if (node.children.empty() && node.watches == 0)
        return;
    if (value.isArray())
        return findInArray(node, value, found);
    if (!value.isObject())
        return;
    const JsonTape &tape = *value.tape();
    const JsonNode *nodes = tape.nodes().data();
    const char *text = tape.text().data();
    const std::uint32_t end = value.node().next;
    const bool mayRepeat = tape.mayRepeatNames();
    JsonValue *const places = found.data();
    std::string buffer;
    std::uint64_t strangers = 0;
    std::uint64_t seen = 0;
    for (std::uint32_t key = value.index() + 1; key < end; key = nodes[key + 1].next) {
        const std::int32_t position =
            nodes[key].escaped ? node.names.find(textOf(tape, key, buffer)) : node.names.find(nodes[key], text);
        if (position == NameTable::absent) {
            strangers |= node.watches;
            continue;
        }
        const Name &name = node.children[static_cast<std::size_t>(position)];
        strangers |= node.watches & ~name.knownBy;
        if (name.child == 0)
            continue;
        const Node &child = m_nodes[name.child];
        // What an earlier member of that name held does not count.
        const std::uint64_t bit = mayRepeat ? std::uint64_t(1) << (position & 63) : 0;
        if ((seen & bit) != 0)
            forget(child, found);
        seen |= bit;
        if (!child.children.empty() || child.watches != 0)
            find(child, {&tape, key + 1}, found);
        else
            places[child.slot] = {&tape, key + 1};
    }
    found.strangers |= strangers;
}

void PointerSet::findInArray(const Node &node, JsonValue array, Found &found) const
{
    for (std::size_t i = 0; i < node.tokens.size(); ++i) {
        const std::size_t child = node.children[i].child;
        if (const JsonValue item = child == 0 ? JsonValue() : JsonPointer().child(node.tokens[i]).in(array))
            find(m_nodes[child], item, found);
    }
}

void PointerSet::forget(const Node &node, Found &found) const
{
    if (node.slot != none)
        found[node.slot] = {};
    for (const Name &name : node.children) {
        if (name.child != 0)
            forget(m_nodes[name.child], found);
    }
}

}
