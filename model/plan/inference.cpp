// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/inference.h"

#include "event/jsontext.h"
#include "event/utf8.h"
#include "plan/jsonmembers.h"
#include "schema/formats.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace eventscope {

namespace {

using Type = PropertyProfile::Type;

double partOf(qint64 part, qint64 whole)
{
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

// Three decimals; 1 and 0 are exact.
QByteArray shareText(qint64 part, qint64 whole)
{
    if (part >= whole)
        return "1";
    const double share = std::clamp(std::round(partOf(part, whole) * 1000) / 1000, 0.001, 0.999);
    return QByteArray::number(share, 'g', 3);
}

std::vector<Type> typesOf(const PropertyProfile &property, double rare)
{
    std::vector<Type> types;
    for (std::size_t i = 0; i < PropertyProfile::types; ++i) {
        if (property.counts[i] > 0 && partOf(property.counts[i], property.present) > rare)
            types.push_back(static_cast<Type>(i));
    }
    std::stable_sort(
        types.begin(), types.end(), [&](Type a, Type b) { return property.counts[a] > property.counts[b]; });
    // A number may be whole.
    if (std::find(types.begin(), types.end(), Type::Number) != types.end())
        std::erase(types, Type::Integer);
    return types;
}

void setTypes(JsonMembers &schema, const std::vector<Type> &types)
{
    QByteArrayList names;
    for (const Type type : types)
        names << jsonString(typeName(type));
    if (!names.isEmpty())
        schema.set("type", names.size() == 1 ? names.first() : jsonList(names));
}

// The strings of an enumeration, one spelling of each; empty where it is none.
QByteArrayList enumOf(const PropertyProfile &property, const std::vector<Type> &types, const InferenceOptions &options)
{
    const qint64 strings = property.counts[Type::String];
    const bool plain = strings > 0 && std::all_of(types.begin(), types.end(),
                                          [](Type type) { return type == Type::String || type == Type::Null; });
    if (!plain || property.manyValues)
        return {};
    std::set<std::string> seen;
    QByteArrayList values;
    for (const auto &[spelled, count] : property.values) {
        const ReadJson value(spelled);
        if (value.root() && value.root().isString() && seen.insert(value.root().string()).second)
            values << spelled;
    }
    const auto different = static_cast<qint64>(values.size());
    if (values.isEmpty() || seen.size() > options.mostEnum || strings < different * options.enumSeen)
        return {};
    if (std::find(types.begin(), types.end(), Type::Null) != types.end())
        values << "null";
    return values;
}

void setFormat(JsonMembers &schema, const PropertyProfile &property)
{
    const qint64 strings = property.counts[Type::String];
    for (std::size_t i = 1; i < property.formats.size() && strings > 0; ++i) {
        const std::string_view name = formatName(static_cast<Format>(i));
        if (property.formats[i] == strings && !name.empty())
            schema.set("format", jsonString(bytesOf(name)));
    }
}

QByteArray propertySchema(const PropertyProfile &property, qint64 events, const InferenceOptions &options)
{
    JsonMembers schema;
    const std::vector<Type> types = typesOf(property, options.rareType);
    setTypes(schema, types);
    const QByteArrayList values = enumOf(property, types, options);
    if (!values.isEmpty())
        schema.set("enum", jsonList(values));
    else if (options.formats)
        setFormat(schema, property);
    if (options.ranges && !property.minimum.isEmpty()) {
        schema.set("minimum", property.minimum);
        schema.set("maximum", property.maximum);
    }
    schema.set("x-share", shareText(property.present, events));
    const auto kinds = std::count_if(property.counts.begin(), property.counts.end(), [](qint64 n) { return n > 0; });
    if (kinds > 1)
        schema.set("x-types", quoted(typeMix(property)));
    if (values.isEmpty() && !property.examples.empty())
        schema.set("examples", jsonList({property.examples.begin(), property.examples.end()}));
    return schema.text();
}

JsonMembers schemaOf(const EventProfile &event, const InferenceOptions &options)
{
    JsonMembers properties;
    QByteArrayList required;
    for (const auto &[name, property] : event.properties) {
        properties.add(name, propertySchema(property, event.count, options));
        const bool always = property.present == event.count;
        if (always || (options.required < 1 && partOf(property.present, event.count) >= options.required))
            required << jsonString(name);
    }
    JsonMembers schema;
    schema.set("type", "\"object\"");
    schema.set("properties", properties.text());
    if (!required.isEmpty())
        schema.set("required", jsonList(required));
    if (!options.others && event.otherProperties == 0)
        schema.set("additionalProperties", "false");
    return schema;
}

}

QByteArray inferSchema(const EventProfile &event, const InferenceOptions &options)
{
    return indentedJson(ReadJson(schemaOf(event, options).text()).root());
}

Plan inferPlan(const Profile &profile, const InferenceOptions &options)
{
    QByteArrayList events;
    bool formats = false;
    for (const auto &[name, event] : profile.events()) {
        const QByteArray schema = schemaOf(event, options).text();
        formats = formats || schema.contains(R"("format":")");
        events << jsonString(name) + R"(:{"schema":)" + schema + '}';
    }
    JsonMembers plan;
    plan.set("format", "1");
    plan.set("title", quoted(options.title));
    if (profile.services().size() == 1)
        plan.set("service", jsonString(*profile.services().begin()));
    if (formats)
        plan.set("formats", "true");
    plan.set("events", '{' + events.join(',') + '}');
    return Plan::load(plan.text(), {}).value_or(Plan());
}

}
