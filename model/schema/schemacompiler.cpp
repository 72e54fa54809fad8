// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/schemacompiler.h"

#include "event/jsonpointer.h"
#include "event/tr.h"
#include "event/utf8.h"
#include "schema/jsonequality.h"

#include <algorithm>
#include <utility>

namespace eventscope::schema {

namespace {

constexpr std::size_t mostNodes = 2'000'000;

// In draft 07 nothing counts beside a reference but what rules carry.
bool hidesSiblings(JsonValue schema, Dialect dialect)
{
    return dialect.draft == draft07 && schema.find("$ref");
}

bool countsBesideReference07(std::string_view name)
{
    return name == "$ref" || name.starts_with("x-");
}

}

std::vector<std::uint32_t> membersOf(JsonValue value)
{
    return value.isObject() ? LastMembers(value).keys() : std::vector<std::uint32_t>();
}

Compiler::Compiler(std::shared_ptr<const SchemaDocument> document, SchemaOptions options)
    : m_document(std::move(document))
    , m_options(std::move(options))
    , m_resources(m_document, m_options)
{}

tl::expected<Program, SchemaFault> Compiler::run(QByteArrayView pointer)
{
    m_program.document = m_document;
    m_scopes.emplace_back();
    m_scopeNumbers.emplace(Scope(), 0);
    if (const auto start = m_resources.start(pointer))
        m_program.root = schemaAt(*start);
    takeFault();
    while (!m_waiting.empty() && !m_fault) {
        const Waiting next = m_waiting.front();
        m_waiting.pop_front();
        compile(next);
        takeFault();
    }
    if (!m_fault)
        refuseCircles();
    if (m_fault)
        return tl::unexpected(*m_fault);
    for (auto &document : m_resources.documents()) {
        if (document != m_document)
            m_program.foreign.push_back({document, m_resources.uriOf(document->root().tape())});
    }
    return std::move(m_program);
}

// Only the first fault is kept; what comes after it may be its consequence.
void Compiler::fault(JsonValue at, const QString &reason)
{
    if (!m_fault)
        m_fault = SchemaFault{pointerTo(at), reason, m_resources.uriOf(at.tape())};
}

void Compiler::takeFault()
{
    if (!m_fault)
        m_fault = m_resources.fault();
}

// Of the compiled document alone: others are not the user's to mend here.
void Compiler::noteUnknown(JsonValue at, const QString &reason)
{
    if (at.tape() != m_document->root().tape() || !m_unknown.insert(at.index()).second)
        return;
    if (m_options.refuseUnknown)
        fault(at, reason);
    m_program.unknown.push_back(pointerTo(at));
}

// A subschema of the one that is compiled.
Index Compiler::schemaAt(JsonValue value)
{
    if (!value.isObject() && !value.isBool()) {
        fault(value, tr("a schema must be an object, true or false"));
        return 0;
    }
    return schemaAt(SchemaPlace{value, m_resources.resourceOf(value, m_resource)});
}

// The node for a schema, made when it is first met; its keywords are read later, so that neither
// nesting nor circles of references make this recurse.
Index Compiler::schemaAt(SchemaPlace place)
{
    if (!place.schema.isObject() && !place.schema.isBool()) {
        fault(place.schema, tr("a schema must be an object, true or false"));
        return 0;
    }
    Index scope = entered(m_scope, place.resource);
    place = followAliases(place, scope);
    takeFault();
    if (m_fault)
        return 0;
    if (m_program.nodes.size() >= mostNodes) {
        fault(place.schema, tr("the schema becomes too large: its $dynamicRef may mean too many things"));
        return 0;
    }
    const NodeKey key{{place.schema.tape(), place.schema.index()}, scope};
    const auto [known, fresh] = m_known.try_emplace(key, static_cast<Index>(m_program.nodes.size()));
    if (fresh) {
        m_program.nodes.emplace_back();
        m_waiting.push_back({known->second, place, scope});
    }
    return known->second;
}

std::vector<Index> Compiler::schemasIn(JsonValue value)
{
    std::vector<Index> schemas;
    if (!value.isArray() || value.items().begin() == value.items().end()) {
        fault(value, tr("must be a list of at least one schema"));
        return schemas;
    }
    for (const auto item : value.items())
        schemas.push_back(schemaAt(item));
    return schemas;
}

// The scope with a resource's dynamic anchors, where none of that name is further out.
Index Compiler::entered(Index scope, ResourceIndex resource)
{
    const auto &anchors = m_resources.resource(resource).dynamicAnchors;
    if (std::all_of(anchors.begin(), anchors.end(),
            [&](const auto &anchor) { return m_scopes[scope].count(anchor.first) != 0; }))
        return scope;
    Scope inner = m_scopes[scope];
    for (const auto &[name, schema] : anchors)
        inner.try_emplace(name, schema.tape(), schema.index());
    const auto [known, fresh] = m_scopeNumbers.try_emplace(std::move(inner), static_cast<Index>(m_scopes.size()));
    if (fresh)
        m_scopes.push_back(known->first);
    return known->second;
}

// A schema that only refers to another one is that other one.
SchemaPlace Compiler::followAliases(SchemaPlace place, Index &scope)
{
    std::unordered_set<PlaceKey, PlaceHash> seen;
    while (!m_fault && isAlias(place)) {
        if (!seen.insert({place.schema.tape(), place.schema.index()}).second) {
            fault(place.schema, tr("the reference leads back to itself"));
            break;
        }
        const auto next = target(place.schema.find("$ref"), place.resource);
        if (!next)
            break;
        place = *next;
        scope = entered(scope, place.resource);
    }
    return place;
}

bool Compiler::isAlias(const SchemaPlace &place) const
{
    const JsonValue schema = place.schema;
    if (!schema.isObject() || !schema.find("$ref"))
        return false;
    const bool hides = hidesSiblings(schema, m_resources.resource(place.resource).dialect);
    std::string buffer;
    for (const auto [key, member] : schema.members()) {
        const auto name = key.string(buffer);
        const bool hidden = hides && !countsBesideReference07(name);
        if (name != "$ref" && !hidden && !isAnnotation(name))
            return false;
    }
    return true;
}

std::optional<SchemaPlace> Compiler::target(JsonValue reference, ResourceIndex from)
{
    auto found = m_resources.target(reference, from);
    takeFault();
    return found;
}

void Compiler::compile(const Waiting &next)
{
    const JsonValue source = next.place.schema;
    m_resource = next.place.resource;
    m_scope = next.scope;
    m_dialect = m_resources.resource(m_resource).dialect;
    Draft draft;
    draft.source = source;
    draft.node.source = source;
    draft.node.refuses = source.kind() == JsonKind::False;
    const bool hides = source.isObject() && hidesSiblings(source, m_dialect);
    for (const std::uint32_t place : membersOf(source)) {
        const std::string name = JsonValue(source.tape(), place).string();
        if (!hides || countsBesideReference07(name))
            compileKeyword(draft, name, {source.tape(), place + 1});
        takeFault();
        if (m_fault)
            return;
    }
    finish(next.node, draft);
}

namespace {

template <typename Rules>
Index stored(std::vector<Rules> &table, std::optional<Rules> &rules)
{
    if (!rules)
        return none;
    table.push_back(std::move(*rules));
    return static_cast<Index>(table.size() - 1);
}

}

void Compiler::finish(Index index, Draft &draft)
{
    finishArray(draft);
    if (draft.number)
        finishNumber(*draft.number);
    const bool depends = draft.dependentRequired || draft.dependencies || !draft.dependentSchemas.empty();
    if (draft.object || draft.required || depends)
        finishObject(draft);
    Node node = draft.node;
    node.number = stored(m_program.numbers, draft.number);
    node.string = stored(m_program.strings, draft.string);
    node.array = stored(m_program.arrays, draft.array);
    node.object = stored(m_program.objects, draft.object);
    node.values = stored(m_program.values, draft.values);
    node.applied = stored(m_program.applied, draft.applied);
    node.unevaluated = stored(m_program.unevaluated, draft.unevaluated);
    node.note = stored(m_program.notes, draft.note);
    node.plain = !node.refuses && node.number == none && node.string == none && node.array == none &&
                 node.object == none && node.values == none && node.applied == none && node.unevaluated == none;
    node.sure = sureOf(node);
    m_program.nodes[index] = node;
}

// A text has at most as many code points as bytes, and at least a quarter of them.
Sure Compiler::sureOf(const Node &node) const
{
    constexpr std::uint64_t quotes = 2;
    constexpr std::uint64_t longest = std::numeric_limits<std::uint32_t>::max() - quotes;
    Sure sure;
    if (node.refuses || node.values != none || node.applied != none || node.unevaluated != none)
        return sure;
    sure.numbers = node.number == none || m_program.numbers[node.number].allowsNearZero;
    const StringRules any;
    const StringRules &rules = node.string == none ? any : m_program.strings[node.string];
    const std::uint64_t least = rules.minLength > longest / 4 ? longest
                                : rules.minLength <= 1        ? rules.minLength
                                                              : rules.minLength * 4 - 3;
    const std::uint64_t most = std::min(rules.maxLength, longest);
    if (rules.format == Format::None && !rules.pattern && least <= most) {
        sure.length = static_cast<std::uint32_t>(least + quotes);
        sure.more = static_cast<std::uint32_t>(most - least);
    }
    return sure;
}

void Compiler::finishNumber(NumberRules &rules)
{
    const auto isFar = [](const Bound &bound, bool below) {
        return !bound.set || (bound.huge && bound.exact.isNegative() == below);
    };
    rules.allowsNearZero = !rules.multipleOf && isFar(rules.minimum, true) && isFar(rules.exclusiveMinimum, true) &&
                           isFar(rules.maximum, false) && isFar(rules.exclusiveMaximum, false);
}

// What stands beside a keyword that is not there says nothing.
void Compiler::finishArray(Draft &draft)
{
    if (!draft.array)
        return;
    ArrayRules &rules = *draft.array;
    if (draft.additionalItems) {
        const Index rest = schemaAt(draft.additionalItems);
        if (rules.isPrefixOfItems)
            rules.items = rest;
    }
    if (rules.contains == none) {
        rules.minContains = 0;
        rules.maxContains = unlimited;
    }
}

// Properties and the names whose presence matters share one table, so that one look-up a member serves
// both. The required names take the lowest bits.
void Compiler::finishObject(Draft &draft)
{
    auto &rules = draft.object ? *draft.object : draft.object.emplace();
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < rules.properties.size(); ++i)
        places.emplace(rules.properties[i].name, i);
    if (draft.required) {
        for (const auto item : draft.required.items()) {
            const auto [place, fresh] = places.try_emplace(item.string(), rules.properties.size());
            if (fresh)
                rules.properties.push_back({place->first, none, -1});
            auto &property = rules.properties[place->second];
            if (property.bit < 0)
                property.bit = static_cast<std::int32_t>(rules.requiredCount++);
        }
    }
    rules.bitCount = rules.requiredCount;
    finishDependencies(draft, places);
    std::vector<std::string> names;
    names.reserve(rules.properties.size());
    for (const auto &property : rules.properties) {
        names.push_back(property.name);
        const bool isMasked = property.bit >= 0 && property.bit < 64;
        rules.members.push_back(
            {property.schema, property.bit, isMasked ? std::uint64_t(1) << property.bit : std::uint64_t(0)});
    }
    rules.names = NameTable(names);
    rules.isSimple =
        rules.patterns.empty() && rules.propertyNames == none && rules.dependencies.empty() && rules.requiredCount < 64;
    rules.requiredMask = rules.isSimple ? (std::uint64_t(1) << rules.requiredCount) - 1 : 0;
}

