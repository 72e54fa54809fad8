// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/formschema.h"

#include "compose/formunion.h"
#include "event/jsonpointer.h"
#include "event/utf8.h"
#include "service/jsontree.h"

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

constexpr int mostReads = 20'000;
constexpr std::size_t mostNested = 200;
constexpr std::size_t mostCompared = 1000;    // choices of two schemas

const std::string &textAt(const SchemaJson &schema, const char *name)
{
    static const std::string none;
    const SchemaJson &value = memberOf(schema, name);
    return value.is_string() ? value.get_ref<const std::string &>() : none;
}

bool flagOf(const SchemaJson &schema, const char *name)
{
    const SchemaJson &value = memberOf(schema, name);
    return value.is_boolean() && value.get<bool>();
}

std::optional<JsonType> typeFromName(std::string_view name)
{
    static constexpr std::array<std::pair<std::string_view, JsonType>, 7> names{{
        {"null", JsonType::Null},
        {"boolean", JsonType::Boolean},
        {"integer", JsonType::Integer},
        {"number", JsonType::Number},
        {"string", JsonType::String},
        {"object", JsonType::Object},
        {"array", JsonType::Array},
    }};
    for (const auto &[known, type] : names)
        if (known == name)
            return type;
    return std::nullopt;
}

JsonType typeOfTree(const SchemaJson &value)
{
    switch (value.type()) {
    case SchemaJson::value_t::boolean:
        return JsonType::Boolean;
    case SchemaJson::value_t::number_integer:
    case SchemaJson::value_t::number_unsigned:
        return JsonType::Integer;
    case SchemaJson::value_t::number_float:
        return JsonType::Number;
    case SchemaJson::value_t::string:
        return JsonType::String;
    case SchemaJson::value_t::object:
        return JsonType::Object;
    case SchemaJson::value_t::array:
        return JsonType::Array;
    default:
        return JsonType::Null;
    }
}

void readTypes(const SchemaJson &schema, SchemaFacts &facts)
{
    const SchemaJson &type = memberOf(schema, "type");
    const auto add = [&](const SchemaJson &name) {
        if (const auto known = name.is_string() ? typeFromName(name.get_ref<const std::string &>()) : std::nullopt)
            addType(*facts.types, *known);
    };
    if (type.is_string() || type.is_array())
        facts.types.emplace();
    if (type.is_string())
        add(type);
    else if (type.is_array())
        std::for_each(type.begin(), type.end(), add);
}

void readChoices(const SchemaJson &schema, SchemaFacts &facts)
{
    const auto only = schema.find("const");
    const SchemaJson &list = memberOf(schema, "enum");
    if (only != schema.end())
        facts.choices = {&*only};
    else if (list.is_array() && !list.empty())
        facts.choices.emplace();
    if (facts.choices && facts.choices->empty()) {
        facts.choices->reserve(list.size());
        for (const SchemaJson &one : list)
            facts.choices->push_back(&one);
    }
    if (!facts.choices || facts.types)
        return;
    facts.types.emplace();
    for (const SchemaJson *choice : *facts.choices)
        addType(*facts.types, typeOfTree(*choice));
}

void readWords(const SchemaJson &schema, SchemaFacts &facts)
{
    facts.title = stringOf(textAt(schema, "title"));
    facts.description = stringOf(textAt(schema, "description"));
    facts.readOnly = flagOf(schema, "readOnly");
    facts.deprecated = flagOf(schema, "deprecated");
    facts.group = bytesOf(textAt(schema, "x-group"));
    facts.widget = bytesOf(textAt(schema, "x-widget"));
    facts.format = bytesOf(textAt(schema, "format"));
    const SchemaJson &order = memberOf(schema, "x-order");
    if (order.is_number())
        facts.order = order.get<double>();
    const SchemaJson &examples = memberOf(schema, "examples");
    if (examples.is_array())
        for (const SchemaJson &example : examples)
            facts.examples.push_back(&example);
    const auto fallback = schema.find("default");
    if (facts.examples.empty() && fallback != schema.end())
        facts.examples.push_back(&*fallback);
}

