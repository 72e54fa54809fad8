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
    return schema::Explaining(d->program, instance, std::max<std::size_t>(limit, 1)).run();
}

std::vector<QByteArray> JsonSchema::propertyNames() const
{
    std::vector<QByteArray> names;
    std::vector<schema::Index> waiting{d->program.root};
    std::vector<bool> seen(d->program.nodes.size());
    while (!waiting.empty()) {
        const schema::Index index = waiting.back();
        waiting.pop_back();
        if (seen[index])
            continue;
        seen[index] = true;
        const schema::Node &node = d->program.nodes[index];
        if (node.object != schema::none) {
            for (const schema::Property &property : d->program.objects[node.object].properties) {
                if (property.schema != schema::none)
                    names.push_back(bytesOf(property.name));
            }
        }
        if (node.applied == schema::none)
            continue;
        const schema::Applied &applied = d->program.applied[node.applied];
        waiting.insert(waiting.end(), applied.allOf.rbegin(), applied.allOf.rend());
        if (applied.ref != schema::none)
            waiting.push_back(applied.ref);
    }
    return names;
}

}
