// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planrules.h"

#include "event/ruleset.h"
#include "plan/plantext.h"

#include <algorithm>
#include <initializer_list>

namespace eventscope {

namespace {

struct Known {
    const char *id;
    Severity severity;
    const char *say;
};

constexpr std::array<Known, planRuleCount> known{{
    {"plan.unplanned", Severity::Warning, QT_TRANSLATE_NOOP("Plan", "The event is not in the plan.")},
    {"plan.name", Severity::Error,
        QT_TRANSLATE_NOOP("Plan", "The event is not in the plan, but another of nearly that name is.")},
    {"plan.missing", Severity::Error, QT_TRANSLATE_NOOP("Plan", "A property that the plan requires is missing.")},
    {"plan.type", Severity::Error, QT_TRANSLATE_NOOP("Plan", "A property is of another type than planned.")},
    {"plan.unexpected", Severity::Warning, QT_TRANSLATE_NOOP("Plan", "A property is not planned.")},
    {"plan.value", Severity::Error,
        QT_TRANSLATE_NOOP("Plan", "A value is none of the planned ones, out of its range or of another form.")},
    {"plan.deprecated", Severity::Info, QT_TRANSLATE_NOOP("Plan", "The plan calls the event deprecated.")},
    {"plan.schema", Severity::Error, QT_TRANSLATE_NOOP("Plan", "The planned schema refuses it for another reason.")},
}};

bool isOneOf(std::string_view keyword, std::initializer_list<std::string_view> names)
{
    return std::find(names.begin(), names.end(), keyword) != names.end();
}

}

PlanRule planRuleOf(std::string_view keyword, bool namesMember)
{
    if (namesMember || isOneOf(keyword, {"required", "dependentRequired"}))
        return PlanRule::Missing;
    if (keyword == "type")
        return PlanRule::Type;
    if (isOneOf(keyword,
            {"additionalProperties", "unevaluatedProperties", "propertyNames", "properties", "patternProperties"}))
        return PlanRule::Unexpected;
    if (isOneOf(keyword, {"enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
                             "minLength", "maxLength", "pattern", "format", "minItems", "maxItems", "uniqueItems",
                             "minProperties", "maxProperties"}))
        return PlanRule::Value;
    return PlanRule::Schema;
}

std::optional<PlanRule> planRuleFromId(QByteArrayView id)
{
    for (std::size_t i = 0; i < planRuleCount; ++i) {
        if (id == QByteArrayView(known[i].id))
            return static_cast<PlanRule>(i);
    }
    return std::nullopt;
}

PlanRules::PlanRules(const Plan &plan, const SeverityChanges &changes)
{
    if (changes.isEmpty())
        return;
    for (std::size_t i = 0; i < planRuleCount; ++i)
        m_changed[i] = changes.of(plan.service(), known[i].id);
}

QByteArray PlanRules::id(PlanRule rule)
{
    return known[static_cast<std::size_t>(rule)].id;
}

std::optional<Severity> PlanRules::severity(PlanRule rule, QByteArrayView asked) const
{
    const auto place = static_cast<std::size_t>(rule);
    if (!m_changed[place])
        return asked.isEmpty() ? known[place].severity : severityFromId(asked).value_or(known[place].severity);
    switch (*m_changed[place]) {
    case RuleLevel::Off:
        return std::nullopt;
    case RuleLevel::Info:
        return Severity::Info;
    case RuleLevel::Warning:
        return Severity::Warning;
    case RuleLevel::Error:
        break;
    }
    return Severity::Error;
}

std::vector<RuleInfo> PlanRules::infos(const QString &source) const
{
    std::vector<RuleInfo> infos;
    for (std::size_t i = 0; i < planRuleCount; ++i)
        infos.push_back({known[i].id, {known[i].severity}, PlanText::tr(known[i].say), source, m_changed[i]});
    return infos;
}

QByteArray PlanRules::revision() const
{
    QByteArray text;
    for (const auto &level : m_changed)
        text += level ? static_cast<char>('0' + static_cast<int>(*level)) : '-';
    return text;
}

void PlanHits::add(PlanRule rule, Severity severity) noexcept
{
    Severity &worst = m_worst[static_cast<std::size_t>(rule)];
    worst = std::max(worst, severity);
}

Verdict PlanHits::verdict() const noexcept
{
    switch (*std::max_element(m_worst.begin(), m_worst.end())) {
    case Severity::Error:
        return Verdict::Invalid;
    case Severity::Warning:
        return Verdict::Warning;
    default:
        return Verdict::Valid;
    }
}

QByteArray PlanHits::text() const
{
    std::vector<RuleHit> hits;
    for (std::size_t i = 0; i < planRuleCount; ++i) {
        if (m_worst[i] != Severity::NotJudged)
            hits.push_back({known[i].id, m_worst[i]});
    }
    return hits.empty() ? QByteArray() : ruleSetText(std::move(hits));
}

}
