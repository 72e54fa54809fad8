// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "schema/nametable.h"

#include <span>
#include <string>
#include <vector>

namespace eventscope {

// Many pointers looked up in one walk over a value. Built once, then immutable.
class PointerTrie {
public:
    // A number for the pointer, the same for the same pointer. Valid after build().
    std::uint32_t add(const JsonPointer &pointer);
    void build();

    // How many places find() needs.
    [[nodiscard]] std::size_t placeCount() const noexcept { return m_nodes.size(); }
    [[nodiscard]] std::uint32_t placeOf(std::uint32_t number) const noexcept { return m_places[number]; }

    // Fills each pointer's place with its value's node number plus one; with 0 where there is none. What
    // a pointer means is what JsonPointer::in() says.
    void find(JsonValue value, std::span<std::uint32_t> places) const;

private:
    static constexpr std::uint32_t noItem = ~0u;
    static constexpr std::uint32_t noNames = ~0u;

    struct Node {
        std::uint32_t item = noItem;      // the token as an array's index
        std::uint32_t end = 0;            // behind the last node below this one
        std::uint32_t items = 0;          // how many of an array's items are worth a look
        std::uint32_t names = noNames;    // of its children, in m_names
        std::uint32_t firstChild = 0;     // in m_children, by the names' positions
    };
    struct Branch {
        std::string token;
        std::vector<std::uint32_t> children;
        bool operator==(const Branch &) const = default;
    };

    void place(std::uint32_t branch);
    void placeNames(std::uint32_t node, const std::vector<std::uint32_t> &branches);
    // 0 for none.
    [[nodiscard]] std::uint32_t childOf(const Node &node, const JsonNode *nodes, JsonValue key) const;
    void visit(std::uint32_t node, JsonValue value, std::uint32_t *places) const;
    void visitItems(std::uint32_t node, JsonValue array, std::uint32_t *places) const;

    std::vector<Branch> m_branches{1};    // while adding; the first is the root
    std::vector<Node> m_nodes;            // each before those below it
    std::vector<NameTable> m_names;
    std::vector<std::uint32_t> m_children;
    std::vector<std::uint32_t> m_places;    // of each branch, its node
    std::uint64_t m_finder = 0;             // see PlaceMemo
};

}
