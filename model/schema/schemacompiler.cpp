// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/schemacompiler.h"

#include "event/jsonpointer.h"
#include "event/utf8.h"
#include "schema/jsonequality.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <unordered_set>

namespace eventscope::schema {

namespace {

QString tr(const char *sentence)
{
    return QCoreApplication::translate("JsonSchema", sentence);
}

}

std::vector<std::uint32_t> membersOf(JsonValue value)
{
    return value.isObject() ? LastMembers(value).keys() : std::vector<std::uint32_t>();
}

struct Compiler::Keyword {
    std::string_view name;
    Handler handler;
};

const Compiler::Keyword *Compiler::keywordFor(std::string_view name) noexcept
{
    static constexpr std::array keywords{
        Keyword{"$comment", &Compiler::annotation},
        Keyword{"title", &Compiler::annotation},
        Keyword{"description", &Compiler::annotation},
        Keyword{"default", &Compiler::annotation},
        Keyword{"examples", &Compiler::annotation},
        Keyword{"deprecated", &Compiler::annotation},
        Keyword{"readOnly", &Compiler::annotation},
        Keyword{"writeOnly", &Compiler::annotation},
        Keyword{"$schema", &Compiler::schemaUri},
        Keyword{"$id", &Compiler::rootOnly},
        Keyword{"$defs", &Compiler::definitions},
        Keyword{"$ref", &Compiler::reference},
        Keyword{"type", &Compiler::type},
        Keyword{"enum", &Compiler::enumeration},
        Keyword{"const", &Compiler::constant},
        Keyword{"minimum", &Compiler::minimum},
        Keyword{"maximum", &Compiler::maximum},
        Keyword{"exclusiveMinimum", &Compiler::exclusiveMinimum},
        Keyword{"exclusiveMaximum", &Compiler::exclusiveMaximum},
        Keyword{"multipleOf", &Compiler::multipleOf},
        Keyword{"minLength", &Compiler::minLength},
        Keyword{"maxLength", &Compiler::maxLength},
        Keyword{"pattern", &Compiler::pattern},
        Keyword{"format", &Compiler::format},
        Keyword{"minItems", &Compiler::minItems},
        Keyword{"maxItems", &Compiler::maxItems},
        Keyword{"uniqueItems", &Compiler::uniqueItems},
        Keyword{"prefixItems", &Compiler::prefixItems},
        Keyword{"items", &Compiler::items},
        Keyword{"minProperties", &Compiler::minProperties},
        Keyword{"maxProperties", &Compiler::maxProperties},
        Keyword{"properties", &Compiler::properties},
        Keyword{"patternProperties", &Compiler::patternProperties},
        Keyword{"additionalProperties", &Compiler::additionalProperties},
        Keyword{"propertyNames", &Compiler::propertyNames},
        Keyword{"required", &Compiler::required},
        Keyword{"allOf", &Compiler::allOf},
        Keyword{"anyOf", &Compiler::anyOf},
        Keyword{"oneOf", &Compiler::oneOf},
        Keyword{"not", &Compiler::negation},
        Keyword{"if", &Compiler::condition},
        Keyword{"then", &Compiler::thenBranch},
        Keyword{"else", &Compiler::elseBranch},
        Keyword{"x-rule", &Compiler::ruleNote},
        Keyword{"x-severity", &Compiler::severityNote},
        Keyword{"x-say", &Compiler::sayNote},
        Keyword{"x-source", &Compiler::sourceNote},
        Keyword{"x-fix", &Compiler::fixNote},
    };
    static constexpr Keyword extension{"x-", &Compiler::annotation};
    const auto it = std::find_if(keywords.begin(), keywords.end(), [name](const Keyword &k) { return k.name == name; });
    if (it != keywords.end())
        return &*it;
    return name.starts_with("x-") ? &extension : nullptr;
}

Compiler::Compiler(std::shared_ptr<const SchemaDocument> document, SchemaOptions options)
    : m_document(std::move(document))
    , m_options(options)
{}

tl::expected<Program, SchemaFault> Compiler::run(QByteArrayView pointer)
{
    m_program.document = m_document;
    const std::string_view place(pointer.data(), static_cast<std::size_t>(pointer.size()));
    m_start = m_document->root().at(place);
    if (!m_start)
        return tl::unexpected(SchemaFault{pointer.toByteArray(), tr("there is nothing at this place")});
    m_program.root = schemaAt(m_start);
    while (!m_waiting.empty() && !m_fault) {
        const auto [index, source] = m_waiting.front();
        m_waiting.pop_front();
        compile(index, source);
    }
    if (!m_fault)
        refuseCircles();
    if (m_fault)
        return tl::unexpected(*m_fault);
    return std::move(m_program);
}

// Only the first fault is kept; what comes after it may be its consequence.
void Compiler::fault(JsonValue at, const QString &reason)
{
    if (!m_fault)
        m_fault = SchemaFault{pointerTo(at), reason};
}

// The node for a schema, made when it is first met; its keywords are read later, so that neither
// nesting nor circles of references make this recurse.
Index Compiler::schemaAt(JsonValue value)
{
    if (!value.isObject() && !value.isBool()) {
        fault(value, tr("a schema must be an object, true or false"));
        return 0;
    }
    const JsonValue source = followAliases(value);
    if (m_fault)
        return 0;
    const auto [known, fresh] = m_known.try_emplace(source.index(), static_cast<Index>(m_program.nodes.size()));
    if (fresh) {
        m_program.nodes.emplace_back();
        m_waiting.emplace_back(known->second, source);
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

// A schema that only refers to another one is that other one.
JsonValue Compiler::followAliases(JsonValue value)
{
    std::unordered_set<std::uint32_t> seen;
    while (!m_fault && isAlias(value)) {
        if (!seen.insert(value.index()).second) {
            fault(value, tr("the reference leads back to itself"));
            break;
        }
        value = target(value.find("$ref"));
    }
    return value;
}

bool Compiler::isAlias(JsonValue value) const
{
    if (!value.isObject() || !value.find("$ref"))
        return false;
    std::string buffer;
    for (const auto [key, member] : value.members()) {
        const auto name = key.string(buffer);
        const auto *keyword = keywordFor(name);
        if (name != "$ref" && (keyword == nullptr || keyword->handler != &Compiler::annotation))
            return false;
    }
    return true;
}

JsonValue Compiler::target(JsonValue reference)
{
    if (!reference.isString()) {
        fault(reference, tr("$ref must be a string"));
        return m_start;
    }
    const std::string text = reference.string();
    if (!text.starts_with('#')) {
        fault(reference, tr("$ref “%1” leads out of this document").arg(stringOf(text)));
        return m_start;
    }
    if (text.size() > 1 && text[1] != '/') {
        fault(reference, tr("$ref “%1” asks for an “$anchor”, which is not supported").arg(stringOf(text)));
        return m_start;
    }
    const QByteArray pointer = QByteArray::fromPercentEncoding(bytesOf(std::string_view(text).substr(1)));
    const JsonValue found = m_document->root().at(viewOf(pointer));
    if (!found || (!found.isObject() && !found.isBool())) {
        fault(reference, tr("$ref “%1” leads to no schema").arg(stringOf(text)));
        return m_start;
    }
    return found;
}

void Compiler::compile(Index index, JsonValue source)
{
    Draft draft;
    draft.source = source;
    draft.node.source = source;
    draft.node.refuses = source.kind() == JsonKind::False;
    for (const std::uint32_t place : membersOf(source)) {
        const JsonValue value(source.tape(), place + 1);
        const std::string name = JsonValue(source.tape(), place).string();
        const auto *keyword = keywordFor(name);
        if (keyword == nullptr) {
            fault(value, tr("the keyword “%1” is not supported").arg(stringOf(name)));
            return;
        }
        (this->*keyword->handler)(draft, value);
        if (m_fault)
            return;
    }
    finish(index, draft);
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
    if (draft.object || draft.required)
        finishObject(draft);
    Node node = draft.node;
    node.number = stored(m_program.numbers, draft.number);
    node.string = stored(m_program.strings, draft.string);
    node.array = stored(m_program.arrays, draft.array);
    node.object = stored(m_program.objects, draft.object);
    node.values = stored(m_program.values, draft.values);
    node.applied = stored(m_program.applied, draft.applied);
    node.note = stored(m_program.notes, draft.note);
    node.plain = !node.refuses && node.number == none && node.string == none && node.array == none &&
                 node.object == none && node.values == none && node.applied == none;
    m_program.nodes[index] = node;
}

// Properties and required names share one table, so that one look-up a member serves both.
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
            if (property.requiredBit < 0)
                property.requiredBit = static_cast<std::int32_t>(rules.requiredCount++);
        }
    }
    std::vector<std::string> names;
    names.reserve(rules.properties.size());
    for (const auto &property : rules.properties)
        names.push_back(property.name);
    rules.names = NameTable(names);
}

