// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "schema/nametable.h"

#include <QVarLengthArray>

#include <vector>

namespace eventscope {

// Many pointers looked up at once: every object on their way is walked a single time, whatever the
// number of pointers through it. Filled once, then used from any thread.
class PointerSet {
public:
    using Found = QVarLengthArray<JsonValue, 32>;

    PointerSet();

    // The place of the pointer's value in what find() gives; the same for the same pointer.
    [[nodiscard]] qsizetype add(const JsonPointer &pointer);
    // To be called after the last add().
    void seal();

    // The value at each pointer, nothing where there is none; of duplicate keys the last.
    void find(JsonValue root, Found &found) const;

private:
    static constexpr qsizetype none = -1;

    struct Node {
        qsizetype slot = none;
        NameTable names;
        std::vector<std::string> tokens;
        std::vector<std::size_t> children;
    };

    void find(const Node &node, JsonValue value, Found &found) const;
    void findInArray(const Node &node, JsonValue array, Found &found) const;
    void forget(const Node &node, Found &found) const;

    std::vector<Node> m_nodes;    // the first is the whole value
    qsizetype m_slots = 0;
};

}
