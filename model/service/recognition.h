// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "schema/pattern.h"
#include "service/definitionfault.h"
#include "service/scalar.h"

#include <vector>

namespace eventscope {

// What one pointer of an event must hold for the event to be of a shape.
class Need {
public:
    [[nodiscard]] static tl::expected<Need, DefinitionFault> compile(
        const nlohmann::ordered_json &need, const QByteArray &pointer);
    // False for nothing.
    [[nodiscard]] bool holds(JsonValue value) const
    {
        return value && ((m_kinds >> static_cast<unsigned>(value.kind())) & 1u) != 0 &&
               (!m_further || holdsFurther(value));
    }

    // Whether the answer may depend, and for that value depends, on more than its kind.
    [[nodiscard]] bool asksFurther() const noexcept { return m_further; }
    [[nodiscard]] bool asksFurther(JsonValue value) const
    {
        return m_further && value && ((m_kinds >> static_cast<unsigned>(value.kind())) & 1u) != 0;
    }

private:
    [[nodiscard]] bool holdsFurther(JsonValue value) const;

    unsigned m_kinds = ~0u;    // a bit for each kind that can hold
    bool m_further = false;    // more is asked than the kind
    ValueType m_type = ValueType::Any;
    std::vector<Scalar> m_values;      // any of them, when there are some
    std::vector<Pattern> m_pattern;    // at most one
};

// How the events of one service are recognised, compiled from a definition's "detect". Pointers stand
// in one list, so that a reader of many definitions can look each up once. Immutable.
struct Recognition {
    using PointerIndex = std::uint32_t;

    struct Alternative {
        std::vector<std::pair<PointerIndex, Need>> needs;
        std::vector<PointerIndex> lacks;
        std::vector<PointerIndex> scores;
    };
    struct ShapeForm {
        QByteArray shape;
        std::vector<Alternative> alternatives;
    };

    std::vector<JsonPointer> pointers;    // each once
    std::vector<ShapeForm> shapes;        // every shape of the definition, in its order
    bool catchAll = false;

    [[nodiscard]] static Recognition compile(
        const nlohmann::ordered_json &definition, std::vector<DefinitionFault> &faults);

    // 10 for each need and 1 for each present pointer of `scores` where all needs hold, else 0.
    // `valueAt` gives the value at a pointer's index.
    template <typename ValueAt>
    [[nodiscard]] static int score(const Alternative &alternative, ValueAt valueAt)
    {
        for (const auto &[pointer, need] : alternative.needs) {
            if (!need.holds(valueAt(pointer)))
                return 0;
        }
        for (const PointerIndex pointer : alternative.lacks) {
            if (valueAt(pointer))
                return 0;
        }
        return static_cast<int>(alternative.needs.size()) * scoreOfNeed + present(alternative, valueAt);
    }

    // No score of the alternative is higher.
    [[nodiscard]] static int highest(const Alternative &alternative) noexcept
    {
        return static_cast<int>(alternative.needs.size()) * scoreOfNeed + static_cast<int>(alternative.scores.size());
    }

    // The same for what need not hold as a whole: which shape an event of this service is nearest to.
    template <typename ValueAt>
    [[nodiscard]] static int nearness(const Alternative &alternative, ValueAt valueAt)
    {
        int sum = present(alternative, valueAt);
        for (const auto &[pointer, need] : alternative.needs)
            sum += need.holds(valueAt(pointer)) ? scoreOfNeed : valueAt(pointer) ? scoreOfNeed / 2 : 0;
        for (const PointerIndex pointer : alternative.lacks)
            sum -= valueAt(pointer) ? scoreOfNeed : 0;
        return sum;
    }

    static constexpr int scoreOfNeed = 10;

private:
    template <typename ValueAt>
    [[nodiscard]] static int present(const Alternative &alternative, ValueAt valueAt)
    {
        int count = 0;
        for (const PointerIndex pointer : alternative.scores)
            count += valueAt(pointer) ? 1 : 0;
        return count;
    }
};

}
