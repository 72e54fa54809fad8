// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/formats.h"
#include "schema/jsonnumber.h"
#include "schema/nametable.h"
#include "schema/pattern.h"
#include "schema/schemadocument.h"

#include <QByteArray>
#include <QString>

#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// A compiled schema: flat tables that refer to one another by index, so that judging follows no tree
// and looks no keyword up.
namespace eventscope::schema {

using Index = std::uint32_t;
inline constexpr Index none = std::numeric_limits<Index>::max();

// Sets of types, as bits.
using Types = std::uint8_t;
inline constexpr Types nullType = 1;
inline constexpr Types booleanType = 2;
inline constexpr Types integerType = 4;
inline constexpr Types numberType = 8;    // integers included
inline constexpr Types stringType = 16;
inline constexpr Types objectType = 32;
inline constexpr Types arrayType = 64;
inline constexpr Types anyType = 127;

// The bits of a kind but for the question whether a number is an integer.
[[nodiscard]] inline Types typesOf(JsonKind kind) noexcept
{
    constexpr std::array<Types, 7> bits{
        nullType, booleanType, booleanType, numberType, stringType, objectType, arrayType};
    return bits[static_cast<std::size_t>(kind)];
}

// What findings of a subschema carry: "x-rule" and its companions.
struct Note {
    std::optional<QByteArray> rule;
    QByteArray severity;
    QString source;
    QString say;
    JsonValue fix;
};

struct Bound {
    bool set = false;
    bool small = false;    // `integer` is its value
    bool huge = false;     // at least 10^18 away from 0
    std::int64_t integer = 0;
    JsonNumber exact{"0"};
    JsonValue at;
};

struct NumberRules {
    Bound minimum, maximum, exclusiveMinimum, exclusiveMaximum;
    std::optional<JsonDivisor> multipleOf;
    JsonValue multipleOfAt;
    bool allowsNearZero = false;    // nothing asks more than to lie between far bounds
};

struct NamedPattern {
    Pattern pattern;
    QString text;
    Index schema = none;
};

inline constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

struct StringRules {
    std::uint64_t minLength = 0;
    std::uint64_t maxLength = unlimited;
    std::optional<NamedPattern> pattern;
    Format format = Format::None;
};

struct ArrayRules {
    std::uint64_t minItems = 0;
    std::uint64_t maxItems = unlimited;
    bool unique = false;
    std::vector<Index> prefix;
    bool isPrefixOfItems = false;    // draft 07: `prefix` is of "items", `items` of "additionalItems"
    Index items = none;
    Index contains = none;
    std::uint64_t minContains = 1;
    std::uint64_t maxContains = unlimited;
    bool countsContained = false;    // minContains or maxContains stands beside contains
};

struct Property {
    std::string name;
    Index schema = none;
    std::int32_t bit = -1;    // of its presence, where that matters; the required ones have the lowest
};

// What the presence of one member asks for.
struct Dependency {
    std::int32_t property = 0;           // position of the name that asks
    std::vector<std::int32_t> needed;    // positions of the names that must be there too
    Index schema = none;                 // that the whole object must fit
    const char *keyword = nullptr;
};

// What is judged of a member by its name alone.
struct MemberRule {
    Index schema = none;
    std::int32_t bit = -1;
    std::uint64_t mask = 0;    // with that bit, where it is below 64
};

struct ObjectRules {
    std::uint64_t minProperties = 0;
    std::uint64_t maxProperties = unlimited;
    NameTable names;    // positions in `properties`
    std::vector<Property> properties;
    std::vector<MemberRule> members;    // the same in short
    std::uint64_t requiredMask = 0;     // where all bits are below 64
    bool isSimple = false;              // a member's name alone decides what it must fit, and few are required
    std::uint32_t requiredCount = 0;
    std::uint32_t bitCount = 0;
    std::vector<Dependency> dependencies;
    std::vector<NamedPattern> patterns;
    Index additional = none;
    Index propertyNames = none;

    [[nodiscard]] bool isRequired(const Property &property) const noexcept
    {
        return property.bit >= 0 && static_cast<std::uint32_t>(property.bit) < requiredCount;
    }
};

// For the members and items that nothing else in the schema spoke of.
struct Unevaluated {
    Index properties = none;
    Index items = none;
};

// enum and const: the values stand in the schema document.
struct ValueRules {
    std::vector<JsonValue> allowed;    // of enum
    JsonValue constant;                // nothing without const
    bool hasEnum = false;
    bool onlyStrings = false;    // of enum, then `names` knows them
    NameTable names;
    std::vector<std::pair<std::uint64_t, JsonValue>> byHash;    // of long lists that hold other values too
};

struct Applied {
    std::vector<Index> allOf;
    std::vector<Index> anyOf;
    std::vector<Index> oneOf;
    Index ref = none;
    Index dynamicRef = none;
    Index negated = none;
    Index condition = none;
    Index thenSchema = none;
    Index elseSchema = none;
};

// Values of a schema's types that it takes by the look of them, whatever else it asks of others.
struct Sure {
    // Strings without escapes: from that length on, quotes included, so many more bytes. None by default.
    std::uint32_t length = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t more = 0;
    bool numbers = false;    // of at most 18 characters and without an exponent

    static constexpr std::uint32_t shortNumber = 18;

    [[nodiscard]] bool holds(const JsonNode &node) const noexcept
    {
        if (node.kind == JsonKind::String)
            return node.length - length <= more && !node.escaped;
        return numbers && node.kind == JsonKind::Number && node.length <= shortNumber && !node.powered;
    }
};

// One subschema.
struct Node {
    Types types = anyType;
    bool refuses = false;    // the schema `false`
    bool plain = false;      // `types` says it all
    Sure sure;
    Index number = none;
    Index string = none;
    Index array = none;
    Index object = none;
    Index values = none;
    Index applied = none;
    Index unevaluated = none;
    Index note = none;
    JsonValue source;
};

// Another document that schemas come from.
struct ForeignDocument {
    std::shared_ptr<const SchemaDocument> document;
    QByteArray uri;
};

struct Program {
    std::shared_ptr<const SchemaDocument> document;
    std::vector<ForeignDocument> foreign;
    std::vector<Node> nodes;
    std::vector<NumberRules> numbers;
    std::vector<StringRules> strings;
    std::vector<ArrayRules> arrays;
    std::vector<ObjectRules> objects;
    std::vector<ValueRules> values;
    std::vector<Applied> applied;
    std::vector<Unevaluated> unevaluated;
    std::vector<Note> notes;
    std::vector<QByteArray> unknown;    // pointers to what no keyword speaks of
    Index root = 0;
};

}
