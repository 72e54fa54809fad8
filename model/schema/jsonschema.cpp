// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/jsonschema.h"

#include "event/utf8.h"
#include "schema/schemacompiler.h"
#include "schema/schemaexplain.h"
#include "schema/schemajudge.h"

#include <QCoreApplication>

#include <algorithm>

namespace eventscope {

struct JsonSchema::Private {
    schema::Program program;
};

struct SchemaHits::Private {
    schema::Reasons reasons;
};

JsonSchema::JsonSchema(std::unique_ptr<Private> data)
    : d(std::move(data))
{}

JsonSchema::~JsonSchema() = default;

tl::expected<std::shared_ptr<const JsonSchema>, SchemaFault> JsonSchema::compile(
    const nlohmann::ordered_json &document, QByteArrayView pointer, SchemaOptions options)
{
    auto read = SchemaDocument::of(document);
    if (!read)
        return tl::unexpected(SchemaFault{
            {}, QCoreApplication::translate("JsonSchema", "the document is nested too deeply or is too large")});
    return compile(std::move(read), pointer, options);
}

tl::expected<std::shared_ptr<const JsonSchema>, SchemaFault> JsonSchema::compile(
    std::shared_ptr<const SchemaDocument> document, QByteArrayView pointer, SchemaOptions options)
{
    auto program = schema::Compiler(std::move(document), options).run(pointer);
    if (!program)
        return tl::unexpected(program.error());
    auto data = std::make_unique<Private>();
    data->program = std::move(*program);
    return std::shared_ptr<const JsonSchema>(new JsonSchema(std::move(data)));
}

bool JsonSchema::accepts(JsonValue instance) const
{
    schema::Judging judging(d->program, instance);
    return judging.accepts(d->program.root, instance.index()) && !judging.isExhausted();
}

std::vector<SchemaFailure> JsonSchema::failures(JsonValue instance, std::size_t limit) const
{
    schema::Reasons reasons;
    reasons.start(d->program, instance);
    std::vector<SchemaFailure> failures;
    if (schema::Explaining(reasons, limit).run())
        return failures;
    failures.reserve(reasons.all.size());
    for (const schema::Reason &reason : reasons.all)
        failures.push_back(schema::worded(reasons, reason, schema::Placed::Yes));
    return failures;
}

bool JsonSchema::judge(JsonValue instance, SchemaHits &hits, std::size_t limit) const
{
    hits.d->reasons.start(d->program, instance);
    return schema::Explaining(hits.d->reasons, limit).run();
}

SchemaHits::SchemaHits()
    : d(std::make_unique<Private>())
{}

SchemaHits::~SchemaHits() = default;
SchemaHits::SchemaHits(SchemaHits &&) noexcept = default;
SchemaHits &SchemaHits::operator=(SchemaHits &&) noexcept = default;

std::size_t SchemaHits::size() const noexcept
{
    return d->reasons.all.size();
}

JsonValue SchemaHits::at(std::size_t place) const noexcept
{
    return {d->reasons.instance.tape(), d->reasons.all[place].at};
}

const QByteArray &SchemaHits::rule(std::size_t place) const noexcept
{
    return schema::ruleOf(d->reasons, d->reasons.all[place]);
}

const QByteArray &SchemaHits::severity(std::size_t place) const noexcept
{
    return schema::severityOf(d->reasons, d->reasons.all[place]);
}

const char *SchemaHits::keyword(std::size_t place) const noexcept
{
    return d->reasons.all[place].keyword;
}

bool SchemaHits::namesMember(std::size_t place) const noexcept
{
    using schema::Words;
    const Words words = d->reasons.all[place].words;
    return words == Words::Missing || words == Words::Dependent || words == Words::SomeName;
}

SchemaFailure SchemaHits::failure(std::size_t place) const
{
    return schema::worded(d->reasons, d->reasons.all[place], schema::Placed::Yes);
}

SchemaFailure SchemaHits::words(std::size_t place) const
{
    return schema::worded(d->reasons, d->reasons.all[place], schema::Placed::No);
}

namespace {

// The schemas with all that they apply to the same value by $ref and allOf, each once.
std::vector<schema::Index> inForce(const schema::Program &program, std::vector<schema::Index> waiting)
{
    std::vector<schema::Index> found;
    std::vector<bool> seen(program.nodes.size());
    while (!waiting.empty()) {
        const schema::Index index = waiting.back();
        waiting.pop_back();
        if (seen[index])
            continue;
        seen[index] = true;
        found.push_back(index);
        const schema::Node &node = program.nodes[index];
        if (node.applied == schema::none)
            continue;
        const schema::Applied &applied = program.applied[node.applied];
        waiting.insert(waiting.end(), applied.allOf.rbegin(), applied.allOf.rend());
        for (const schema::Index one : {applied.dynamicRef, applied.ref}) {
            if (one != schema::none)
                waiting.push_back(one);
        }
    }
    return found;
}

void addChildren(
    const schema::Program &program, const schema::Node &node, const std::string &token, std::vector<schema::Index> &to)
{
    const auto add = [&to](schema::Index index) {
        if (index != schema::none)
            to.push_back(index);
    };
    const bool every = token == "*";
    if (node.object != schema::none) {
        const schema::ObjectRules &rules = program.objects[node.object];
        const std::int32_t position = every ? NameTable::absent : rules.names.find(token);
        add(position != NameTable::absent ? rules.properties[static_cast<std::size_t>(position)].schema
                                          : rules.additional);
    }
    if (every && node.array != schema::none)
        add(program.arrays[node.array].items);
}

}

std::vector<QByteArray> JsonSchema::propertyNames() const
{
    return propertyNames(JsonPointer());
}

std::vector<QByteArray> JsonSchema::propertyNames(const JsonPointer &at) const
{
    std::vector<schema::Index> here = inForce(d->program, {d->program.root});
    for (const std::string &token : at.tokens()) {
        std::vector<schema::Index> below;
        for (const schema::Index index : here)
            addChildren(d->program, d->program.nodes[index], token, below);
        here = inForce(d->program, std::move(below));
    }
    std::vector<QByteArray> names;
    for (const schema::Index index : here) {
        const schema::Node &node = d->program.nodes[index];
        if (node.object == schema::none)
            continue;
        for (const schema::Property &property : d->program.objects[node.object].properties) {
            if (property.schema != schema::none)
                names.push_back(bytesOf(property.name));
        }
    }
    return names;
}

std::vector<QByteArray> JsonSchema::unknownKeywords() const
{
    return d->program.unknown;
}

bool JsonSchema::namesSeverities() const noexcept
{
    return std::any_of(d->program.notes.begin(), d->program.notes.end(),
        [](const schema::Note &note) { return !note.severity.isEmpty(); });
}

std::vector<JsonValue> JsonSchema::fixes() const
{
    std::vector<JsonValue> found;
    for (const schema::Note &note : d->program.notes) {
        if (note.fix)
            found.push_back(note.fix);
    }
    return found;
}

}
