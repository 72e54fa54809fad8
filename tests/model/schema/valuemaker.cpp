// SPDX-License-Identifier: GPL-3.0-or-later
#include "valuemaker.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace eventscope::test {

namespace {

// Adds the keywords of one schema to another: lists and objects grow, the rest is replaced.
void merge(Json &into, const Json &from)
{
    if (!into.is_object() || !from.is_object()) {
        if (from.is_object())
            into = from;
        return;
    }
    for (const auto &[keyword, value] : from.items()) {
        if (keyword == "properties" && into.contains(keyword)) {
            for (const auto &[name, property] : value.items()) {
                Json &known = into[keyword][name];
                if (known.is_null())
                    known = property;
                else
                    merge(known, property);
            }
        } else if (keyword == "required" && into.contains(keyword)) {
            for (const Json &name : value)
                into[keyword].push_back(name);
        } else {
            into[keyword] = value;
        }
    }
}

bool isReal(const Json &schema, const char *keyword)
{
    return schema.contains(keyword) && schema[keyword].is_number();
}

}

Json ValueMaker::value()
{
    if (m_dice.once(8))
        return m_dice.value(3);
    Json value = fitting(m_document, 4);
    if (m_dice.once(2))
        change(value, 3);
    return value;
}

const Json &ValueMaker::referred(const std::string &reference) const
{
    const char *definitions = m_document.contains("$defs") ? "$defs" : "definitions";
    const Json &parts = m_document[definitions];
    if (const auto slash = reference.rfind("/d");
        slash != std::string::npos && parts.contains(reference.substr(slash + 1)))
        return parts[reference.substr(slash + 1)];
    if (reference.find("#p") != std::string::npos)
        return parts["d1"];
    return reference.find("part.json") != std::string::npos ? parts["d2"] : m_document;
}

// The schema with what it refers to and combines, of alternatives one.
Json ValueMaker::gathered(const Json &schema, int depth)
{
    Json all = schema;
    if (depth <= 0 || !schema.is_object())
        return all;
    const auto add = [&](const Json &other) { merge(all, gathered(other, depth - 1)); };
    if (schema.contains("$ref"))
        add(referred(schema["$ref"]));
    if (schema.contains("allOf")) {
        for (const Json &one : schema["allOf"])
            add(one);
    }
    for (const char *choice : {"anyOf", "oneOf"}) {
        if (schema.contains(choice))
            add(m_dice.oneOf(schema[choice]));
    }
    if (schema.contains("if") && m_dice.once(2)) {
        add(schema["if"]);
        add(schema["then"]);
    } else if (schema.contains("else")) {
        add(schema["else"]);
    }
    return all;
}

Json ValueMaker::fitting(const Json &schema, int depth)
{
    if (depth <= 0 || !schema.is_object())
        return m_dice.value(std::max(depth - 2, 0));
    const Json all = gathered(schema, 3);
    if (all.contains("const"))
        return all["const"];
    if (all.contains("enum") && !all["enum"].empty())
        return m_dice.oneOf(all["enum"]);
    const std::string type = typeFor(all);
    if (type == "object")
        return object(all, depth - 1);
    if (type == "array")
        return array(all, depth - 1);
    if (type == "string")
        return string(all);
    if (type == "number" || type == "integer")
        return number(all, type == "integer");
    if (type == "boolean")
        return m_dice.once(2);
    return type == "null" ? Json() : m_dice.value(1);
}

std::string ValueMaker::typeFor(const Json &schema)
{
    if (schema.contains("type"))
        return schema["type"].is_array() ? m_dice.oneOf(schema["type"]) : schema["type"];
    const auto any = [&](std::initializer_list<const char *> keywords) {
        return std::any_of(keywords.begin(), keywords.end(), [&](const char *k) { return schema.contains(k); });
    };
    std::vector<std::string> types;
    if (any({"properties", "required", "patternProperties", "additionalProperties", "propertyNames", "minProperties",
            "maxProperties", "dependencies", "dependentRequired", "dependentSchemas", "unevaluatedProperties"}))
        types.insert(types.end(), {"object", "object"});
    if (any({"items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems", "unevaluatedItems"}))
        types.insert(types.end(), {"array", "array"});
    if (any({"pattern", "minLength", "maxLength"}))
        types.emplace_back("string");
    if (any({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}))
        types.emplace_back("number");
    return types.empty() ? std::string() : m_dice.oneOf(types);
}

Json ValueMaker::object(const Json &schema, int depth)
{
    Json result = Json::object();
    const Json properties = schema.value("properties", Json::object());
    const Json rest = schema.contains("additionalProperties") ? schema["additionalProperties"]
                                                              : schema.value("unevaluatedProperties", Json(true));
    const auto add = [&](const std::string &name) {
        result[name] = fitting(properties.contains(name) ? properties[name] : rest, depth);
    };
    for (const Json &name : schema.value("required", Json::array()))
        add(name);
    for (const auto &[name, property] : properties.items()) {
        if (property != Json(false) && !m_dice.once(3))
            add(name);
    }
    const Json byPattern = schema.value("patternProperties", Json::object());
    for (const auto &[pattern, property] : byPattern.items()) {
        for (const SamplePattern &sample : samplePatterns()) {
            if (pattern == sample.pattern && m_dice.once(2))
                result[sample.fitting] = fitting(property, depth);
        }
    }
    if (rest != Json(false) && m_dice.once(2))
        add(m_dice.name());
    return result;
}

