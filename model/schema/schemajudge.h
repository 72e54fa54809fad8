// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/jsonequality.h"
#include "schema/schemaprogram.h"

#include <optional>

namespace eventscope::schema {

// Which of the names that matter were seen; 64 of them without an allocation. The first `required` ones
// are counted.
class Seen {
public:
    Seen(std::uint32_t count, std::uint32_t required)
        : m_required(required)
    {
        if (count > 64)
            m_more.resize((count + 63) / 64);
    }

    void insert(std::int32_t bit)
    {
        std::uint64_t &word = m_more.empty() ? m_word : m_more[static_cast<std::size_t>(bit) / 64];
        const std::uint64_t mask = std::uint64_t(1) << (bit & 63);
        m_count += (word & mask) == 0 && static_cast<std::uint32_t>(bit) < m_required ? 1 : 0;
        word |= mask;
    }
    [[nodiscard]] bool has(std::int32_t bit) const noexcept
    {
        return ((m_more.empty() ? m_word : m_more[static_cast<std::size_t>(bit) / 64]) >> (bit & 63) & 1) != 0;
    }
    [[nodiscard]] bool hasRequired() const noexcept { return m_count == m_required; }

private:
    std::uint64_t m_word = 0;
    std::vector<std::uint64_t> m_more;
    std::uint32_t m_count = 0;
    std::uint32_t m_required = 0;
};

// Which members or items of one value some subschema spoke of, by their place among them. Up to 64 need no
// allocation.
class Evaluated {
public:
    void add(std::uint64_t place)
    {
        if (place < 64) {
            m_first |= std::uint64_t(1) << place;
            return;
        }
        const auto word = static_cast<std::size_t>(place / 64 - 1);
        if (m_more.size() <= word)
            m_more.resize(word + 1);
        m_more[word] |= std::uint64_t(1) << (place & 63);
    }
    void addAll() noexcept { m_all = true; }
    void add(const Evaluated &other)
    {
        m_all = m_all || other.m_all;
        m_first |= other.m_first;
        if (m_more.size() < other.m_more.size())
            m_more.resize(other.m_more.size());
        for (std::size_t i = 0; i < other.m_more.size(); ++i)
            m_more[i] |= other.m_more[i];
    }
    [[nodiscard]] bool hasAll() const noexcept { return m_all; }
    [[nodiscard]] bool has(std::uint64_t place) const noexcept
    {
        if (m_all || place < 64)
            return m_all || (m_first >> place & 1) != 0;
        const auto word = static_cast<std::size_t>(place / 64 - 1);
        return word < m_more.size() && (m_more[word] >> (place & 63) & 1) != 0;
    }

private:
    std::uint64_t m_first = 0;
    std::vector<std::uint64_t> m_more;
    bool m_all = false;
};

// Why a value could not be judged.
enum class Exhaustion : std::uint8_t { None, Steps, Depth, Pattern };

// Judges values of one tape by one program: yes or no. Short-lived; nothing is allocated but for
// strings with escapes, many required names, and objects or arrays that must be compared.
//
// Nesting and steps are bounded. What goes beyond, or needs an expression that takes too long, is not
// accepted, whatever `not` or `anyOf` stand around it: isExhausted() tells.
class Judging {
public:
    Judging(const Program &program, JsonValue instance);

    [[nodiscard]] bool accepts(Index schema, std::uint32_t at) { return accepts(schema, at, nullptr); }
    [[nodiscard]] bool isExhausted() const noexcept { return m_exhausted != Exhaustion::None; }
    [[nodiscard]] Exhaustion exhaustion() const noexcept { return m_exhausted; }
    [[nodiscard]] std::uint32_t exhaustedAt() const noexcept { return m_exhaustedAt; }
    // The expression that took too long.
    [[nodiscard]] const NamedPattern *exhaustedBy() const noexcept { return m_exhaustedBy; }

