// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "schema/nametable.h"
#include "schema/pattern.h"
#include "service/definitionfault.h"
#include "service/scalar.h"

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

enum class Answer : std::uint8_t { No, Yes, Unknown };

// What a condition is asked about. Views must outlive the question.
struct ConditionContext {
    JsonValue event;          // the whole event; where there is none, conditions about it are unknown
    std::string_view kind;    // Service::kindOf(); empty when it has none
    std::string_view shape;
    std::optional<std::string_view> transport;    // nothing: unknown
    std::optional<std::string_view> keyKind;      // nothing: unknown; "": a key whose form tells nothing
    const JsonValue *places = nullptr;            // of the event, where place() has told where to look
};

// A condition of a definition, compiled: named ones are put in place. A value type; immutable, safe to
// share between threads. Answering allocates nothing (but for strings with escapes).
class Condition {
public:
    Condition() = default;    // always yes

    // `condition` stands at `pointer` of the whole definition, whose "conditions" it may name.
    // A fault for what is no condition, names nothing, or names itself in a circle.
    [[nodiscard]] static tl::expected<Condition, DefinitionFault> compile(
        const nlohmann::ordered_json &condition, QByteArrayView pointer, const nlohmann::ordered_json &definition);

    // Unknown where the answer hangs on what is not known: `all` of No and Unknown is No, `any` of Yes
    // and Unknown is Yes; "unknown" in the condition turns it into what it says.
    [[nodiscard]] Answer holds(const ConditionContext &context) const;
    [[nodiscard]] bool isAlways() const noexcept { return m_nodes.empty(); }

    // Has each pointer looked up elsewhere: slotOf(pointer) is its place in the context's `places`, which
    // is needed from then on.
    template <typename SlotOf>
    void place(SlotOf slotOf)
    {
        m_slots.clear();
        for (const JsonPointer &pointer : m_pointers)
            m_slots.push_back(static_cast<std::size_t>(slotOf(pointer)));
    }

private:
    enum class Op : std::uint8_t {
        All,
        Any,
        Not,
        Assumed,
        Exists,
        Type,
        Is,
        In,
        Prefix,
        Match,
        Below,
        Above,
        Kind,
        Shape,
        Transport,
        Key
    };

    static constexpr std::uint32_t none = UINT32_MAX;

    struct Node {
        Op op = Op::All;
        bool wanted = true;                   // Exists; Assumed: the answer for Unknown
        ValueType type = ValueType::Any;      // Type
        std::uint32_t next = 0;               // index behind this node's operands
        std::uint32_t pointer = 0;            // into m_pointers
        std::uint32_t first = 0, last = 0;    // into m_values; Match: first is into m_patterns
        std::uint32_t names = none;           // In, of strings only: into m_names
    };

    class Compiler;

    [[nodiscard]] Answer answer(std::uint32_t index, const ConditionContext &context) const;
    [[nodiscard]] Answer combined(std::uint32_t index, const ConditionContext &context) const;
    [[nodiscard]] bool testsValue(const Node &node, JsonValue value) const;
    [[nodiscard]] bool lists(const Node &node, std::string_view text) const;

    std::vector<Node> m_nodes;    // each before its operands
    std::vector<JsonPointer> m_pointers;
    std::vector<std::size_t> m_slots;    // of the pointers; empty: they are looked up here
    std::vector<NameTable> m_names;
    std::vector<Scalar> m_values;
    std::vector<Pattern> m_patterns;
};

}
