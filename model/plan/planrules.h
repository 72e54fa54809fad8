// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "schema/jsonschema.h"
#include "validation/judge.h"

#include <array>

namespace eventscope {

enum class PlanRule : quint8 { Unplanned, Name, Missing, Type, Unexpected, Value, Deprecated, Schema };
inline constexpr std::size_t planRuleCount = 8;

// The rule that a failure of an event's schema breaks, of that keyword; `namesMember`: it tells of one that
// is missing.
[[nodiscard]] PlanRule planRuleOf(std::string_view keyword, bool namesMember);

[[nodiscard]] std::optional<PlanRule> planRuleFromId(QByteArrayView id);

// The rules with their severities as the user wants them.
class PlanRules {
public:
    PlanRules() = default;
    PlanRules(const Plan &plan, const SeverityChanges &changes);

    [[nodiscard]] static QByteArray id(PlanRule rule);
    // Nothing where the rule is off. `asked` is what the plan itself wants there ("x-severity").
    [[nodiscard]] std::optional<Severity> severity(PlanRule rule, QByteArrayView asked = {}) const;
    [[nodiscard]] std::vector<RuleInfo> infos(const QString &source) const;
    // Tells apart what makes a difference to verdicts.
    [[nodiscard]] QByteArray revision() const;

private:
    std::array<std::optional<RuleLevel>, planRuleCount> m_changed;
};

// The rules that one event broke.
class PlanHits {
public:
    void add(PlanRule rule, Severity severity) noexcept;
    [[nodiscard]] Verdict verdict() const noexcept;
    [[nodiscard]] QByteArray text() const;

private:
    std::array<Severity, planRuleCount> m_worst{};    // NotJudged: not broken
};

}
