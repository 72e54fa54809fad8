// SPDX-License-Identifier: GPL-3.0-or-later
// Explanations of what is made of several schemas: a choice is told by its closest branch, not by all.
#include "schema/schemaexplain.h"

#include <algorithm>
#include <tuple>

namespace eventscope::schema {

namespace {

constexpr std::size_t mostBranches = 32;
constexpr std::size_t mostReasonsOfBranch = 16;
// Of choices within choices only so many are looked into.
constexpr int deepestChoice = 4;

bool isTypeOf(const Reason &reason, std::uint32_t at)
{
    return reason.words == Words::Type && reason.at == at && reason.key == none;
}

}

void Explaining::explainApplied(const Applied &rules, std::uint32_t at, std::uint32_t subject)
{
    const auto explainIfRefused = [&](Index schema, const char *keyword) {
        if (schema != none && !m_judging.accepts(schema, at))
            explain(schema, at, keyword, subject);
    };
    if (rules.ref != none && !m_judging.accepts(rules.ref, at))
        explainReferred(rules.ref, "$ref", at, subject);
    if (rules.dynamicRef != none && !m_judging.accepts(rules.dynamicRef, at))
        explainReferred(rules.dynamicRef, "$dynamicRef", at, subject);
    for (const Index schema : rules.allOf)
        explainIfRefused(schema, "allOf");
    const auto accepted = [this, at](Index schema) { return m_judging.accepts(schema, at); };
    if (!rules.anyOf.empty() && std::none_of(rules.anyOf.begin(), rules.anyOf.end(), accepted))
        explainAnyOf(rules.anyOf, "anyOf", at, subject);
    if (!rules.oneOf.empty())
        explainOneOf(rules.oneOf, at, subject);
    if (rules.negated != none && m_judging.accepts(rules.negated, at))
        explainNot(rules.negated, at, subject);
    if (rules.condition == none)
        return;
    const bool met = m_judging.accepts(rules.condition, at);
    explainIfRefused(met ? rules.thenSchema : rules.elseSchema, met ? "then" : "else");
}

void Explaining::explainOneOf(const std::vector<Index> &branches, std::uint32_t at, std::uint32_t subject)
{
    const auto count = std::count_if(
        branches.begin(), branches.end(), [this, at](Index schema) { return m_judging.accepts(schema, at); });
    if (count == 0)
        explainAnyOf(branches, "oneOf", at, subject);
    else if (count > 1)
        fail("oneOf", at, subject, Words::ManyForms).count = static_cast<std::uint64_t>(count);
}

void Explaining::explainAnyOf(
    const std::vector<Index> &branches, const char *keyword, std::uint32_t at, std::uint32_t subject)
{
    if (isFull())
        return;
    if (areValues(branches)) {
        fail(keyword, at, subject, Words::SomeValue);
        return;
    }
    if (m_choices == deepestChoice) {
        fail(keyword, at, subject, Words::NoForm).position = none;
        return;
    }
    ++m_choices;
    const std::size_t outerLimit = m_limit;
    Branches explained;
    for (std::size_t i = 0; i < branches.size() && i < mostBranches; ++i) {
        const std::size_t begin = m_all.size();
        m_limit = begin + mostReasonsOfBranch;
        explain(branches[i], at, keyword, subject);
        explained.push_back({begin, m_all.size()});
    }
    m_limit = outerLimit;
    --m_choices;
    if (!m_judging.isExhausted() && !combineTypes(explained, keyword, at, subject) &&
        !combineMissing(explained, keyword, at))
        chooseClosest(explained, keyword, at, subject);
}

// How far a branch is from fitting: another type, then another value where a choice is made by value,
// then the number of faults. The closest one speaks for all, where there is only one.
void Explaining::chooseClosest(const Branches &branches, const char *keyword, std::uint32_t at, std::uint32_t subject)
{
    const auto distance = [this, at](const Range &range) {
        const Reason *begin = m_all.data() + range.begin;
        const Reason *end = m_all.data() + range.end;
        return std::tuple(std::any_of(begin, end, [at](const Reason &reason) { return isTypeOf(reason, at); }),
            std::count_if(begin, end,
                [](const Reason &reason) { return reason.words == Words::Const || reason.words == Words::Enum; }),
            range.size());
    };
    const auto nearer = [&](const Range &a, const Range &b) { return distance(a) < distance(b); };
    const auto best = std::min_element(branches.begin(), branches.end(), nearer);
    const bool alone = std::none_of(branches.begin(), branches.end(),
        [&](const Range &other) { return &other != &*best && !nearer(*best, other); });
    const std::size_t first = branches.front().begin;
    if (alone && m_own.say == none && best->size() > 0) {
        std::move(m_all.begin() + static_cast<std::ptrdiff_t>(best->begin),
            m_all.begin() + static_cast<std::ptrdiff_t>(best->end), m_all.begin() + static_cast<std::ptrdiff_t>(first));
        m_all.resize(first + best->size());
        if (m_all.size() > m_limit)
            m_all.resize(m_limit);
        return;
    }
    std::uint32_t closest = none;
    if (best->size() > 0) {
        closest = static_cast<std::uint32_t>(m_reasons.closest.size());
        m_reasons.closest.push_back(m_all[best->begin]);
    }
    m_all.resize(first);
    fail(keyword, at, subject, Words::NoForm).position = closest;
}

// All branches ask for another type: one sentence names them all.
bool Explaining::combineTypes(const Branches &branches, const char *keyword, std::uint32_t at, std::uint32_t subject)
{
    Types types = 0;
    for (const Range &branch : branches) {
        if (branch.size() != 1 || !isTypeOf(m_all[branch.begin], at))
            return false;
        types |= m_program.nodes[m_all[branch.begin].schema].types;
    }
    m_all.resize(branches.front().begin);
    fail(keyword, at, subject, Words::SomeType).count = types;
    return true;
}

// All branches miss a member each: “`a` or `b` is missing”.
bool Explaining::combineMissing(const Branches &branches, const char *keyword, std::uint32_t at)
{
    for (const Range &branch : branches) {
        const Reason *only = branch.size() == 1 ? &m_all[branch.begin] : nullptr;
        if (only == nullptr || only->words != Words::Missing || only->at != at)
            return false;
    }
    const auto first = static_cast<std::uint32_t>(m_reasons.names.size());
    for (const Range &branch : branches)
        m_reasons.names.emplace_back(m_all[branch.begin].schema, m_all[branch.begin].position);
    m_all.resize(branches.front().begin);
    Reason &reason = fail(keyword, at, 0, Words::SomeName);
    reason.position = first;
    reason.count = branches.size();
    return true;
}

// All branches are single values or lists of them.
bool Explaining::areValues(const std::vector<Index> &branches) const
{
    return std::all_of(branches.begin(), branches.end(), [this](Index branch) {
        const Node &node = m_program.nodes[branch];
        return node.values != none && node.applied == none && node.object == none && node.array == none;
    });
}

void Explaining::explainNot(Index schema, std::uint32_t at, std::uint32_t subject)
{
    const Node &node = m_program.nodes[schema];
    const bool onlyValues = node.values != none && node.object == none && node.applied == none;
    if (node.object != none && m_program.objects[node.object].requiredCount == 1 && value(at).isObject()) {
        const ObjectRules &rules = m_program.objects[node.object];
        const auto required = std::find_if(rules.properties.begin(), rules.properties.end(),
            [&](const Property &property) { return rules.isRequired(property); });
        const std::uint32_t key = value(at).find(required->name).index() - 1;
        Reason &reason = fail("not", at, memberSubject(key), Words::NotMember);
        reason.key = key;
        reason.seen = key + 1;
    } else if (onlyValues) {
        fail("not", at, subject, Words::NotValue);
    } else if (node.plain) {
        fail("not", at, subject, Words::NotType).position = schema;
    } else {
        fail("not", at, subject, Words::NotForm);
    }
}

}
