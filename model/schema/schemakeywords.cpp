// SPDX-License-Identifier: GPL-3.0-or-later
// What each keyword of a schema becomes.
#include "event/tr.h"
#include "event/utf8.h"
#include "schema/jsonequality.h"
#include "schema/schemacompiler.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace eventscope::schema {

namespace {

template <typename Rules>
Rules &opened(std::optional<Rules> &rules)
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
    auto &rules = opened(draft.values);
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
    constexpr std::size_t few = 8;
    if (rules.onlyStrings) {
        rules.names = NameTable({names.begin(), names.end()});
    } else if (rules.allowed.size() > few) {
        for (const JsonValue allowed : rules.allowed)
            rules.byHash.emplace_back(hashOf(allowed), allowed);
        std::sort(
            rules.byHash.begin(), rules.byHash.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    }
}

void Compiler::constant(Draft &draft, JsonValue value)
{
    opened(draft.values).constant = value;
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
    opened(draft.number).minimum = bound(value);
}

void Compiler::maximum(Draft &draft, JsonValue value)
{
    opened(draft.number).maximum = bound(value);
}

void Compiler::exclusiveMinimum(Draft &draft, JsonValue value)
{
    opened(draft.number).exclusiveMinimum = bound(value);
}

void Compiler::exclusiveMaximum(Draft &draft, JsonValue value)
{
    opened(draft.number).exclusiveMaximum = bound(value);
}

void Compiler::multipleOf(Draft &draft, JsonValue value)
{
    auto &rules = opened(draft.number);
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
    opened(draft.string).minLength = count(value);
}

void Compiler::maxLength(Draft &draft, JsonValue value)
{
    opened(draft.string).maxLength = count(value);
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
    opened(draft.string).pattern = compiledPattern(value, value.string());
}

void Compiler::format(Draft &draft, JsonValue value)
{
    if (!value.isString())
        return fault(value, tr("format must be a string"));
    if (!m_options.assertFormats && (m_dialect.vocabularies & assertedFormatVocabulary) == 0)
        return;
    const auto known = formatFromName(value.string());
    if (!known)
        return noteUnknown(value, tr("the format “%1” is not known").arg(stringOf(value.string())));
    opened(draft.string).format = *known;
}

}
