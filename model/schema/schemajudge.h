// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/jsonequality.h"
#include "schema/schemaprogram.h"

#include <optional>

namespace eventscope::schema {

// Judges values of one tape by one program: yes or no. Short-lived; nothing is allocated but for
// strings with escapes, many required names, and objects or arrays that must be compared.
//
// Nesting and steps are bounded. What goes beyond, or needs an expression that takes too long, is not
// accepted, whatever `not` or `anyOf` stand around it: isExhausted() tells.
class Judging {
public:
    Judging(const Program &program, JsonValue instance);

    [[nodiscard]] bool accepts(Index schema, std::uint32_t at);
    [[nodiscard]] bool isExhausted() const noexcept { return m_exhausted; }
    [[nodiscard]] std::uint32_t exhaustedAt() const noexcept { return m_exhaustedAt; }

    // The single questions, for explanations. `at` is a value of the kind that the question is about.
    [[nodiscard]] bool hasType(Types types, std::uint32_t at) const noexcept;
    [[nodiscard]] std::strong_ordering compare(std::uint32_t at, const Bound &bound) const noexcept;
    [[nodiscard]] bool isMultiple(std::uint32_t at, const JsonDivisor &divisor) const noexcept;
    [[nodiscard]] std::uint64_t lengthOf(std::uint32_t at) const;    // in code points
    [[nodiscard]] bool matches(const Pattern &pattern, std::uint32_t at);
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

    [[nodiscard]] bool acceptsDeep(const Node &rule, std::uint32_t at);
    [[nodiscard]] bool number(const NumberRules &rules, std::uint32_t at) const noexcept;
    [[nodiscard]] bool string(const StringRules &rules, std::uint32_t at);
    [[nodiscard]] bool hasLength(const StringRules &rules, std::uint32_t at) const;
    [[nodiscard]] bool array(const ArrayRules &rules, std::uint32_t at);
    [[nodiscard]] bool object(const ObjectRules &rules, std::uint32_t at);
    [[nodiscard]] bool member(
        const ObjectRules &rules, std::int32_t position, std::string_view name, std::uint32_t key);
    [[nodiscard]] bool hasMemberCount(const ObjectRules &rules, std::uint32_t at, std::uint64_t written) const;
    [[nodiscard]] bool values(const ValueRules &rules, std::uint32_t at) const;
    [[nodiscard]] bool applied(const Applied &rules, std::uint32_t at);
    [[nodiscard]] bool isBelow1e18(const JsonNode &number) const noexcept;
    void exhaust(std::uint32_t at) noexcept;

    const Program &m_program;
    const JsonTape *m_tape;
    const JsonNode *m_nodes;
    const char *m_text;
    std::uint64_t m_stepsLeft;
    int m_depthLeft;
    bool m_exhausted = false;
    std::uint32_t m_exhaustedAt = 0;
};

}
