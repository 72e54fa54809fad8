// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"

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
    void find(JsonValue root, std::span<std::uint32_t> places) const;

private:
    static constexpr std::uint32_t noItem = ~0u;

    struct Node {
        std::string token;
        std::uint32_t item = noItem;    // the token as an array's index
        std::uint32_t end = 0;          // behind the last node below this one
        std::uint32_t items = 0;        // how many of an array's items are worth a look
        std::uint32_t table = 0;        // of its children, in m_table
        std::uint32_t mask = 0;         // the table's size less one; 0 without children
    };
    struct Entry {
        std::uint32_t print = 0;    // of the token: nameprint.h
        std::uint32_t node = 0;     // 0: empty
    };
    struct Branch {
        std::string token;
        std::vector<std::uint32_t> children;
        bool operator==(const Branch &) const = default;
    };

    void place(std::uint32_t branch);
    void placeTable(std::uint32_t node, const std::vector<std::uint32_t> &children);
    [[nodiscard]] std::uint32_t childOf(const Node &node, std::string_view key, std::uint32_t print) const noexcept;
    [[nodiscard]] std::uint32_t childOf(const Node &node, JsonValue key) const;
    void visit(std::uint32_t node, JsonValue value, std::uint32_t *places) const;
    void visitItems(std::uint32_t node, JsonValue array, std::uint32_t *places) const;

    std::vector<Branch> m_branches{1};    // while adding; the first is the root
    std::vector<Node> m_nodes;            // each before those below it
    std::vector<Entry> m_table;
    std::vector<std::uint32_t> m_places;    // of each branch, its node
};

}
