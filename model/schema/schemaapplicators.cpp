// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the keywords of arrays and objects, of those that apply schemas, and of what rules carry.
#include "event/tr.h"
#include "event/utf8.h"
#include "schema/schemacompiler.h"

#include <algorithm>
#include <utility>

namespace eventscope::schema {

namespace {

template <typename Rules>
Rules &made(std::optional<Rules> &rules)
{
    return rules ? *rules : rules.emplace();
}

bool isAnchorName(std::string_view name)
{
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto isOther = [](char c) { return (c >= '0' && c <= '9') || c == '-' || c == '.'; };
    return !name.empty() && isLetter(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return isLetter(c) || isOther(c); });
}

}

void Compiler::identifier(Draft &, JsonValue value)
{
    if (!value.isString())
        return fault(value, tr("$id must be a string"));
    const std::string id = value.string();
    const std::size_t hash = id.find('#');
    if (m_dialect.draft == draft2020 && hash != std::string::npos && hash + 1 != id.size())
        fault(value, tr("$id “%1” must have no fragment: $anchor gives a schema a name").arg(stringOf(id)));
}

void Compiler::anchor(Draft &, JsonValue value)
{
    if (!value.isString() || !isAnchorName(value.string()))
        fault(value, tr("the name of an anchor starts with a letter, followed by letters, digits, “-”, “_” and “.”"));
}

// They are compiled even if nothing refers to them, so that their faults are found.
void Compiler::definitions(Draft &, JsonValue value)
{
    if (!value.isObject())
        return fault(value, tr("definitions must be an object of schemas"));
    for (const std::uint32_t key : membersOf(value))
        std::ignore = schemaAt({value.tape(), key + 1});
}

void Compiler::reference(Draft &draft, JsonValue value)
{
    if (const auto referred = target(value, m_resource))
        made(draft.applied).ref = schemaAt(*referred);
}

void Compiler::dynamicReference(Draft &draft, JsonValue value)
{
    auto referred = target(value, m_resource);
    if (!referred)
        return;
    const std::string name = m_resources.dynamicName(value, *referred);
    if (const auto outer = m_scopes[m_scope].find(name); !name.empty() && outer != m_scopes[m_scope].end()) {
        referred->schema = JsonValue(outer->second.first, outer->second.second);
        referred->resource = m_resources.resourceOf(referred->schema, referred->resource);
    }
    made(draft.applied).dynamicRef = schemaAt(*referred);
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
    auto &rules = made(draft.array);
    if (value.isArray() && m_dialect.draft == draft07) {
        rules.prefix = schemasIn(value);
        rules.isPrefixOfItems = true;
    } else if (value.isArray()) {
        fault(value, tr("items must be one schema; a list of them is called prefixItems"));
    } else {
        rules.items = schemaAt(value);
    }
}

void Compiler::additionalItems(Draft &draft, JsonValue value)
{
    made(draft.array);
    draft.additionalItems = value;
}

void Compiler::contains(Draft &draft, JsonValue value)
{
    made(draft.array).contains = schemaAt(value);
}

void Compiler::minContains(Draft &draft, JsonValue value)
{
    made(draft.array).minContains = count(value);
    draft.array->countsContained = true;
}

void Compiler::maxContains(Draft &draft, JsonValue value)
{
    made(draft.array).maxContains = count(value);
    draft.array->countsContained = true;
}

void Compiler::unevaluatedItems(Draft &draft, JsonValue value)
{
    made(draft.unevaluated).items = schemaAt(value);
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

bool Compiler::isListOfStrings(JsonValue value, const QString &reason)
{
    if (!value.isArray()) {
        fault(value, reason);
        return false;
    }
    for (const auto item : value.items()) {
        if (item.isString())
            continue;
        fault(item, reason);
        return false;
    }
    return true;
}

void Compiler::required(Draft &draft, JsonValue value)
{
    if (isListOfStrings(value, tr("required must be a list of strings")))
        draft.required = value;
}

void Compiler::dependentRequired(Draft &draft, JsonValue value)
{
    if (!value.isObject())
        return fault(value, tr("dependentRequired must be an object of lists of names"));
    for (const std::uint32_t key : membersOf(value)) {
        if (!isListOfStrings({value.tape(), key + 1}, tr("dependentRequired must be an object of lists of names")))
            return;
    }
    draft.dependentRequired = value;
}

void Compiler::dependentSchemas(Draft &draft, JsonValue value)
{
    if (!value.isObject())
        return fault(value, tr("dependentSchemas must be an object of schemas"));
    for (const std::uint32_t key : membersOf(value))
        draft.dependentSchemas.emplace_back(JsonValue(value.tape(), key), schemaAt({value.tape(), key + 1}));
}

void Compiler::dependencies(Draft &draft, JsonValue value)
{
    if (!value.isObject())
        return fault(value, tr("dependencies must be an object of schemas and lists of names"));
    for (const std::uint32_t key : membersOf(value)) {
        const JsonValue one(value.tape(), key + 1);
        if (!one.isArray())
            draft.dependentSchemas.emplace_back(JsonValue(value.tape(), key), schemaAt(one));
        else if (!isListOfStrings(one, tr("dependencies must be an object of schemas and lists of names")))
            return;
    }
    draft.dependencies = value;
}

void Compiler::unevaluatedProperties(Draft &draft, JsonValue value)
{
    made(draft.unevaluated).properties = schemaAt(value);
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
