// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/jsonschema.h"
#include "schema/schemaprogram.h"

#include <deque>
#include <unordered_map>

namespace eventscope::schema {

// The key nodes of an object's members, the last of each name; empty for any other value.
[[nodiscard]] std::vector<std::uint32_t> membersOf(JsonValue value);

// Turns the subschema at a place of a document into a program. Used once.
class Compiler {
public:
    Compiler(std::shared_ptr<const SchemaDocument> document, SchemaOptions options);

    [[nodiscard]] tl::expected<Program, SchemaFault> run(QByteArrayView pointer);

private:
    // A subschema while its keywords are read.
    struct Draft {
        JsonValue source;
        Node node;
        std::optional<NumberRules> number;
        std::optional<StringRules> string;
        std::optional<ArrayRules> array;
        std::optional<ObjectRules> object;
        std::optional<ValueRules> values;
        std::optional<Applied> applied;
        std::optional<Note> note;
        JsonValue required;
    };

    using Handler = void (Compiler::*)(Draft &, JsonValue);
    struct Keyword;
    static const Keyword *keywordFor(std::string_view name) noexcept;

    void fault(JsonValue at, const QString &reason);
    [[nodiscard]] Index schemaAt(JsonValue value);
    [[nodiscard]] std::vector<Index> schemasIn(JsonValue value);
    [[nodiscard]] JsonValue followAliases(JsonValue value);
    [[nodiscard]] bool isAlias(JsonValue value) const;
    [[nodiscard]] JsonValue target(JsonValue reference);
    void compile(Index index, JsonValue source);
    void finish(Index index, Draft &draft);
    void finishObject(Draft &draft);
    void refuseCircles();

    // Keywords, by what they are about.
    void annotation(Draft &, JsonValue) {}
    void schemaUri(Draft &, JsonValue value);
    void rootOnly(Draft &, JsonValue value);
    void definitions(Draft &, JsonValue value);
    void reference(Draft &, JsonValue value);
    void type(Draft &, JsonValue value);
    void enumeration(Draft &, JsonValue value);
    void constant(Draft &, JsonValue value);

    void minimum(Draft &, JsonValue value);
    void maximum(Draft &, JsonValue value);
    void exclusiveMinimum(Draft &, JsonValue value);
    void exclusiveMaximum(Draft &, JsonValue value);
    void multipleOf(Draft &, JsonValue value);

    void minLength(Draft &, JsonValue value);
    void maxLength(Draft &, JsonValue value);
    void pattern(Draft &, JsonValue value);
    void format(Draft &, JsonValue value);

    void minItems(Draft &, JsonValue value);
    void maxItems(Draft &, JsonValue value);
    void uniqueItems(Draft &, JsonValue value);
    void prefixItems(Draft &, JsonValue value);
    void items(Draft &, JsonValue value);

    void minProperties(Draft &, JsonValue value);
    void maxProperties(Draft &, JsonValue value);
    void properties(Draft &, JsonValue value);
    void patternProperties(Draft &, JsonValue value);
    void additionalProperties(Draft &, JsonValue value);
    void propertyNames(Draft &, JsonValue value);
    void required(Draft &, JsonValue value);

    void allOf(Draft &, JsonValue value);
    void anyOf(Draft &, JsonValue value);
    void oneOf(Draft &, JsonValue value);
    void negation(Draft &, JsonValue value);
    void condition(Draft &, JsonValue value);
    void thenBranch(Draft &, JsonValue value);
    void elseBranch(Draft &, JsonValue value);

    void ruleNote(Draft &, JsonValue value);
    void severityNote(Draft &, JsonValue value);
    void sayNote(Draft &, JsonValue value);
    void sourceNote(Draft &, JsonValue value);
    void fixNote(Draft &, JsonValue value);

    [[nodiscard]] Bound bound(JsonValue value);
    [[nodiscard]] std::uint64_t count(JsonValue value);
    [[nodiscard]] std::optional<NamedPattern> compiledPattern(JsonValue at, std::string_view expression);
    [[nodiscard]] QString text(JsonValue value);

    std::shared_ptr<const SchemaDocument> m_document;
    SchemaOptions m_options;
    JsonValue m_start;
    Program m_program;
    std::optional<SchemaFault> m_fault;
    std::unordered_map<std::uint32_t, Index> m_known;    // by the place in the document
    std::deque<std::pair<Index, JsonValue>> m_waiting;
};

}