std::vector<JsonType> commonTypes(const std::vector<JsonType> &left, const std::vector<JsonType> &right)
{
    std::vector<JsonType> common;
    for (const JsonType type : left) {
        if (includesType(right, type))
            addType(common, type);
        else if (type == JsonType::Number && includesType(right, JsonType::Integer))
            addType(common, JsonType::Integer);
    }
    return common;
}

void keepCommon(std::vector<const SchemaJson *> &choices, const std::vector<const SchemaJson *> &others)
{
    if (choices.size() > mostCompared || others.size() > mostCompared)
        return;
    std::erase_if(choices, [&](const SchemaJson *choice) {
        return std::none_of(others.begin(), others.end(), [&](const SchemaJson *other) { return *choice == *other; });
    });
}

template <typename T>
void append(std::vector<T> &to, const std::vector<T> &from)
{
    to.insert(to.end(), from.begin(), from.end());
}

void alsoOptional(std::optional<SchemaUse> &to, const std::optional<SchemaUse> &from)
{
    if (to && from)
        to->also(*from);
    else if (from)
        to = from;
}

}

bool includesType(const std::vector<JsonType> &allowed, JsonType type)
{
    const auto has = [&](JsonType one) { return std::find(allowed.begin(), allowed.end(), one) != allowed.end(); };
    return allowed.empty() || has(type) || (type == JsonType::Integer && has(JsonType::Number));
}

void addType(std::vector<JsonType> &types, JsonType type)
{
    if (std::find(types.begin(), types.end(), type) == types.end())
        types.push_back(type);
}

SchemaFacts SchemaFacts::notDrawable()
{
    SchemaFacts facts;
    facts.drawable = false;
    return facts;
}

void SchemaUse::also(const SchemaUse &other)
{
    append(all, other.all);
    append(any, other.any);
    append(inside, other.inside);
}

bool SchemaFacts::allows(JsonType type) const
{
    return !types || (!types->empty() && includesType(*types, type));
}

bool SchemaFacts::allowsOnly(std::initializer_list<JsonType> only) const
{
    return types && std::all_of(types->begin(), types->end(), [&](JsonType type) {
        return type == JsonType::Null || std::find(only.begin(), only.end(), type) != only.end();
    });
}

void SchemaFacts::addMember(const std::string &name, const SchemaUse &use)
{
    const auto [place, isNew] = places.try_emplace(name, members.size());
    if (isNew)
        members.emplace_back(name, use);
    else
        members[place->second].second.also(use);
}

void SchemaFacts::also(const SchemaFacts &other)
{
    title = title.isEmpty() ? other.title : title;
    description = description.isEmpty() ? other.description : description;
    examples = examples.empty() ? other.examples : examples;
    readOnly = readOnly || other.readOnly;
    deprecated = deprecated || other.deprecated;
    order = order ? order : other.order;
    group = group.isEmpty() ? other.group : group;
    widget = widget.isEmpty() ? other.widget : widget;
    format = format.isEmpty() ? other.format : format;
    if (types && other.types)
        types = commonTypes(*types, *other.types);
    else if (other.types)
        types = other.types;
    if (choices && other.choices)
        keepCommon(*choices, *other.choices);
    else if (other.choices)
        choices = other.choices;
    for (const auto &[name, use] : other.members)
        addMember(name, use);
    required.insert(other.required.begin(), other.required.end());
    closed = closed || other.closed;
    alsoOptional(further, other.further);
    alsoOptional(items, other.items);
    drawable = drawable && other.drawable && !(types && types->empty());
}

SchemaFacts SchemaReader::read(const SchemaUse &use)
{
    SchemaFacts facts;
    Path path = use.inside;
    for (const SchemaJson *schema : use.all)
        facts.also(readOne(*schema, path));
    for (const std::vector<SchemaUse> &several : use.any)
        facts.also(alternatives(several, path));
    return facts;
}

