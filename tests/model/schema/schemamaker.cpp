// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemamaker.h"

#include <algorithm>
#include <set>

namespace eventscope::test {

std::string Dice::name()
{
    return oneOf<const char *>({"a", "b", "c", "a1", "\xC3\xA9", "x y", "", "a/b~", "type", "a name that is longer"});
}

std::string Dice::text()
{
    if (once(3))
        return oneOf(samplePatterns()).fitting;
    return oneOf<const char *>({"", "a", "ab", "abc", "\xC3\xA9",
        "\xF0\x9F\x98\x80"
        "b",
        "\"\\\n\t", "a1", "12", "A", " ", "\x7F/", "abcabcabc"});
}

Json Dice::number()
{
    switch (below(12)) {
    case 0:
        return m_far ? oneOf({1e21, 1e300, -1e300, 5e-324, 1.5e-7})
                     : oneOf({1e15, 9007199254740992.0, -0.0, 4294967296.0});
    case 1:
    case 2:
    case 3:
        return between(-20, 20) / 4.0;
    default:
        return between(-6, 9);
    }
}

Json Dice::value(int depth)
{
    switch (below(depth > 0 ? 10 : 6)) {
    case 0:
        return nullptr;
    case 1:
        return once(2);
    case 2:
    case 3:
        return number();
    case 4:
    case 5:
        return text();
    case 6:
    case 7: {
        Json array = Json::array();
        for (int i = below(4); i > 0; --i)
            array.push_back(value(depth - 1));
        return array;
    }
    default: {
        Json object = Json::object();
        for (int i = below(5); i > 0; --i)
            object[name()] = value(depth - 1);
        return object;
    }
    }
}

const std::vector<SamplePattern> &samplePatterns()
{
    static const std::vector<SamplePattern> patterns{
        {"^a", "abc"},
        {"b", "abc"},
        {"^[a-c]+$", "cab"},
        {"1$", "a1"},
        {"^.{2}$", "ab"},
        {"^\\p{L}+$", "\xC3\xA9"},
        {"^\\d{1,3}$", "12"},
        {"^(a|b)*c?$", "abc"},
        {"\\u00e9", "\xC3\xA9"},
        {"^[^\\s]*$", "a1"},
        {"^\\w+$", "a1"},
        {"^(?=a)\\S+[^1]$", "ab"},
        {"(?<!a)b", "b"},
        {"^(.)\\1?$", "aa"},
        {"\\bx y\\b", "x y"},
        {"^$", ""},
        {"[\\u{1F600}-\\u{1F64F}]", "\xF0\x9F\x98\x80"},
        {"^\\P{Lu}+?$", "a"},
    };
    return patterns;
}

SchemaMaker::Place SchemaMaker::within(Place place)
{
    return {place.depth - 1, 0, true, Counted::None, place.closed};
}

SchemaMaker::Place SchemaMaker::beside(Place place)
{
    --place.depth;
    return place;
}

Json SchemaMaker::document(int number)
{
    const std::string base = "http://eventscope.test/" + std::to_string(number) + "/";
    const bool named = m_dice.once(4);
    m_dice.setFar(m_dice.once(4));
    const char *definitions = modern() ? "$defs" : "definitions";
    constexpr int definitionCount = 4;
    m_targets.clear();
    for (int i = 0; i < definitionCount; ++i)
        m_targets.push_back({std::string("#/") + definitions + "/d" + std::to_string(i)});
    const std::string plain = "p" + std::to_string(number);
    m_targets[1].push_back("#" + plain);
    if (named) {
        for (auto &ways : m_targets) {
            for (std::size_t i = 0, end = ways.size(); i < end; ++i)
                ways.push_back("root.json" + ways[i]);
        }
        m_targets[2].push_back("part.json");
        m_targets[2].push_back(base + "part.json#");
    }

    Json root = Json::object();
    root["$schema"] =
        modern() ? "https://json-schema.org/draft/2020-12/schema" : "http://json-schema.org/draft-07/schema#";
    if (named)
        root["$id"] = base + "root.json";
    const Json own = schema({3, 0, false, Counted::None, false});
    for (const auto &[keyword, value] : own.items())
        root[keyword] = value;
    Json parts = Json::object();
    for (int i = 0; i < definitionCount; ++i) {
        // The base URI changes in the third; the last is what can be referred to where it is counted what is
        // evaluated, which ajv knows of schemas that do not come back to themselves. They refer to nothing.
        const bool part = named && i == 2;
        const bool last = i + 1 == definitionCount;
        Json definition = schema({2, i + 1, false, last ? Counted::Plain : Counted::None, part || last});
        if (definition.is_boolean() || definition.contains("$ref"))
            definition = {{"type", Json::array({"string", "number", "object"})}};
        if (i == 1)
            modern() ? definition["$anchor"] = plain : definition["$id"] = "#" + plain;
        if (part)
            definition["$id"] = "part.json";
        parts["d" + std::to_string(i)] = definition;
    }
    // Beside "$ref" nothing counts in draft 07, its "$id" neither: then there is nothing but itself.
    if (root.contains("$ref") && !modern()) {
        Json wrapped = root;
        wrapped.erase("$schema");
        wrapped.erase("$id");
        root = {{"$schema", root["$schema"]}, {"allOf", Json::array({wrapped})}};
        if (named)
            root["$id"] = base + "root.json";
    }
    root[definitions] = parts;
    return root;
}

Json SchemaMaker::schema(Place place)
{
    // A "false" beside alternatives hides from ajv what they evaluated.
    if (place.depth < 3 && m_dice.once(14))
        return place.counted == Counted::Named || !m_dice.once(4);
    if (modern() && place.depth > 0 && place.counted == Counted::None && m_dice.once(5))
        return unevaluated(place);
    return keywords(place);
}

Json SchemaMaker::unevaluated(Place place)
{
    const bool items = m_dice.once(3);
    place.counted = items || m_dice.once(2) ? Counted::Plain : Counted::Named;
    Json result = keywords(place);
    result[items ? "unevaluatedItems" : "unevaluatedProperties"] = m_dice.once(3) ? schema(within(place)) : Json(false);
    return result;
}

Json SchemaMaker::keywords(Place place)
{
    Json result = Json::object();
    for (int i = m_dice.between(1, 3); i > 0; --i)
        addKeyword(result, place);
    // Beside "$ref" ajv looks at the type even in draft 07.
    if (!modern() && result.contains("$ref"))
        result.erase("type");
    // Beside a list of schemas for the first items, what the last of them said becomes what ajv found.
    if (result.contains("prefixItems") || result.value("items", Json()).is_array()) {
        for (const char *keyword : {"contains", "minContains", "maxContains"})
            result.erase(keyword);
    }
    // In an empty array ajv finds what it found in the array before.
    if (result.contains("contains") && result.value("minContains", 1.0) != 0.0)
        result["minItems"] = m_dice.between(1, 2);
    return result;
}

Json SchemaMaker::schemas(Place place)
{
    Json list = Json::array();
    for (int i = m_dice.between(1, 3); i > 0; --i)
        list.push_back(schema(beside(place)));
    return list;
}

Json SchemaMaker::names()
{
    std::set<std::string> names;
    for (int i = m_dice.between(0, 2); i >= 0; --i)
        names.insert(m_dice.name());
    // ajv takes the empty name of a missing member for none.
    names.erase("");
    return names;
}

Json SchemaMaker::count(int end)
{
    const int count = m_dice.below(end);
    return m_dice.once(8) ? Json(static_cast<double>(count)) : Json(count);
}

void SchemaMaker::addKeyword(Json &to, Place place)
{
    switch (m_dice.below(place.depth > 0 ? 16 : 5)) {
    case 0:
    case 1:
        return addAny(to);
    case 2:
        return addNumber(to);
    case 3:
        return addString(to);
    case 4:
        return addReference(to, place);
    case 5:
    case 6:
    case 7:
    case 8:
        return addObject(to, place);
    case 9:
    case 10:
    case 11:
        return addArray(to, place);
    default:
        return addCombination(to, place);
    }
}

void SchemaMaker::addAny(Json &to)
{
    const std::vector<const char *> types{"null", "boolean", "integer", "number", "string", "object", "array"};
    switch (m_dice.below(5)) {
    case 0:
        to["type"] = m_dice.oneOf(types);
        return;
    case 1: {
        std::set<std::string> some;
        for (int i = m_dice.between(1, 4); i > 0; --i)
            some.insert(m_dice.oneOf(types));
        to["type"] = some;
        return;
    }
    case 2: {
        Json list = Json::array();
        for (int i = m_dice.between(1, 5); i > 0; --i) {
            if (const Json value = m_dice.value(1); std::find(list.begin(), list.end(), value) == list.end())
                list.push_back(value);
        }
        to["enum"] = list;
        return;
    }
    case 3:
        to["const"] = m_dice.value(2);
        return;
    default:
        to[m_dice.oneOf<const char *>({"title", "x-unknown", "default"})] = m_dice.text();
        return;
    }
}

void SchemaMaker::addNumber(Json &to)
{
    switch (m_dice.below(m_dice.isFar() ? 4 : 5)) {
    case 0:
        to["minimum"] = m_dice.number();
        return;
    case 1:
        to["maximum"] = m_dice.number();
        return;
    case 2:
        to["exclusiveMinimum"] = m_dice.number();
        return;
    case 3:
        to["exclusiveMaximum"] = m_dice.number();
        return;
    default:
        // Powers of two alone: ajv divides doubles.
        to["multipleOf"] = m_dice.oneOf({0.25, 0.5, 1.0, 2.0, 4.0});
        return;
    }
}

void SchemaMaker::addString(Json &to)
{
    switch (m_dice.below(4)) {
    case 0:
        to["minLength"] = count(4);
        return;
    case 1:
        to["maxLength"] = count(5);
        return;
    default:
        to["pattern"] = m_dice.oneOf(samplePatterns()).pattern;
        return;
    }
}

void SchemaMaker::addObject(Json &to, Place place)
{
    const auto properties = [&] {
        Json result = Json::object();
        for (int i = m_dice.between(1, 4); i > 0; --i)
            result[m_dice.name()] = schema(within(place));
        return result;
    };
    switch (m_dice.below(11)) {
    case 0:
    case 1:
    case 2:
        to["properties"] = properties();
        return;
    case 3:
        if (place.counted == Counted::Named)
            return;
        to["patternProperties"][m_dice.oneOf(samplePatterns()).pattern] = schema(within(place));
        return;
    case 4:
        if (place.counted == Counted::Named)
            return;
        to["additionalProperties"] = schema(within(place));
        return;
    case 5:
        to["propertyNames"] = schema(within(place));
        return;
    case 6:
        to["required"] = names();
        return;
    case 7:
        to["minProperties"] = count(4);
        return;
    case 8:
        to["maxProperties"] = count(5);
        return;
    case 9:
        to[modern() ? "dependentRequired" : "dependencies"][m_dice.name()] = names();
        return;
    default:
        if (place.counted != Counted::None)
            return;
        to[modern() ? "dependentSchemas" : "dependencies"][m_dice.name()] = schema(beside(place));
        return;
    }
}

void SchemaMaker::addArray(Json &to, Place place)
{
    switch (m_dice.below(8)) {
    case 0:
        to["minItems"] = count(4);
        return;
    case 1:
        to["maxItems"] = count(5);
        return;
    case 2:
        to["uniqueItems"] = !m_dice.once(5);
        return;
    case 3:
        // Items that "contains" looked at are not evaluated to ajv.
        if (place.counted == Counted::Plain)
            return;
        to["contains"] = schema(within(place));
        if (modern() && m_dice.once(2))
            to["minContains"] = count(3);
        if (modern() && m_dice.once(3))
            to["maxContains"] = count(3);
        return;
    case 4:
    case 5:
        to["items"] = schema(within(place));
        return;
    default:
        return modern() ? addModernArray(to, place) : addOldArray(to, place);
    }
}

void SchemaMaker::addModernArray(Json &to, Place place)
{
    Json list = Json::array();
    for (int i = m_dice.between(1, 3); i > 0; --i)
        list.push_back(schema(within(place)));
    to["prefixItems"] = list;
}

void SchemaMaker::addOldArray(Json &to, Place place)
{
    addModernArray(to, place);
    to["items"] = to["prefixItems"];
    to.erase("prefixItems");
    if (m_dice.once(2))
        to["additionalItems"] = schema(within(place));
}

void SchemaMaker::addCombination(Json &to, Place place)
{
    const int kinds = place.counted == Counted::None ? 9 : place.counted == Counted::Named ? 7 : 3;
    switch (m_dice.below(kinds)) {
    case 0:
    case 1:
        to["allOf"] = schemas(place);
        return;
    case 2:
        to["not"] = schema(beside(place));
        return;
    case 3:
    case 4:
        to["anyOf"] = schemas(place);
        return;
    case 5:
    case 6:
        to["oneOf"] = schemas(place);
        return;
    default:
        to["if"] = schema(beside(place));
        to["then"] = schema(beside(place));
        if (m_dice.once(2))
            to["else"] = schema(beside(place));
        return;
    }
}

void SchemaMaker::addReference(Json &to, Place place)
{
    const int end = static_cast<int>(m_targets.size());
    const bool counted = place.counted != Counted::None;
    if (place.closed || place.counted == Counted::Named)
        return;
    const int first = counted ? end - 1 : place.inside ? 0 : place.firstTarget;
    if (!counted && place.inside && m_dice.once(6))
        to["$ref"] = "#";
    else if (first < end)
        to["$ref"] = m_dice.oneOf(m_targets[static_cast<std::size_t>(m_dice.between(first, end - 1))]);
}

}
