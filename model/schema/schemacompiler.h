// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/jsonschema.h"
#include "schema/schemaprogram.h"
#include "schema/schemaresources.h"

#include <deque>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace eventscope::schema {

// The key nodes of an object's members, the last of each name; empty for any other value.
[[nodiscard]] std::vector<std::uint32_t> membersOf(JsonValue value);

// Turns the subschema at a place of a document into a program. Used once.
//
// What a "$dynamicRef" leads to depends on the way to it: of all resources that were entered, the outermost
// that has the anchor. Only which resource that is for each anchor matters, so a schema is compiled once
// for each such scope that it is met in, and judging knows ordinary references alone.
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
        std::optional<Unevaluated> unevaluated;
        std::optional<Note> note;
        JsonValue required;
        JsonValue dependentRequired;
        std::vector<std::pair<JsonValue, Index>> dependentSchemas;    // by the key
        JsonValue dependencies;
        JsonValue additionalItems;
    };

    // The outermost schema of each dynamic anchor on the way to a schema.
    using Scope = std::map<std::string, std::pair<const JsonTape *, std::uint32_t>, std::less<>>;
    struct Waiting {
        Index node;
        SchemaPlace place;
        Index scope;
    };
    struct NodeKey {
        PlaceKey place;
        Index scope;

        friend bool operator==(const NodeKey &, const NodeKey &) = default;
    };
    struct NodeHash {
        std::size_t operator()(const NodeKey &key) const noexcept { return PlaceHash()(key.place) + key.scope; }
    };

    using Handler = void (Compiler::*)(Draft &, JsonValue);
    struct Keyword;
    static const Keyword *keywordFor(std::string_view name) noexcept;

    void fault(JsonValue at, const QString &reason);
    void takeFault();
    [[nodiscard]] static bool isAnnotation(std::string_view name) noexcept;
    void noteUnknown(JsonValue at, const QString &reason);
    [[nodiscard]] Index schemaAt(JsonValue value);
    [[nodiscard]] Index schemaAt(SchemaPlace place);
    [[nodiscard]] std::vector<Index> schemasIn(JsonValue value);
    [[nodiscard]] Index entered(Index scope, ResourceIndex resource);
    [[nodiscard]] SchemaPlace followAliases(SchemaPlace place, Index &scope);
    [[nodiscard]] bool isAlias(const SchemaPlace &place) const;
    [[nodiscard]] std::optional<SchemaPlace> target(JsonValue reference, ResourceIndex from);
    void compile(const Waiting &next);
    void compileKeyword(Draft &draft, std::string_view name, JsonValue value);
    void finish(Index index, Draft &draft);
    static void finishNumber(NumberRules &rules);
    [[nodiscard]] Sure sureOf(const Node &node) const;
    void finishArray(Draft &draft);
    void finishObject(Draft &draft);
    void finishDependencies(Draft &draft, std::unordered_map<std::string, std::size_t> &places);
    void refuseCircles();

    // Keywords, by what they are about.
    void annotation(Draft &, JsonValue) {}
    void ignored(Draft &, JsonValue) {}
    void identifier(Draft &, JsonValue value);
    void anchor(Draft &, JsonValue value);
    void definitions(Draft &, JsonValue value);
    void reference(Draft &, JsonValue value);
    void dynamicReference(Draft &, JsonValue value);
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
    void additionalItems(Draft &, JsonValue value);
    void contains(Draft &, JsonValue value);
    void minContains(Draft &, JsonValue value);
    void maxContains(Draft &, JsonValue value);
    void unevaluatedItems(Draft &, JsonValue value);

    void minProperties(Draft &, JsonValue value);
    void maxProperties(Draft &, JsonValue value);
    void properties(Draft &, JsonValue value);
    void patternProperties(Draft &, JsonValue value);
    void additionalProperties(Draft &, JsonValue value);
    void propertyNames(Draft &, JsonValue value);
    void required(Draft &, JsonValue value);
    void dependentRequired(Draft &, JsonValue value);
    void dependentSchemas(Draft &, JsonValue value);
    void dependencies(Draft &, JsonValue value);
    void unevaluatedProperties(Draft &, JsonValue value);

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
    [[nodiscard]] bool isListOfStrings(JsonValue value, const QString &reason);
    [[nodiscard]] std::optional<NamedPattern> compiledPattern(JsonValue at, std::string_view expression);
    [[nodiscard]] QString text(JsonValue value);

    std::shared_ptr<const SchemaDocument> m_document;
    SchemaOptions m_options;
    SchemaResources m_resources;
    Program m_program;
    std::optional<SchemaFault> m_fault;
    std::unordered_map<NodeKey, Index, NodeHash> m_known;
    std::unordered_set<std::uint32_t> m_unknown;    // in the compiled document
    std::deque<Waiting> m_waiting;
    std::map<Scope, Index> m_scopeNumbers;
    std::vector<Scope> m_scopes;

    // Of the schema that is compiled.
    ResourceIndex m_resource = 0;
    Index m_scope = 0;
    Dialect m_dialect;
};

}