    // The single questions, for explanations. `at` is a value of the kind that the question is about.
    [[nodiscard]] bool hasType(Types types, std::uint32_t at) const noexcept
    {
        const JsonNode &n = node(at);
        return (types & typesOf(n.kind)) != 0 ||
               (n.kind == JsonKind::Number && (types & integerType) != 0 && isWhole(n));
    }
    [[nodiscard]] std::strong_ordering compare(std::uint32_t at, const Bound &bound) const noexcept;
    [[nodiscard]] bool isMultiple(std::uint32_t at, const JsonDivisor &divisor) const noexcept;
    [[nodiscard]] std::uint64_t lengthOf(std::uint32_t at) const;    // in code points
    [[nodiscard]] bool matches(const NamedPattern &pattern, std::uint32_t at);
    [[nodiscard]] std::uint64_t containedCount(const ArrayRules &rules, std::uint32_t at);
    // What the schema speaks of in a value that it need not accept: of a choice that nothing fits, all
    // that it could be.
    void evaluate(Index schema, std::uint32_t at, Evaluated &evaluated);
    void evaluate(const Node &rule, std::uint32_t at, Evaluated &evaluated);
    [[nodiscard]] bool isOfFormat(Format format, std::uint32_t at) const;
    [[nodiscard]] bool isAmong(const ValueRules &rules, std::uint32_t at) const;
    [[nodiscard]] std::uint64_t itemCount(std::uint32_t at) const noexcept;
    [[nodiscard]] std::uint64_t memberCount(std::uint32_t at) const;    // names, not duplicates
    // Whether the member counts: no later one has its name.
    [[nodiscard]] bool isLast(std::uint32_t object, std::uint32_t key, std::optional<LastMembers> &last) const;

private:
    [[nodiscard]] const JsonNode &node(std::uint32_t at) const noexcept { return m_nodes[at]; }
    [[nodiscard]] JsonValue value(std::uint32_t at) const noexcept { return {m_tape, at}; }
    [[nodiscard]] std::string_view inside(const JsonNode &string) const noexcept
    {
        return {m_text + string.offset + 1, string.length - 2};
    }
    [[nodiscard]] std::string_view textOf(std::uint32_t at, std::string &buffer) const;

    // What was spoken of is noted where somebody asks for it; null: nobody does.
    [[nodiscard]] bool accepts(Index schema, std::uint32_t at, Evaluated *evaluated)
    {
        const Node &rule = m_rules[schema];
        return hasType(rule.types, at) && (rule.plain || rule.sure.holds(node(at)) || acceptsDeep(rule, at, evaluated));
    }
    [[nodiscard]] bool acceptsDeep(const Node &rule, std::uint32_t at, Evaluated *evaluated);
    [[nodiscard]] bool acceptsKeywords(const Node &rule, std::uint32_t at, Evaluated *evaluated);
    [[nodiscard]] bool acceptsRest(const Node &rule, std::uint32_t at, Evaluated *evaluated);
    [[nodiscard]] bool unevaluated(const Unevaluated &rules, std::uint32_t at, const Evaluated &evaluated);
    [[nodiscard]] bool number(const NumberRules &rules, std::uint32_t at) const noexcept;
    [[nodiscard]] bool string(const StringRules &rules, std::uint32_t at);
    [[nodiscard]] bool hasLength(const StringRules &rules, std::uint32_t at) const;
    [[nodiscard]] bool array(const ArrayRules &rules, std::uint32_t at, Evaluated *evaluated);
    [[nodiscard]] bool contains(const ArrayRules &rules, std::uint32_t at, Evaluated *evaluated);
    [[nodiscard]] bool isWhole(const JsonNode &number) const noexcept;
    [[nodiscard]] bool simpleObject(const ObjectRules &rules, std::uint32_t at);
    [[nodiscard]] bool object(const ObjectRules &rules, std::uint32_t at, Evaluated *evaluated);
    [[nodiscard]] bool member(
        const ObjectRules &rules, std::int32_t position, std::string_view name, std::uint32_t key, bool &covered);
    [[nodiscard]] bool hasMemberCount(const ObjectRules &rules, std::uint32_t at, std::uint64_t written) const;
    [[nodiscard]] bool values(const ValueRules &rules, std::uint32_t at);
    void spendOn(std::uint32_t at) noexcept;
    [[nodiscard]] bool applied(const Applied &rules, std::uint32_t at, Evaluated *evaluated);
    [[nodiscard]] bool acceptsWith(Index schema, std::uint32_t at, Evaluated *evaluated);
    [[nodiscard]] bool anyOf(const Applied &rules, std::uint32_t at, Evaluated *evaluated);
    [[nodiscard]] bool oneOf(const Applied &rules, std::uint32_t at, Evaluated *evaluated);
    [[nodiscard]] bool conditional(const Applied &rules, std::uint32_t at, Evaluated *evaluated);
    void evaluateMembers(const ObjectRules &rules, std::uint32_t at, Evaluated &evaluated);
    void evaluateItems(const ArrayRules &rules, std::uint32_t at, Evaluated &evaluated);
    void evaluateApplied(const Applied &rules, std::uint32_t at, Evaluated &evaluated);
    void evaluateChoice(const std::vector<Index> &branches, std::uint32_t at, Evaluated &evaluated);
    [[nodiscard]] static bool isBelow1e18(const JsonNode &number) noexcept;
    void exhaust(std::uint32_t at, Exhaustion why, const NamedPattern *by = nullptr) noexcept;

    const Program &m_program;
    const Node *m_rules;
    const JsonTape *m_tape;
    const JsonNode *m_nodes;
    const char *m_text;
    std::uint64_t m_stepsLeft;
    int m_depthLeft;
    Exhaustion m_exhausted = Exhaustion::None;
    std::uint32_t m_exhaustedAt = 0;
    const NamedPattern *m_exhaustedBy = nullptr;
};

}
