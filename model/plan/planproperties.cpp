// SPDX-License-Identifier: GPL-3.0-or-later
// A planned event's schema as a table of properties.
#include "event/jsontext.h"
#include "event/utf8.h"
#include "plan/jsonmembers.h"
#include "plan/plan.h"

#include <QHash>

namespace eventscope {

namespace {

// The schema's members; those of one that allows anything, or nothing, where it has none.
JsonMembers schemaMembers(const PlannedEvent &event)
{
    const ReadJson schema(event.schema);
    JsonMembers members(schema.root());
    if (!members.isEmpty())
        return members;
    members.set("type", "\"object\"");
    if (schema.root() && schema.root().kind() == JsonKind::False)
        members.set("additionalProperties", "false");
    return members;
}

PlannedEvent withSchema(const PlannedEvent &event, const JsonMembers &members)
{
    PlannedEvent changed = event;
    changed.schema = indentedJson(ReadJson(members.text()).root());
    return changed;
}

QByteArrayList requiredNames(JsonValue list)
{
    QByteArrayList names;
    if (list && list.isArray()) {
        for (const auto item : list.items()) {
            if (item.isString())
                names.append(bytesOf(item.string()));
        }
    }
    return names;
}

QByteArrayList requiredNames(const JsonMembers &schema)
{
    const QByteArray *raw = schema.find("required");
    return raw ? requiredNames(ReadJson(*raw).root()) : QByteArrayList();
}

void setRequired(JsonMembers &schema, const QByteArrayList &names)
{
    QByteArrayList items;
    for (const QByteArray &name : names)
        items.append(jsonString(name));
    if (items.isEmpty())
        schema.remove("required");
    else
        schema.set("required", jsonList(items));
}

void readTypes(JsonValue type, QByteArrayList &types)
{
    if (type.isString())
        types.append(bytesOf(type.string()));
    else if (type.isArray())
        types = requiredNames(type);
}

PlannedProperty propertyOf(const QByteArray &name, JsonValue schema)
{
    PlannedProperty property;
    property.name = name;
    property.more = schema.kind() == JsonKind::False;
    if (!schema.isObject())
        return property;
    for (const auto [key, value] : schema.members()) {
        if (key.stringEquals("type")) {
            readTypes(value, property.types);
        } else if (key.stringEquals("enum") && value.isArray()) {
            for (const auto item : value.items())
                property.values.append(bytesOf(item.raw()));
        } else if (key.stringEquals("description") && value.isString()) {
            property.description = stringOf(value.string());
        } else {
            property.more = true;
        }
    }
    return property;
}

// What the property's schema says, with what the table says in the place of that.
QByteArray propertySchema(const QByteArray *before, const PlannedProperty &property)
{
    const ReadJson old(before ? *before : QByteArray("{}"));
    JsonMembers schema(old.root());
    QByteArrayList types;
    for (const QByteArray &type : property.types)
        types.append(jsonString(type));
    if (types.isEmpty())
        schema.remove("type");
    else
        schema.set("type", types.size() == 1 ? types.first() : jsonList(types));
    QByteArrayList values;
    for (const QByteArray &value : property.values)
        values.append(ReadJson(value).root() ? value : jsonString(value));
    if (values.isEmpty())
        schema.remove("enum");
    else
        schema.set("enum", jsonList(values));
    if (property.description.isEmpty())
        schema.remove("description");
    else
        schema.set("description", quoted(property.description));
    return schema.text();
}

JsonMembers membersAt(const JsonMembers &schema, const char *name)
{
    const QByteArray *raw = schema.find(name);
    return raw ? JsonMembers(ReadJson(*raw).root()) : JsonMembers();
}

bool isFalse(const JsonMembers &schema, const char *name)
{
    const QByteArray *raw = schema.find(name);
    return raw && *raw == "false";
}

}

std::vector<PlannedProperty> propertiesOf(const PlannedEvent &event)
{
    std::vector<PlannedProperty> found;
    const ReadJson schema(event.schema);
    if (event.wholeEvent || !schema.root() || !schema.root().isObject())
        return found;
    const JsonValue properties = schema.root().find("properties");
    if (properties && properties.isObject()) {
        for (const auto [key, value] : properties.members())
            found.push_back(propertyOf(bytesOf(key.string()), value));
    }
    QHash<QByteArray, std::size_t> places;
    for (std::size_t i = 0; i < found.size(); ++i)
        places.insert(found[i].name, i);
    for (const QByteArray &name : requiredNames(schema.root().find("required"))) {
        const auto place = places.constFind(name);
        if (place != places.constEnd()) {
            found[*place].required = true;
            continue;
        }
        places.insert(name, found.size());
        PlannedProperty &property = found.emplace_back();
        property.name = name;
        property.required = true;
    }
    return found;
}

PlannedEvent withProperty(const PlannedEvent &event, QByteArrayView name, const PlannedProperty &property)
{
    JsonMembers schema = schemaMembers(event);
    JsonMembers properties = membersAt(schema, "properties");
    if (name != property.name) {
        properties.remove(property.name);
        properties.rename(name, property.name);
    }
    properties.set(property.name, propertySchema(properties.find(property.name), property));
    schema.set("properties", properties.text());

    QByteArrayList required = requiredNames(schema);
    const qsizetype place = required.indexOf(name);
    if (property.required && place >= 0)
        required[place] = property.name;
    else if (property.required && !required.contains(property.name))
        required.append(property.name);
    else if (!property.required)
        required.removeIf([&](const QByteArray &one) { return one == name || one == property.name; });
    setRequired(schema, required);
    return withSchema(event, schema);
}

PlannedEvent withoutProperty(const PlannedEvent &event, QByteArrayView name)
{
    JsonMembers schema = schemaMembers(event);
    JsonMembers properties = membersAt(schema, "properties");
    properties.remove(name);
    schema.set("properties", properties.text());
    QByteArrayList required = requiredNames(schema);
    required.removeIf([&](const QByteArray &one) { return one == name; });
    setRequired(schema, required);
    return withSchema(event, schema);
}

bool allowsOthers(const PlannedEvent &event)
{
    const ReadJson schema(event.schema);
    if (schema.root() && schema.root().kind() == JsonKind::False)
        return false;
    const JsonMembers members(schema.root());
    return !isFalse(members, "additionalProperties") && !isFalse(members, "unevaluatedProperties");
}

PlannedEvent withOthers(const PlannedEvent &event, bool allowed)
{
    if (allowsOthers(event) == allowed)
        return event;
    JsonMembers schema = schemaMembers(event);
    if (!allowed) {
        schema.set("additionalProperties", "false");
    } else {
        for (const char *name : {"additionalProperties", "unevaluatedProperties"}) {
            if (isFalse(schema, name))
                schema.remove(name);
        }
    }
    return withSchema(event, schema);
}

}