Json ValueMaker::array(const Json &schema, int depth)
{
    Json result = Json::array();
    const Json items = schema.value("items", Json(true));
    const Json first = items.is_array() ? items : schema.value("prefixItems", Json::array());
    const Json rest = items.is_array() ? schema.value("additionalItems", Json(true)) : items;
    const int most = isReal(schema, "maxItems") ? static_cast<int>(schema["maxItems"].get<double>()) : 4;
    const int least = isReal(schema, "minItems") ? static_cast<int>(schema["minItems"].get<double>()) : 0;
    const int wanted = std::max(std::min(least, 6), std::min(most, m_dice.below(5)));
    for (int i = 0; i < wanted; ++i) {
        const auto at = static_cast<std::size_t>(i);
        result.push_back(fitting(at < first.size() ? first[at] : rest, depth));
    }
    if (schema.contains("contains") && !result.empty() && !m_dice.once(4))
        result[static_cast<std::size_t>(m_dice.below(wanted))] = fitting(schema["contains"], depth);
    return result;
}

Json ValueMaker::string(const Json &schema)
{
    std::string text = m_dice.text();
    for (const SamplePattern &sample : samplePatterns()) {
        if (schema.contains("pattern") && schema["pattern"] == sample.pattern)
            text = sample.fitting;
    }
    const double least = isReal(schema, "minLength") ? schema["minLength"].get<double>() : 0;
    while (static_cast<double>(text.size()) < least)
        text += 'a';
    return text;
}

Json ValueMaker::number(const Json &schema, bool integer)
{
    const bool low = isReal(schema, "minimum") || isReal(schema, "exclusiveMinimum");
    const bool high = isReal(schema, "maximum") || isReal(schema, "exclusiveMaximum");
    const double step = isReal(schema, "multipleOf") ? schema["multipleOf"].get<double>() : 1;
    const auto bound = [&](const char *inclusive, const char *exclusive) {
        return isReal(schema, inclusive) ? schema[inclusive].get<double>() : schema[exclusive].get<double>();
    };
    double value = m_dice.number().get<double>();
    if (low)
        value = bound("minimum", "exclusiveMinimum") + m_dice.below(3);
    else if (high)
        value = bound("maximum", "exclusiveMaximum") - m_dice.below(3);
    if (isReal(schema, "multipleOf") || integer)
        value = std::ceil(value / step) * step;
    return std::abs(value) < 1e9 && std::floor(value) == value && !m_dice.once(6) ? Json(static_cast<int>(value))
                                                                                  : Json(value);
}

// One small change somewhere.
void ValueMaker::change(Json &value, int depth)
{
    if (value.is_structured() && !value.empty() && depth > 0 && !m_dice.once(3)) {
        auto it = value.begin();
        std::advance(it, m_dice.below(static_cast<int>(value.size())));
        if (m_dice.once(4))
            value.erase(it);
        else
            change(*it, depth - 1);
        return;
    }
    if (value.is_object() && !m_dice.once(4))
        value[m_dice.name()] = m_dice.value(1);
    else if (value.is_array() && !m_dice.once(4))
        value.push_back(!value.empty() && m_dice.once(2) ? Json(m_dice.oneOf(value)) : m_dice.value(1));
    else if (value.is_number() && m_dice.once(2))
        value = value.get<double>() + (std::abs(value.get<double>()) < 1e9 ? m_dice.oneOf({0.25, 1.0, -1.0}) : 1.0);
    else if (value.is_string() && m_dice.once(2))
        value = m_dice.once(2) ? value.get<std::string>() + m_dice.text() : m_dice.text();
    else
        value = m_dice.value(1);
}

std::string respelled(const Json &value, Dice &dice)
{
    if (value.is_string()) {
        std::string text = value.dump();
        if (const auto a = text.find('a'); a != std::string::npos && dice.once(4))
            text.replace(a, 1, "\\u0061");
        return text;
    }
    if (value.is_number() && dice.once(4)) {
        const double n = value.get<double>();
        if (std::floor(n) != n || std::abs(n) > 1e6 || (n == 0 && std::signbit(n)))
            return value.dump();
        const std::string digits = std::to_string(static_cast<long>(n));
        return digits + dice.oneOf<const char *>({".0", "e0", "E+0", ".00e-0"});
    }
    std::string text;
    const std::string comma = dice.once(3) ? " , " : ",";
    if (value.is_array()) {
        for (const Json &item : value)
            text += (text.empty() ? "" : comma) + respelled(item, dice);
        return "[" + text + "]";
    }
    if (!value.is_object())
        return value.dump();
    for (const auto &[name, inner] : value.items())
        text += (text.empty() ? "" : comma) + respelled(Json(name), dice) + ": " + respelled(inner, dice);
    return "{" + text + "}";
}

}
