// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "validation/members.h"
#include "validation/pointerset.h"

namespace eventscope {

// Where a rule looks: a pointer in which a token `*` stands for every member or item.
class Place {
public:
    Place() = default;    // the whole value
    // The part before the first `*` is looked up through the set.
    Place(const JsonPointer &pointer, PointerSet &set);

    // Hands over each value there, in the order of the text; stops when visit(value) returns false.
    template <typename Visit>
    void forEach(const PointerSet::Found &found, bool mayRepeat, Visit visit) const
    {
        if (const JsonValue start = startIn(found))
            descend(start, 0, mayRepeat, visit);
    }

    // The value before the first `*`; nothing where there is none.
    [[nodiscard]] JsonValue startIn(const PointerSet::Found &found) const noexcept { return found.constData()[m_slot]; }
    // Whether that is what the place says, or each of its members or items.
    [[nodiscard]] bool isOne() const noexcept { return m_steps.empty(); }
    [[nodiscard]] bool isOfMembers() const noexcept { return m_isOfMembers; }

    [[nodiscard]] const JsonPointer &pointer() const noexcept { return m_pointer; }

private:
    // What follows a `*`, up to the next one.
    using Steps = std::vector<JsonPointer>;

    template <typename Visit>
    bool descend(JsonValue value, std::size_t step, bool mayRepeat, Visit &visit) const
    {
        if (step == m_steps.size())
            return visit(value);
        bool goesOn = true;
        const auto enter = [&](JsonValue child) {
            const JsonPointer &part = m_steps[step];
            if (const JsonValue inner = !goesOn ? JsonValue() : part.isRoot() ? child : part.in(child))
                goesOn = descend(inner, step + 1, mayRepeat, visit);
        };
        if (value.isArray()) {
            for (const auto item : value.items())
                enter(item);
        } else {
            forEachLastMember(value, mayRepeat, [&](JsonValue, JsonValue member) { enter(member); });
        }
        return goesOn;
    }

    JsonPointer m_pointer;
    qsizetype m_slot = 0;
    Steps m_steps;
    bool m_isOfMembers = false;    // a pointer, then `*`
};

}
