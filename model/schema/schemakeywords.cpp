// SPDX-License-Identifier: GPL-3.0-or-later
// What each keyword of a schema becomes.
#include "event/utf8.h"
#include "schema/schemacompiler.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace eventscope::schema {

namespace {

QString tr(const char *sentence)
{
    return QCoreApplication::translate("JsonSchema", sentence);
}

template <typename Rules>
Rules &made(std::optional<Rules> &rules)
{
    return rules ? *rules : rules.emplace();
}

Types typeNamed(std::string_view name) noexcept
{
    constexpr std::array<std::pair<std::string_view, Types>, 7> names{{
        {"null", nullType},
        {"boolean", booleanType},
        {"integer", integerType},
        {"number", numberType | integerType},
        {"string", stringType},
        {"object", objectType},
        {"array", arrayType},
    }};
    const auto it = std::find_if(names.begin(), names.end(), [name](const auto &entry) { return entry.first == name; });
    return it == names.end() ? Types(0) : it->second;
}

}

void Compiler::schemaUri(Draft &, JsonValue value)
{
    if (!value.isString() || (!value.stringEquals("https://json-schema.org/draft/2020-12/schema") &&
                                 !value.stringEquals("https://json-schema.org/draft/2020-12/schema#")))
        fault(value, tr("$schema must be “https://json-schema.org/draft/2020-12/schema”: no other draft is supported"));
}

void Compiler::rootOnly(Draft &draft, JsonValue value)
{
    if (draft.source != m_start && draft.source != m_document->root())
        fault(value, tr("the keyword “$id” is not supported below the root"));
}

// They are compiled even if nothing refers to them, so that their faults are found.
void Compiler::definitions(Draft &, JsonValue value)
{
    if (!value.isObject())
        return fault(value, tr("$defs must be an object of schemas"));
    for (const std::uint32_t key : membersOf(value))
        std::ignore = schemaAt({value.tape(), key + 1});
}

void Compiler::reference(Draft &draft, JsonValue value)
{
    const JsonValue referred = target(value);
    if (!m_fault)
        made(draft.applied).ref = schemaAt(referred);
}

void Compiler::type(Draft &draft, JsonValue value)
{
    Types types = 0;
    const auto add = [&](JsonValue name) {
        const Types one = name.isString() ? typeNamed(name.string()) : Types(0);
        if (one == 0)
            fault(name, tr("must be one of the types null, boolean, integer, number, string, object, array"));
        types |= one;
    };
    if (value.isArray()) {
        for (const auto item : value.items())
            add(item);
    } else {
        add(value);
    }
    if (types == 0)
        fault(value, tr("names no type"));
    draft.node.types = types;
}

void Compiler::enumeration(Draft &draft, JsonValue value)
{
    if (!value.isArray())
        return fault(value, tr("enum must be a list"));
    auto &rules = made(draft.values);
    rules.hasEnum = true;
    std::set<std::string> names;
    rules.onlyStrings = true;
    for (const auto item : value.items()) {
        rules.allowed.push_back(item);
        if (item.isString())
            names.insert(item.string());
        else
            rules.onlyStrings = false;
    }
    if (rules.onlyStrings)
        rules.names = NameTable({names.begin(), names.end()});
}

void Compiler::constant(Draft &draft, JsonValue value)
{
    made(draft.values).constant = value;
}

Bound Compiler::bound(JsonValue value)
{
    if (!value.isNumber()) {
        fault(value, tr("must be a number"));
        return {};
    }
    Bound result;
    result.set = true;
    result.exact = JsonNumber(value.raw());
    result.at = value;
    const JsonNumber far("1e18");
    const JsonNumber farDown("-1e18");
    result.huge = result.exact >= far || result.exact <= farDown;
    if (const auto integer = value.integer(); integer && !result.huge) {
        result.small = true;
        result.integer = *integer;
    }
    return result;
}

void Compiler::minimum(Draft &draft, JsonValue value)
{
    made(draft.number).minimum = bound(value);
}

void Compiler::maximum(Draft &draft, JsonValue value)
{
    made(draft.number).maximum = bound(value);
}

void Compiler::exclusiveMinimum(Draft &draft, JsonValue value)
{
    made(draft.number).exclusiveMinimum = bound(value);
}

void Compiler::exclusiveMaximum(Draft &draft, JsonValue value)
{
    made(draft.number).exclusiveMaximum = bound(value);
}

void Compiler::multipleOf(Draft &draft, JsonValue value)
{
    auto &rules = made(draft.number);
    rules.multipleOfAt = value;
    if (value.isNumber())
        rules.multipleOf = JsonDivisor::of(JsonNumber(value.raw()));
    if (!rules.multipleOf)
        fault(value, tr("multipleOf must be a number above 0 of at most 36 digits"));
}

std::uint64_t Compiler::count(JsonValue value)
{
    const JsonNumber number(value.isNumber() ? value.raw() : std::string_view("-1"));
    if (number.isNegative() || !number.isWhole()) {
        fault(value, tr("must be a whole number of at least 0"));
        return 0;
    }
    const auto integer = value.integer();
    return integer ? static_cast<std::uint64_t>(*integer) : unlimited - 1;
}

void Compiler::minLength(Draft &draft, JsonValue value)
{
    made(draft.string).minLength = count(value);
}

void Compiler::maxLength(Draft &draft, JsonValue value)
{
    made(draft.string).maxLength = count(value);
}