void Compiler::finishDependencies(Draft &draft, std::unordered_map<std::string, std::size_t> &places)
{
    auto &rules = *draft.object;
    const auto watched = [&](JsonValue name) {
        const auto [place, fresh] = places.try_emplace(name.string(), rules.properties.size());
        if (fresh)
            rules.properties.push_back({place->first, none, -1});
        auto &property = rules.properties[place->second];
        if (property.bit < 0)
            property.bit = static_cast<std::int32_t>(rules.bitCount++);
        return static_cast<std::int32_t>(place->second);
    };
    const auto addNames = [&](JsonValue asking, const char *keyword) {
        for (const std::uint32_t key : membersOf(asking)) {
            const JsonValue names(asking.tape(), key + 1);
            if (!names.isArray())
                continue;
            Dependency dependency;
            dependency.property = watched({asking.tape(), key});
            dependency.keyword = keyword;
            for (const auto name : names.items())
                dependency.needed.push_back(watched(name));
            rules.dependencies.push_back(std::move(dependency));
        }
    };
    if (draft.dependentRequired)
        addNames(draft.dependentRequired, "dependentRequired");
    if (draft.dependencies)
        addNames(draft.dependencies, "dependencies");
    for (const auto &[key, schema] : draft.dependentSchemas) {
        Dependency dependency;
        dependency.property = watched(key);
        dependency.schema = schema;
        dependency.keyword = draft.dependencies ? "dependencies" : "dependentSchemas";
        rules.dependencies.push_back(std::move(dependency));
    }
}

}
