// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/schemajudge.h"

#include <algorithm>

namespace eventscope::schema {

namespace {

// A frame is a few hundred bytes; threads have stacks of some megabytes.
constexpr int deepest = 2500;
// Enough for any schema that does not multiply its own alternatives.
constexpr std::uint64_t stepsAtLeast = 1'000'000;
constexpr std::uint64_t stepsPerNode = 200;
// Up to here comparing with every member is cheaper than an index.
constexpr std::uint32_t fewNodes = 128;

std::uint64_t codePoints(std::string_view text) noexcept
{
    std::uint64_t count = 0;
    for (const char c : text)
        count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
    return count;
}

}

Judging::Judging(const Program &program, JsonValue instance)
    : m_program(program)
    , m_rules(program.nodes.data())
    , m_tape(instance.tape())
    , m_nodes(m_tape->nodes().data())
    , m_text(m_tape->text().data())
    , m_stepsLeft(stepsAtLeast + stepsPerNode * m_tape->nodes().size())
    , m_depthLeft(deepest)
{}

void Judging::exhaust(std::uint32_t at, Exhaustion why, const NamedPattern *by) noexcept
{
    if (isExhausted())
        return;
    m_exhausted = why;
    m_exhaustedAt = at;
    m_exhaustedBy = by;
}

bool Judging::isWhole(const JsonNode &number) const noexcept
{
    return number.integral || JsonNumber({m_text + number.offset, number.length}).isWhole();
}

bool Judging::acceptsDeep(const Node &rule, std::uint32_t at, Evaluated *evaluated)
{
    if (m_stepsLeft == 0 || m_depthLeft == 0 || isExhausted()) {
        exhaust(at, m_depthLeft == 0 ? Exhaustion::Depth : Exhaustion::Steps);
        return false;
    }
    --m_stepsLeft;
    --m_depthLeft;
    const bool accepted = !rule.refuses && (rule.unevaluated == none ? acceptsKeywords(rule, at, evaluated)
                                                                     : acceptsRest(rule, at, evaluated));
    ++m_depthLeft;
    return accepted;
}

bool Judging::acceptsKeywords(const Node &rule, std::uint32_t at, Evaluated *evaluated)
{
    if (rule.values != none && !values(m_program.values[rule.values], at))
        return false;
    switch (node(at).kind) {
    case JsonKind::Number:
        if (rule.number != none && !number(m_program.numbers[rule.number], at))
            return false;
        break;
    case JsonKind::String:
        if (rule.string != none && !string(m_program.strings[rule.string], at))
            return false;
        break;
    case JsonKind::Array:
        if (rule.array != none && !array(m_program.arrays[rule.array], at, evaluated))
            return false;
        break;
    case JsonKind::Object:
        if (rule.object != none && !object(m_program.objects[rule.object], at, evaluated))
            return false;
        break;
    default:
        break;
    }
    return rule.applied == none || applied(m_program.applied[rule.applied], at, evaluated);
}

// Surely, by the look of it.
bool Judging::isBelow1e18(const JsonNode &number) noexcept
{
    return number.length <= Sure::shortNumber && !number.powered;
}

std::strong_ordering Judging::compare(std::uint32_t at, const Bound &bound) const noexcept
{
    const JsonNode &n = node(at);
    if (std::int64_t integer = 0; bound.small && smallInteger(n, m_text, integer))
        return integer <=> bound.integer;
    if (bound.huge && isBelow1e18(n))
        return bound.exact.isNegative() ? std::strong_ordering::greater : std::strong_ordering::less;
    return JsonNumber({m_text + n.offset, n.length}) <=> bound.exact;
}

bool Judging::isMultiple(std::uint32_t at, const JsonDivisor &divisor) const noexcept
{
    const JsonNode &n = node(at);
    return divisor.divides(JsonNumber({m_text + n.offset, n.length}));
}

bool Judging::number(const NumberRules &rules, std::uint32_t at) const noexcept
{
    if (rules.allowsNearZero && isBelow1e18(node(at)))
        return true;
    return (!rules.minimum.set || compare(at, rules.minimum) >= 0) &&
           (!rules.maximum.set || compare(at, rules.maximum) <= 0) &&
           (!rules.exclusiveMinimum.set || compare(at, rules.exclusiveMinimum) > 0) &&
           (!rules.exclusiveMaximum.set || compare(at, rules.exclusiveMaximum) < 0) &&
           (!rules.multipleOf || isMultiple(at, *rules.multipleOf));
}

std::string_view Judging::textOf(std::uint32_t at, std::string &buffer) const
{
    return node(at).escaped ? value(at).string(buffer) : inside(node(at));
}

std::uint64_t Judging::lengthOf(std::uint32_t at) const
{
    std::string buffer;
    return codePoints(textOf(at, buffer));
}

// A text has at most as many code points as bytes, and an unescaped one at least a quarter of them.
bool Judging::hasLength(const StringRules &rules, std::uint32_t at) const
{
    const JsonNode &n = node(at);
    const std::uint64_t bytes = n.length - 2;
    const bool surelyLong = rules.minLength == 0 || (!n.escaped && bytes / 4 >= rules.minLength) ||
                            (!n.escaped && rules.minLength == 1 && bytes > 0);
    if (surelyLong && bytes <= rules.maxLength)
        return true;
    const std::uint64_t length = lengthOf(at);
    return length >= rules.minLength && length <= rules.maxLength;
}

bool Judging::matches(const NamedPattern &pattern, std::uint32_t at)
{
    std::string buffer;
    const PatternMatch match = pattern.pattern.match(textOf(at, buffer), node(at).lone);
    if (match == PatternMatch::Exhausted)
        exhaust(at, Exhaustion::Pattern, &pattern);
    return match == PatternMatch::Yes;
}

bool Judging::isOfFormat(Format format, std::uint32_t at) const
{
    std::string buffer;
    return eventscope::isOfFormat(textOf(at, buffer), format);
}

bool Judging::string(const StringRules &rules, std::uint32_t at)
{
    if ((rules.minLength > 0 || rules.maxLength != unlimited) && !hasLength(rules, at))
        return false;
    if (rules.format != Format::None && !isOfFormat(rules.format, at))
        return false;
    return !rules.pattern || matches(*rules.pattern, at);
}

std::uint64_t Judging::itemCount(std::uint32_t at) const noexcept
{
    std::uint64_t count = 0;
    for (std::uint32_t i = at + 1; i < node(at).next; i = node(i).next)
        ++count;
    return count;
}

bool Judging::array(const ArrayRules &rules, std::uint32_t at, Evaluated *evaluated)
{
    std::uint64_t count = 0;
    for (std::uint32_t i = at + 1; i < node(at).next; i = node(i).next, ++count) {
        const Index schema = count < rules.prefix.size() ? rules.prefix[count] : rules.items;
        if (schema != none && !accepts(schema, i))
            return false;
    }
    if (count < rules.minItems || count > rules.maxItems)
        return false;
    if (evaluated != nullptr && rules.items != none)
        evaluated->addAll();
    for (std::uint64_t i = 0; evaluated != nullptr && i < std::min<std::uint64_t>(count, rules.prefix.size()); ++i)
        evaluated->add(i);
    if (rules.contains != none && !contains(rules, at, evaluated))
        return false;
    if (rules.unique)
        spendOn(at);
    return !rules.unique || !sameItems(value(at));
}

bool Judging::isLast(std::uint32_t object, std::uint32_t key, std::optional<LastMembers> &last) const
{
    if (!m_tape->mayRepeatNames())
        return true;
    const JsonNode &whole = node(object);
    if (last || whole.next - object > fewNodes) {
        if (!last)
            last.emplace(value(object));
        return last->counts(key);
    }
    std::string buffer;
    const std::string_view name = textOf(key, buffer);
    for (std::uint32_t i = node(key + 1).next; i < whole.next; i = node(i + 1).next) {
        if (node(i).escaped ? value(i).stringEquals(name) : inside(node(i)) == name)
            return false;
    }
    return true;
}

std::uint64_t Judging::memberCount(std::uint32_t at) const
{
    return LastMembers(value(at)).size();
}

bool Judging::hasMemberCount(const ObjectRules &rules, std::uint32_t at, std::uint64_t written) const
{
    const bool surelyMany = rules.minProperties == 0 || (rules.minProperties == 1 && written > 0);
    if (surelyMany && written <= rules.maxProperties)
        return true;
    if (written < rules.minProperties)
        return false;
    const std::uint64_t count = memberCount(at);
    return count >= rules.minProperties && count <= rules.maxProperties;
}

// The same where nothing but names decides, nobody asks what was spoken of, and no name stands twice.
bool Judging::simpleObject(const ObjectRules &rules, std::uint32_t at)
{
    std::uint64_t seen = 0;
    std::uint64_t written = 0;
    const bool isNamed = !rules.names.isEmpty();
    const std::uint32_t end = node(at).next;
    for (std::uint32_t key = at + 1; key < end; key = node(key + 1).next, ++written) {
        Index schema = rules.additional;
        const std::int32_t position = isNamed ? rules.names.find(node(key), m_text) : NameTable::absent;
        if (position != NameTable::absent) {
            const MemberRule &member = rules.members[static_cast<std::size_t>(position)];
            seen |= member.mask;
            if (member.schema != none)
                schema = member.schema;
        }
        if (schema != none && !accepts(schema, key + 1, nullptr))
            return false;
    }
    return (seen & rules.requiredMask) == rules.requiredMask && hasMemberCount(rules, at, written);
}

// One pass over the members. A member that fails does not count when a later one has its name; that
// is looked up only then.
bool Judging::object(const ObjectRules &rules, std::uint32_t at, Evaluated *evaluated)
{
    if (rules.isSimple && evaluated == nullptr && !m_tape->mayRepeatNames())
        return simpleObject(rules, at);
    Seen seen(rules.bitCount, rules.requiredCount);
    std::optional<LastMembers> last;
    std::string buffer;
    std::uint64_t written = 0;
    for (std::uint32_t key = at + 1; key < node(at).next; key = node(key + 1).next, ++written) {
        const std::string_view name = textOf(key, buffer);
        const std::int32_t position = rules.names.find(name);
        if (position != NameTable::absent && rules.members[static_cast<std::size_t>(position)].bit >= 0)
            seen.insert(rules.members[static_cast<std::size_t>(position)].bit);
        bool covered = false;
        if (!member(rules, position, name, key, covered) && isLast(at, key, last))
            return false;
        if (evaluated != nullptr && covered)
            evaluated->add(written);
    }
    if (!seen.hasRequired() || !hasMemberCount(rules, at, written))
        return false;
    const auto isThere = [&](std::int32_t position) {
        return seen.has(rules.properties[static_cast<std::size_t>(position)].bit);
    };
    return std::all_of(rules.dependencies.begin(), rules.dependencies.end(), [&](const Dependency &dependency) {
        return !isThere(dependency.property) ||
               (std::all_of(dependency.needed.begin(), dependency.needed.end(), isThere) &&
                   (dependency.schema == none || accepts(dependency.schema, at, evaluated)));
    });
}

// `covered` tells whether some keyword here but propertyNames speaks of the member.
bool Judging::member(
    const ObjectRules &rules, std::int32_t position, std::string_view name, std::uint32_t key, bool &covered)
{
    if (position != NameTable::absent) {
        const Index schema = rules.members[static_cast<std::size_t>(position)].schema;
        covered = schema != none;
        if (covered && !accepts(schema, key + 1))
            return false;
    }
    for (const NamedPattern &named : rules.patterns) {
        const PatternMatch match = named.pattern.match(name, node(key).lone);
        if (match == PatternMatch::Exhausted)
            exhaust(key, Exhaustion::Pattern, &named);
        if (match == PatternMatch::No)
            continue;
        covered = true;
        if (!accepts(named.schema, key + 1))
            return false;
    }
    if (!covered && rules.additional != none) {
        covered = true;
        if (!accepts(rules.additional, key + 1))
            return false;
    }
    return rules.propertyNames == none || accepts(rules.propertyNames, key);
}

bool Judging::isAmong(const ValueRules &rules, std::uint32_t at) const
{
    if (rules.onlyStrings)
        return node(at).kind == JsonKind::String && rules.names.findString(value(at)) != NameTable::absent;
    if (rules.byHash.empty())
        return std::any_of(rules.allowed.begin(), rules.allowed.end(),
            [this, at](JsonValue allowed) { return sameValue(allowed, value(at)); });
    const std::uint64_t hash = hashOf(value(at));
    auto it = std::lower_bound(rules.byHash.begin(), rules.byHash.end(), hash,
        [](const auto &entry, std::uint64_t wanted) { return entry.first < wanted; });
    while (it != rules.byHash.end() && it->first == hash && !sameValue(it->second, value(at)))
        ++it;
    return it != rules.byHash.end() && it->first == hash;
}

// Comparing costs as many steps as the value has nodes.
void Judging::spendOn(std::uint32_t at) noexcept
{
    m_stepsLeft -= std::min<std::uint64_t>(m_stepsLeft, node(at).next - at - 1);
}

bool Judging::values(const ValueRules &rules, std::uint32_t at)
{
    spendOn(at);
    if (rules.constant && !sameValue(rules.constant, value(at)))
        return false;
    return !rules.hasEnum || isAmong(rules, at);
}

bool Judging::applied(const Applied &rules, std::uint32_t at, Evaluated *evaluated)
{
    if (rules.ref != none && !accepts(rules.ref, at, evaluated))
        return false;
    if (rules.dynamicRef != none && !accepts(rules.dynamicRef, at, evaluated))
        return false;
    for (const Index schema : rules.allOf) {
        if (!accepts(schema, at, evaluated))
            return false;
    }
    if (!rules.anyOf.empty() && !anyOf(rules, at, evaluated))
        return false;
    if (!rules.oneOf.empty() && !oneOf(rules, at, evaluated))
        return false;
    if (rules.negated != none && accepts(rules.negated, at))
        return false;
    if (rules.condition != none && !conditional(rules, at, evaluated))
        return false;
    return !isExhausted();
}

// A schema that may refuse: what it spoke of counts only when it does not.
bool Judging::acceptsWith(Index schema, std::uint32_t at, Evaluated *evaluated)
{
    if (evaluated == nullptr)
        return accepts(schema, at);
    Evaluated own;
    if (!accepts(schema, at, &own))
        return false;
    evaluated->add(own);
    return true;
}

bool Judging::anyOf(const Applied &rules, std::uint32_t at, Evaluated *evaluated)
{
    bool any = false;
    for (const Index schema : rules.anyOf) {
        any = acceptsWith(schema, at, evaluated) || any;
        if (any && evaluated == nullptr)
            return true;
    }
    return any;
}

bool Judging::oneOf(const Applied &rules, std::uint32_t at, Evaluated *evaluated)
{
    int count = 0;
    for (auto it = rules.oneOf.begin(); it != rules.oneOf.end() && count < 2; ++it)
        count += acceptsWith(*it, at, evaluated) ? 1 : 0;
    return count == 1;
}

bool Judging::conditional(const Applied &rules, std::uint32_t at, Evaluated *evaluated)
{
    if (evaluated == nullptr && rules.thenSchema == none && rules.elseSchema == none)
        return true;
    const Index branch = acceptsWith(rules.condition, at, evaluated) ? rules.thenSchema : rules.elseSchema;
    return !isExhausted() && (branch == none || accepts(branch, at, evaluated));
}

}
