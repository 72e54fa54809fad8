// SPDX-License-Identifier: GPL-3.0-or-later
// unevaluatedProperties, unevaluatedItems and contains: which members and items were spoken of.
#include "schema/schemajudge.h"

#include <algorithm>

namespace eventscope::schema {

// A schema with one of the unevaluated keywords: it speaks of whatever the others leave.
bool Judging::acceptsRest(const Node &rule, std::uint32_t at, Evaluated *evaluated)
{
    const Unevaluated &rules = m_program.unevaluated[rule.unevaluated];
    const JsonKind kind = node(at).kind;
    const bool speaks =
        (kind == JsonKind::Object && rules.properties != none) || (kind == JsonKind::Array && rules.items != none);
    if (!speaks)
        return acceptsKeywords(rule, at, evaluated);
    Evaluated own;
    if (!acceptsKeywords(rule, at, &own) || !unevaluated(rules, at, own))
        return false;
    if (evaluated != nullptr)
        evaluated->addAll();
    return true;
}

bool Judging::unevaluated(const Unevaluated &rules, std::uint32_t at, const Evaluated &evaluated)
{
    if (evaluated.hasAll())
        return true;
    const bool isObject = node(at).kind == JsonKind::Object;
    const Index schema = isObject ? rules.properties : rules.items;
    std::optional<LastMembers> last;
    std::uint64_t place = 0;
    for (std::uint32_t i = at + 1; i < node(at).next; ++place) {
        const std::uint32_t child = isObject ? i + 1 : i;
        if (!evaluated.has(place) && !accepts(schema, child) && !(isObject && !isLast(at, i, last)))
            return false;
        i = node(child).next;
    }
    return true;
}

bool Judging::contains(const ArrayRules &rules, std::uint32_t at, Evaluated *evaluated)
{
    std::uint64_t found = 0;
    std::uint64_t place = 0;
    for (std::uint32_t i = at + 1; i < node(at).next; i = node(i).next, ++place) {
        if (!accepts(rules.contains, i))
            continue;
        ++found;
        if (evaluated != nullptr)
            evaluated->add(place);
        if (found > rules.maxContains)
            return false;
        if (evaluated == nullptr && found >= rules.minContains && rules.maxContains == unlimited)
            return true;
    }
    return found >= rules.minContains;
}

std::uint64_t Judging::containedCount(const ArrayRules &rules, std::uint32_t at)
{
    std::uint64_t found = 0;
    for (std::uint32_t i = at + 1; i < node(at).next; i = node(i).next)
        found += accepts(rules.contains, i) ? 1 : 0;
    return found;
}

void Judging::evaluate(Index schema, std::uint32_t at, Evaluated &evaluated)
{
    const Node &rule = m_program.nodes[schema];
    if (evaluated.hasAll() || isExhausted())
        return;
    if (m_stepsLeft == 0)
        return exhaust(at, Exhaustion::Steps);
    --m_stepsLeft;
    if (rule.unevaluated != none) {
        const Unevaluated &rules = m_program.unevaluated[rule.unevaluated];
        if ((node(at).kind == JsonKind::Object ? rules.properties : rules.items) != none)
            return evaluated.addAll();
    }
    evaluate(rule, at, evaluated);
}

void Judging::evaluate(const Node &rule, std::uint32_t at, Evaluated &evaluated)
{
    if (rule.object != none && node(at).kind == JsonKind::Object)
        evaluateMembers(m_program.objects[rule.object], at, evaluated);
    if (rule.array != none && node(at).kind == JsonKind::Array)
        evaluateItems(m_program.arrays[rule.array], at, evaluated);
    if (rule.applied != none)
        evaluateApplied(m_program.applied[rule.applied], at, evaluated);
}

void Judging::evaluateMembers(const ObjectRules &rules, std::uint32_t at, Evaluated &evaluated)
{
    if (rules.additional != none)
        return evaluated.addAll();
    std::string buffer;
    std::uint64_t place = 0;
    for (std::uint32_t key = at + 1; key < node(at).next; key = node(key + 1).next, ++place) {
        const std::string_view name = textOf(key, buffer);
        const std::int32_t position = rules.names.find(name);
        const bool named =
            position != NameTable::absent && rules.properties[static_cast<std::size_t>(position)].schema != none;
        const auto matching = [&](const NamedPattern &one) {
            return one.pattern.match(name, node(key).lone) == PatternMatch::Yes;
        };
        if (named || std::any_of(rules.patterns.begin(), rules.patterns.end(), matching))
            evaluated.add(place);
    }
    for (const Dependency &dependency : rules.dependencies) {
        const std::string &name = rules.properties[static_cast<std::size_t>(dependency.property)].name;
        if (dependency.schema != none && value(at).find(name))
            evaluate(dependency.schema, at, evaluated);
    }
}

void Judging::evaluateItems(const ArrayRules &rules, std::uint32_t at, Evaluated &evaluated)
{
    if (rules.items != none)
        return evaluated.addAll();
    std::uint64_t place = 0;
    for (std::uint32_t i = at + 1; i < node(at).next; i = node(i).next, ++place) {
        if (place < rules.prefix.size() || (rules.contains != none && accepts(rules.contains, i)))
            evaluated.add(place);
    }
}

void Judging::evaluateApplied(const Applied &rules, std::uint32_t at, Evaluated &evaluated)
{
    for (const Index one : {rules.ref, rules.dynamicRef}) {
        if (one != none)
            evaluate(one, at, evaluated);
    }
    for (const Index schema : rules.allOf)
        evaluate(schema, at, evaluated);
    evaluateChoice(rules.anyOf, at, evaluated);
    evaluateChoice(rules.oneOf, at, evaluated);
    if (rules.condition == none)
        return;
    const bool met = accepts(rules.condition, at);
    if (met)
        evaluate(rules.condition, at, evaluated);
    if (const Index branch = met ? rules.thenSchema : rules.elseSchema; branch != none)
        evaluate(branch, at, evaluated);
}

void Judging::evaluateChoice(const std::vector<Index> &branches, std::uint32_t at, Evaluated &evaluated)
{
    std::vector<Index> fitting;
    std::copy_if(branches.begin(), branches.end(), std::back_inserter(fitting),
        [this, at](Index schema) { return accepts(schema, at); });
    for (const Index schema : fitting.empty() ? branches : fitting)
        evaluate(schema, at, evaluated);
}

}
