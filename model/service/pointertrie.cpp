// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/pointertrie.h"

#include "event/placememo.h"

#include <algorithm>
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
    m_places.resize(m_branches.size());
    place(0);
    m_branches.clear();
    m_finder = PlaceMemo::newFinder();
}

void PointerTrie::place(std::uint32_t branch)
{
    const auto index = static_cast<std::uint32_t>(m_nodes.size());
    m_places[branch] = index;
    const std::string &token = m_branches[branch].token;
    Node &node = m_nodes.emplace_back();
    const auto read = std::from_chars(token.data(), token.data() + token.size(), node.item);
    const bool leadingZero = token.size() > 1 && token.front() == '0';
    if (read.ec != std::errc() || read.ptr != token.data() + token.size() || leadingZero)
        node.item = noItem;
    const std::vector<std::uint32_t> &branches = m_branches[branch].children;
    for (const std::uint32_t child : branches)
        place(child);
    m_nodes[index].end = static_cast<std::uint32_t>(m_nodes.size());
    if (!branches.empty())
        placeNames(index, branches);
}

void PointerTrie::placeNames(std::uint32_t node, const std::vector<std::uint32_t> &branches)
{
    m_nodes[node].names = static_cast<std::uint32_t>(m_names.size());
    m_nodes[node].firstChild = static_cast<std::uint32_t>(m_children.size());
    std::vector<std::string> names;
    for (const std::uint32_t branch : branches) {
        const std::uint32_t child = m_places[branch];
        names.push_back(m_branches[branch].token);
        m_children.push_back(child);
        if (m_nodes[child].item != noItem)
            m_nodes[node].items = std::max(m_nodes[node].items, m_nodes[child].item + 1);
    }
    m_names.emplace_back(names);
}

std::uint32_t PointerTrie::childOf(const Node &node, const JsonNode *nodes, JsonValue key) const
{
    const NameTable &names = m_names[node.names];
    const JsonNode &name = nodes[key.index()];
    const std::int32_t position = name.escaped ? names.find(key.string()) : names.find(name, key.tape()->text().data());
    return position == NameTable::absent ? 0 : m_children[node.firstChild + static_cast<std::uint32_t>(position)];
}

void PointerTrie::find(JsonValue value, std::span<std::uint32_t> places) const
{
    PlaceMemo *const memo = value && value.index() == 0 ? value.tape()->memo() : nullptr;
    std::vector<std::uint32_t> *const known = memo ? memo->of(m_finder, *value.tape()) : nullptr;
    if (known && !known->empty()) {
        std::copy(known->begin(), known->end(), places.begin());
        return;
    }
    std::fill(places.begin(), places.end(), 0);
    if (value)
        visit(0, value, places.data());
    if (known)
        known->assign(places.begin(), places.end());
}

void PointerTrie::visit(std::uint32_t index, JsonValue value, std::uint32_t *places) const
{
    const Node &node = m_nodes[index];
    places[index] = value.index() + 1;
    if (node.names == noNames)
        return;
    if (value.isArray())
        return visitItems(index, value, places);
    const JsonTape *const tape = value.tape();
    const JsonNode *const nodes = tape->nodes().data();
    const std::uint32_t end = value.isObject() ? nodes[value.index()].next : 0;
    for (std::uint32_t at = value.index() + 1; at < end; at = nodes[at + 1].next) {
        const std::uint32_t child = childOf(node, nodes, {tape, at});
        if (child == 0)
            continue;
        // The last of duplicate keys counts, and nothing of an earlier one.
        if (places[child] != 0)
            std::fill(places + child, places + m_nodes[child].end, 0);
        if (m_nodes[child].names == noNames)
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