std::optional<NamedPattern> Compiler::compiledPattern(JsonValue at, std::string_view expression)
{
    auto pattern = Pattern::compile(expression);
    if (!pattern) {
        fault(at, tr("“%1” is no usable pattern: %2").arg(stringOf(expression), pattern.error()));
        return std::nullopt;
    }
    return NamedPattern{std::move(*pattern), stringOf(expression), none};
}

void Compiler::pattern(Draft &draft, JsonValue value)
{
    if (!value.isString())
        return fault(value, tr("pattern must be a string"));
    made(draft.string).pattern = compiledPattern(value, value.string());
}

void Compiler::format(Draft &draft, JsonValue value)
{
    if (!value.isString())
        return fault(value, tr("format must be a string"));
    if (!m_options.assertFormats)
        return;
    const auto known = formatFromName(value.string());
    if (!known)
        return fault(value, tr("the format “%1” is not known").arg(stringOf(value.string())));
    made(draft.string).format = *known;
}

void Compiler::minItems(Draft &draft, JsonValue value)
{
    made(draft.array).minItems = count(value);
}

void Compiler::maxItems(Draft &draft, JsonValue value)
{
    made(draft.array).maxItems = count(value);
}

void Compiler::uniqueItems(Draft &draft, JsonValue value)
{
    if (!value.isBool())
        return fault(value, tr("uniqueItems must be true or false"));
    made(draft.array).unique = value.kind() == JsonKind::True;
}

void Compiler::prefixItems(Draft &draft, JsonValue value)
{
    made(draft.array).prefix = schemasIn(value);
}

void Compiler::items(Draft &draft, JsonValue value)
{
    made(draft.array).items = schemaAt(value);
}

void Compiler::minProperties(Draft &draft, JsonValue value)
{
    made(draft.object).minProperties = count(value);
}

void Compiler::maxProperties(Draft &draft, JsonValue value)
{
    made(draft.object).maxProperties = count(value);
}

void Compiler::properties(Draft &draft, JsonValue value)
{
    if (!value.isObject())
        return fault(value, tr("properties must be an object of schemas"));
    auto &rules = made(draft.object);
    for (const std::uint32_t key : membersOf(value))
        rules.properties.push_back({JsonValue(value.tape(), key).string(), schemaAt({value.tape(), key + 1}), -1});
}

void Compiler::patternProperties(Draft &draft, JsonValue value)
{
    if (!value.isObject())
        return fault(value, tr("patternProperties must be an object of schemas"));
    auto &rules = made(draft.object);
    for (const std::uint32_t key : membersOf(value)) {
        const JsonValue schema(value.tape(), key + 1);
        auto named = compiledPattern(schema, JsonValue(value.tape(), key).string());
        if (!named)
            return;
        named->schema = schemaAt(schema);
        rules.patterns.push_back(std::move(*named));
    }
}

void Compiler::additionalProperties(Draft &draft, JsonValue value)
{
    made(draft.object).additional = schemaAt(value);
}

void Compiler::propertyNames(Draft &draft, JsonValue value)
{
    made(draft.object).propertyNames = schemaAt(value);
}

void Compiler::required(Draft &draft, JsonValue value)
{
    if (!value.isArray())
        return fault(value, tr("required must be a list of strings"));
    for (const auto item : value.items()) {
        if (!item.isString())
            return fault(item, tr("required must be a list of strings"));
    }
    draft.required = value;
}

void Compiler::allOf(Draft &draft, JsonValue value)
{
    made(draft.applied).allOf = schemasIn(value);
}

void Compiler::anyOf(Draft &draft, JsonValue value)
{
    made(draft.applied).anyOf = schemasIn(value);
}

void Compiler::oneOf(Draft &draft, JsonValue value)
{
    made(draft.applied).oneOf = schemasIn(value);
}

void Compiler::negation(Draft &draft, JsonValue value)
{
    made(draft.applied).negated = schemaAt(value);
}

void Compiler::condition(Draft &draft, JsonValue value)
{
    made(draft.applied).condition = schemaAt(value);
}

void Compiler::thenBranch(Draft &draft, JsonValue value)
{
    made(draft.applied).thenSchema = schemaAt(value);
}

void Compiler::elseBranch(Draft &draft, JsonValue value)
{
    made(draft.applied).elseSchema = schemaAt(value);
}

QString Compiler::text(JsonValue value)
{
    if (!value.isString()) {
        fault(value, tr("must be a string"));
        return {};
    }
    return stringOf(value.string());
}

void Compiler::ruleNote(Draft &draft, JsonValue value)
{
    made(draft.note).rule = text(value).toUtf8();
}

void Compiler::severityNote(Draft &draft, JsonValue value)
{
    const QByteArray severity = text(value).toUtf8();
    if (severity != "error" && severity != "warning" && severity != "info")
        return fault(value, tr("x-severity must be error, warning or info"));
    made(draft.note).severity = severity;
}

void Compiler::sayNote(Draft &draft, JsonValue value)
{
    made(draft.note).say = text(value);
}

void Compiler::sourceNote(Draft &draft, JsonValue value)
{
    made(draft.note).source = text(value);
}

void Compiler::fixNote(Draft &draft, JsonValue value)
{
    if (!value.isObject())
        return fault(value, tr("x-fix must be an object"));
    made(draft.note).fix = value;
}

}