const SchemaJson *SchemaReader::resolve(std::string_view reference) const
{
    if (!reference.starts_with('#'))
        return nullptr;
    const Result<JsonPointer> pointer = JsonPointer::parse(reference.substr(1));
    if (!pointer)
        return nullptr;
    const SchemaJson *at = &m_definition;
    for (const std::string &token : pointer->tokens()) {
        if (!at->is_object() || !at->contains(token))
            return nullptr;
        at = &*at->find(token);
    }
    return at;
}

SchemaFacts SchemaReader::readOne(const SchemaJson &schema, Path &path)
{
    SchemaFacts facts;
    if (++m_reads > mostReads || path.size() > mostNested || (schema.is_boolean() && !schema.get<bool>()))
        return SchemaFacts::notDrawable();
    if (!schema.is_object())
        return facts;
    readWords(schema, facts);
    readTypes(schema, facts);
    readChoices(schema, facts);
    readObject(schema, path, facts);
    readReference(schema, path, facts);
    const SchemaJson &all = memberOf(schema, "allOf");
    if (all.is_array())
        for (const SchemaJson &part : all)
            facts.also(readOne(part, path));
    for (const char *name : {"anyOf", "oneOf"}) {
        const SchemaJson &several = memberOf(schema, name);
        if (!several.is_array() || several.empty())
            continue;
        std::vector<SchemaUse> uses;
        uses.reserve(several.size());
        for (const SchemaJson &one : several)
            uses.push_back({{&one}, {}, {}});
        facts.also(alternatives(uses, path));
    }
    return facts;
}

void SchemaReader::readObject(const SchemaJson &schema, const Path &path, SchemaFacts &facts) const
{
    const SchemaJson &members = memberOf(schema, "properties");
    if (members.is_object())
        for (const auto &[name, member] : members.items())
            facts.addMember(name, {{&member}, {}, path});
    const SchemaJson &required = memberOf(schema, "required");
    if (required.is_array())
        for (const SchemaJson &name : required)
            if (name.is_string())
                facts.required.insert(name.get<std::string>());
    const auto further = schema.find("additionalProperties");
    if (further != schema.end() && further->is_boolean() && !further->get<bool>())
        facts.closed = true;
    else if (further != schema.end())
        facts.further = SchemaUse{{&*further}, {}, path};
    const SchemaJson &patterns = memberOf(schema, "patternProperties");
    if (!facts.further && patterns.is_object() && members.is_null())
        for (const auto &[pattern, member] : patterns.items())
            facts.further = facts.further ? SchemaUse() : SchemaUse{{&member}, {}, path};
    const auto items = schema.find("items");
    if (items != schema.end())
        facts.items = SchemaUse{{&*items}, {}, path};
    if (schema.contains("prefixItems"))
        facts.drawable = false;
}

void SchemaReader::readReference(const SchemaJson &schema, Path &path, SchemaFacts &facts)
{
    const std::string &reference = textAt(schema, "$ref");
    if (reference.empty())
        return;
    const SchemaJson *target = resolve(reference);
    if (!target || std::find(path.begin(), path.end(), target) != path.end()) {
        facts.drawable = false;
        return;
    }
    path.push_back(target);
    facts.also(readOne(*target, path));
    path.pop_back();
}

SchemaFacts SchemaReader::alternatives(const std::vector<SchemaUse> &uses, const Path &path)
{
    std::vector<SchemaFacts> each;
    const auto isImpossible = [](const SchemaJson *schema) { return schema->is_boolean() && !schema->get<bool>(); };
    for (SchemaUse use : uses) {
        if (std::any_of(use.all.begin(), use.all.end(), isImpossible))
            continue;
        append(use.inside, path);
        each.push_back(read(use));
    }
    return unitedFacts(std::move(each));
}

}
