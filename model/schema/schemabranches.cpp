// SPDX-License-Identifier: GPL-3.0-or-later
// Explanations of what is made of several schemas: a choice is told by its closest branch, not by all.
#include "event/utf8.h"
#include "schema/schemaexplain.h"
#include "schema/schemasentences.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace eventscope::schema {

namespace {

constexpr std::size_t mostBranches = 32;
constexpr std::size_t mostFailuresOfBranch = 16;

QString tr(const char *text)
{
    return QCoreApplication::translate("JsonSchema", text);
}

bool isTypeOf(const SchemaFailure &failure, JsonValue at)
{
    return failure.keyword == "type" && failure.at == at && !failure.key;
}

// How far a branch is from fitting: another type, then another value where a choice is made by value,
// then the number of faults.
auto distance(const std::vector<SchemaFailure> &failures, JsonValue at)
{
    const bool otherType =
        std::any_of(failures.begin(), failures.end(), [at](const auto &failure) { return isTypeOf(failure, at); });
    const auto otherValues = std::count_if(failures.begin(), failures.end(),
        [](const auto &failure) { return failure.keyword == "const" || failure.keyword == "enum"; });
    return std::tuple(otherType, otherValues, failures.size());
}

}

void Explaining::explainApplied(const Applied &rules, std::uint32_t at, const QString &subject)
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

void Explaining::explainOneOf(const std::vector<Index> &branches, std::uint32_t at, const QString &subject)
{
    const auto count = std::count_if(
        branches.begin(), branches.end(), [this, at](Index schema) { return m_judging.accepts(schema, at); });
    if (count == 0)
        explainAnyOf(branches, "oneOf", at, subject);
    else if (count > 1)
        fail("oneOf", at,
            tr("%1 fits %2 of the %3 forms of which it must have exactly one")
                .arg(subject)
                .arg(count)
                .arg(branches.size()),
            tr("exactly one form"), tr("%1 forms").arg(count));
}

void Explaining::explainAnyOf(
    const std::vector<Index> &branches, const char *keyword, std::uint32_t at, const QString &subject)
{
    if (combineValues(branches, keyword, at, subject))
        return;
    std::vector<Failures> explained;
    Failures kept = std::exchange(m_failures, {});
    const std::size_t limit = std::exchange(m_limit, mostFailuresOfBranch);
    for (std::size_t i = 0; i < branches.size() && i < mostBranches; ++i) {
        explain(branches[i], at, keyword, subject);
        explained.push_back(std::exchange(m_failures, {}));
    }
    m_limit = limit;
    m_failures = std::move(kept);
    if (m_judging.isExhausted() || combineTypes(explained, keyword, at, subject) ||
        combineMissing(explained, keyword, at))
        return;

    const auto nearer = [this, at](const Failures &a, const Failures &b) {
        return distance(a, value(at)) < distance(b, value(at));
    };
    const auto best = std::min_element(explained.begin(), explained.end(), nearer);
    const bool alone = std::none_of(explained.begin(), explained.end(),
        [&](const Failures &other) { return &other != &*best && !nearer(*best, other); });
    if (alone && m_own.say.isEmpty()) {
        std::move(best->begin(), best->end(), std::back_inserter(m_failures));
        return;
    }
    fail(keyword, at,
        tr("%1 fits none of the %2 forms it may have; the closest says: %3")
            .arg(subject)
            .arg(branches.size())
            .arg(best->empty() ? QString() : best->front().sentence),
        tr("one of %1 forms").arg(branches.size()), described(value(at)));
}

// All branches ask for another type: one sentence names them all.
bool Explaining::combineTypes(
    const std::vector<Failures> &branches, const char *keyword, std::uint32_t at, const QString &subject)
{
    QStringList types;
    for (const Failures &branch : branches) {
        if (branch.size() != 1 || !isTypeOf(branch.front(), value(at)))
            return false;
        if (!types.contains(branch.front().expected))
            types << branch.front().expected;
    }
    const QString expected = alternatives(types);
    const QString found = described(value(at));
    fail(keyword, at, mustBe(subject, expected, found), expected, found);
    return true;
}

// All branches miss a member each: “`a` or `b` is missing”.
bool Explaining::combineMissing(const std::vector<Failures> &branches, const char *keyword, std::uint32_t at)
{
    QStringList names;
    for (const Failures &branch : branches) {
        if (branch.size() != 1 || branch.front().keyword != "required" || branch.front().at != value(at))
            return false;
        names << quotedName(QString::fromUtf8(branch.front().member));
    }
    fail(keyword, at, tr("%1 is missing").arg(alternatives(names)), alternatives(names)).member =
        branches.front().front().member;
    return true;
}

// All branches are single values or lists of them.
bool Explaining::combineValues(
    const std::vector<Index> &branches, const char *keyword, std::uint32_t at, const QString &subject)
{
    std::vector<JsonValue> allowed;
    for (const Index branch : branches) {
        const Node &node = m_program.nodes[branch];
        if (node.values == none || node.applied != none || node.object != none || node.array != none)
            return false;
        const ValueRules &rules = m_program.values[node.values];
        if (rules.constant)
            allowed.push_back(rules.constant);
        allowed.insert(allowed.end(), rules.allowed.begin(), rules.allowed.end());
    }
    const QString expected = listed(allowed);
    const QString found = excerpt(value(at));
    fail(keyword, at, mustBe(subject, expected, found), expected, found);
    return true;
}

void Explaining::explainNot(Index schema, std::uint32_t at, const QString &subject)
{
    const Node &node = m_program.nodes[schema];
    const QString found = described(value(at));
    const bool onlyValues = node.values != none && node.object == none && node.applied == none;
    if (node.object != none && m_program.objects[node.object].requiredCount == 1 && value(at).isObject()) {
        const auto &properties = m_program.objects[node.object].properties;
        const auto required = std::find_if(properties.begin(), properties.end(),
            [&](const Property &property) { return m_program.objects[node.object].isRequired(property); });
        const JsonValue member = value(at).find(required->name);
        fail("not", at, tr("%1 must not be there").arg(quotedName(stringOf(required->name))), {}, excerpt(member)).key =
            JsonValue(member.tape(), member.index() - 1);
    } else if (onlyValues) {
        fail("not", at, tr("%1 must not be %2").arg(subject, excerpt(value(at))), {}, found);
    } else if (node.plain) {
        fail("not", at, tr("%1 must not be %2").arg(subject, described(node.types)), {}, found);
    } else {
        fail("not", at, tr("%1 has a form that is not allowed here").arg(subject), {}, found);
    }
}

}