namespace {

std::vector<Index> inPlaceSchemas(const Applied &applied)
{
    std::vector<Index> all;
    for (const auto *list : {&applied.allOf, &applied.anyOf, &applied.oneOf})
        all.insert(all.end(), list->begin(), list->end());
    for (const Index one : {applied.ref, applied.negated, applied.condition, applied.thenSchema, applied.elseSchema}) {
        if (one != none)
            all.push_back(one);
    }
    return all;
}

}

// A schema that applies itself to the same value again would never come to an end. Without such
// circles, what may be applied to one value is as deep as the longest chain, which is bounded too.
void Compiler::refuseCircles()
{
    constexpr int longestChain = 128;
    struct Step {
        Index node;
        std::vector<Index> next;
    };
    enum class State : std::uint8_t { Fresh, Open, Done };
    std::vector<State> states(m_program.nodes.size(), State::Fresh);
    std::vector<int> heights(m_program.nodes.size(), 0);
    const auto stepInto = [this, &states](Index node) {
        states[node] = State::Open;
        const Index applied = m_program.nodes[node].applied;
        return Step{node, applied == none ? std::vector<Index>() : inPlaceSchemas(m_program.applied[applied])};
    };
    for (Index start = 0; start < m_program.nodes.size(); ++start) {
        if (states[start] != State::Fresh)
            continue;
        std::vector<Step> path{stepInto(start)};
        while (!path.empty() && !m_fault) {
            const Index node = path.back().node;
            if (path.back().next.empty()) {
                states[node] = State::Done;
                path.pop_back();
                if (!path.empty())
                    heights[path.back().node] = std::max(heights[path.back().node], heights[node] + 1);
                if (heights[node] > longestChain)
                    fault(m_program.nodes[node].source, tr("too many schemas apply one another to the same value"));
                continue;
            }
            const Index next = path.back().next.back();
            path.back().next.pop_back();
            if (states[next] == State::Open)
                fault(m_program.nodes[next].source, tr("the schema applies itself to the same value without end"));
            else if (states[next] == State::Fresh)
                path.push_back(stepInto(next));
            else
                heights[node] = std::max(heights[node], heights[next] + 1);
        }
    }
}

}
