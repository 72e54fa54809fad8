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
    using Values = QVarLengthArray<JsonValue, 32>;
    struct Found : Values {
        std::uint64_t strangers = 0;    // bits of watches
    };

    PointerSet();

    // The place of the pointer's value in what find() gives; the same for the same pointer.
    [[nodiscard]] qsizetype add(const JsonPointer &pointer);
    // A bit of Found::strangers that is set where an object at the pointer may have members of other names.
    // 0 where there are too many watches; then nobody knows.
    [[nodiscard]] std::uint64_t watch(const JsonPointer &pointer, const std::vector<std::string> &names);
    // To be called after the last add() and watch().
    void seal();

    // The value at each pointer, nothing where there is none; of duplicate keys the last.
    void find(JsonValue root, Found &found) const;

private:
    static constexpr qsizetype none = -1;

    struct Name {
        std::uint64_t knownBy = 0;    // bits of watches
        std::size_t child = 0;        // 0: none
    };

    struct Node {
        qsizetype slot = none;
        std::uint64_t watches = 0;
        NameTable names;
        std::vector<std::string> tokens;
        std::vector<Name> children;    // by token
    };

    [[nodiscard]] std::size_t nodeAt(const JsonPointer &pointer);
    [[nodiscard]] static std::size_t placeOf(Node &node, const std::string &token);

    void findAnew(JsonValue root, Found &found) const;
    void find(const Node &node, JsonValue value, Found &found) const;
    void findInArray(const Node &node, JsonValue array, Found &found) const;
    void forget(const Node &node, Found &found) const;

    std::vector<Node> m_nodes;    // the first is the whole value
    qsizetype m_slots = 0;
    int m_watches = 0;
    std::uint64_t m_finder = 0;    // see PlaceMemo
};

}
