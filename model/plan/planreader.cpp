// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planreader.h"

#include "event/jsontext.h"
#include "event/utf8.h"
#include "plan/plantext.h"
#include "schema/jsonschema.h"
#include "schema/schemadocument.h"

#include <QFile>

#include <unordered_set>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr JsonBounds bounds{.bytes = 256u << 20, .levels = 128};
constexpr std::size_t mostFaults = 20;
constexpr auto structurePath = ":/eventscope/schemas/plan.json"_L1;

using Faults = std::vector<DefinitionFault>;

Error unreadable(const QByteArray &text, const QString &file, const JsonFault &fault)
{
    const TextPlace place = placeOf(viewOf(text), fault.offset);
    return {Error::Kind::BadInput,
        PlanText::tr("%1: line %2, column %3: %4")
            .arg(file, QString::number(place.line), QString::number(place.column), fault.sentence)};
}

Faults duplicatesIn(const JsonTape &tape)
{
    Faults faults;
    for (std::uint32_t index = 0; index < tape.nodes().size() && faults.size() < mostFaults; ++index) {
        const JsonValue object(&tape, index);
        if (!object.isObject())
            continue;
        std::unordered_set<std::string> names;    // a used one would keep the buckets of the largest object
        for (const auto [key, value] : object.members()) {
            const bool fresh = names.insert(key.string()).second;
            if (!fresh && faults.size() < mostFaults)
                faults.push_back(
                    {pointerTo(value), PlanText::tr("This member stands twice in its object; keep one of them.")});
        }
    }
    return faults;
}

Result<std::shared_ptr<const JsonSchema>> structure()
{
    const auto broken = [](const QString &why) {
        return failure(
            Error::Kind::Internal, PlanText::tr("The built-in schema %1 cannot be used: %2").arg(structurePath, why));
    };
    QFile file(structurePath);
    if (!file.open(QIODevice::ReadOnly))
        return broken(file.errorString());
    auto document = SchemaDocument::read(file.readAll());
    if (!document)
        return broken(PlanText::tr("It is no JSON."));
    auto schema = JsonSchema::compile(std::move(document));
    if (!schema)
        return broken(schema.error().reason);
    return std::move(*schema);
}

QByteArray textIn(JsonValue object, std::string_view name)
{
    const JsonValue value = object.find(name);
    return value ? bytesOf(value.string()) : QByteArray();
}

PlanEntry entryOf(JsonValue key, JsonValue value)
{
    PlanEntry entry;
    entry.members = JsonMembers(value);
    PlannedEvent &event = entry.event;
    event.name = bytesOf(key.string());
    event.description = stringOf(viewOf(textIn(value, "description")));
    event.owner = stringOf(viewOf(textIn(value, "owner")));
    event.status = planStatusFromId(textIn(value, "status")).value_or(PlanStatus::Active);
    event.wholeEvent = textIn(value, "about") == "event";
    if (const JsonValue schema = value.find("schema")) {
        event.schema = indentedJson(schema);
        entry.members.set("schema", event.schema);
    }
    return entry;
}

}

Faults schemaFaults(const QByteArray &text, bool assertFormats)
{
    JsonFault fault;
    auto document = SchemaDocument::read(text, &fault);
    if (!document) {
        const TextPlace place = placeOf(viewOf(text), fault.offset);
        return {{{}, PlanText::tr("line %1, column %2: %3")
                         .arg(QString::number(place.line), QString::number(place.column), fault.sentence)}};
    }
    const auto schema = JsonSchema::compile(std::move(document), {}, {.assertFormats = assertFormats});
    if (!schema)
        return {{schema.error().pointer, schema.error().reason}};
    Faults faults;
    for (const QByteArray &pointer : (*schema)->unknownKeywords())
        faults.push_back({pointer, PlanText::tr("JSON Schema has no such keyword or format; \"x-…\" may stand here.")});
    return faults;
}

Result<PlanParts> readPlan(const QByteArray &text, const QString &file)
{
    JsonTape tape;
    if (!tape.read(viewOf(text), bounds))
        return failure(unreadable(text, file, tape.fault()));
    const auto shape = structure();
    if (!shape)
        return failure(shape.error());
    Faults faults = duplicatesIn(tape);
    if (faults.empty()) {
        for (const SchemaFailure &found : (*shape)->failures(tape.root(), mostFaults))
            faults.push_back({pointerTo(found.at), found.sentence});
    }
    if (!faults.empty())
        return failure(definitionError(file, faults));

    PlanParts parts;
    parts.top = JsonMembers(tape.root());
    parts.top.set("events", "{}");
    const JsonValue formats = tape.root().find("formats");
    const bool assertFormats = formats && formats.kind() == JsonKind::True;
    for (const auto [key, value] : tape.root().find("events").members()) {
        PlanEntry &entry = parts.events.emplace_back(entryOf(key, value));
        if (entry.event.schema.isEmpty() || faults.size() >= mostFaults)
            continue;
        const QByteArray at =
            pointerBelow(pointerBelow("/events", viewOf(entry.event.name)), std::string_view("schema"));
        for (const DefinitionFault &fault : schemaFaults(entry.event.schema, assertFormats))
            faults.push_back({at + fault.pointer, fault.reason});
    }
    if (!faults.empty())
        return failure(definitionError(file, faults));
    return parts;
}

PlanEntry withValue(const PlanEntry &entry, const PlannedEvent &event)
{
    PlanEntry changed = entry;
    const auto text = [&](const char *name, const QString &before, const QString &after) {
        if (after.isEmpty())
            changed.members.remove(name);
        else if (before != after)
            changed.members.set(name, quoted(after));
    };
    text("description", entry.event.description, event.description);
    text("owner", entry.event.owner, event.owner);
    if (entry.event.status != event.status)
        changed.members.set("status", jsonString(planStatusId(event.status)));
    if (entry.event.wholeEvent != event.wholeEvent)
        changed.members.set("about", event.wholeEvent ? "\"event\"" : "\"properties\"");
    changed.event = event;
    const ReadJson schema(event.schema);
    changed.event.schema = schema.root() ? indentedJson(schema.root()) : QByteArray();
    if (changed.event.schema.isEmpty())
        changed.members.remove("schema");
    else
        changed.members.set("schema", changed.event.schema);
    return changed;
}

}
