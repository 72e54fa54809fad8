// SPDX-License-Identifier: GPL-3.0-or-later
#include "review/verdicttally.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr int oldSetShift = 16;
constexpr int newSetShift = 32;

}

VerdictTally::VerdictTally(const Columns &columns)
    : m_columns(columns)
    , m_rules(columns, &Columns::rulesText)
{}

quint32 VerdictTally::numberOf(const QByteArray &rules)
{
    const auto known = m_numbers.constFind(rules);
    if (known != m_numbers.cend())
        return *known;
    m_sets.push_back(rules);
    return *m_numbers.insert(rules, static_cast<quint32>(m_sets.size()));
}

void VerdictTally::add(Row row, const Judgement &now)
{
    const Verdict before = m_columns.verdict(row);
    const Term oldSet = m_columns.rules(row);
    const bool sameRules = m_rules.of(oldSet) == now.rules;
    ++m_judged;
    ++m_before.at(static_cast<std::size_t>(before));
    ++m_after.at(static_cast<std::size_t>(now.verdict));
    if (oldSet != 0 || !sameRules) {
        const quint64 newSet = sameRules ? 0 : numberOf(now.rules);
        ++m_counts[m_columns.service(row) | (quint64(oldSet) << oldSetShift) | (newSet << newSetShift)];
    }
    if (sameRules && before == now.verdict && m_columns.partlyJudged(row) == now.partly)
        return;
    m_changed += sameRules && before == now.verdict ? 0 : 1;
    m_changes.push_back({row, now.verdict, now.partly, now.rules});
}

void VerdictTally::sumInto(ByRule &byRule) const
{
    const auto changeOf = [&](const QByteArray &service, const QByteArray &rule) -> RejudgeReport::RuleChange & {
        RejudgeReport::RuleChange &change = byRule[{service, rule}];
        change.service = service;
        change.rule = rule;
        return change;
    };
    for (const auto &[key, count] : m_counts) {
        const QByteArray service = m_columns.serviceText(static_cast<quint16>(key));
        const QByteArray oldSet = m_columns.rulesText(static_cast<quint16>(key >> oldSetShift));
        const auto number = static_cast<quint32>(key >> newSetShift);
        for (const RuleHit &hit : rulesOf(oldSet)) {
            RejudgeReport::RuleChange &change = changeOf(service, hit.rule);
            change.before += count;
            if (change.after == 0)
                change.severity = hit.severity;
        }
        for (const RuleHit &hit : rulesOf(number == 0 ? oldSet : m_sets[number - 1])) {
            RejudgeReport::RuleChange &change = changeOf(service, hit.rule);
            change.severity = change.after == 0 ? hit.severity : std::max(change.severity, hit.severity);
            change.after += count;
        }
    }
}

// They were counted as events without a verdict.
void VerdictTally::addRecognised(const Recognised &recognised, RejudgeReport &report, ByRule &byRule)
{
    report.recognised = recognised.events;
    report.changed += recognised.events;
    report.after[static_cast<std::size_t>(Verdict::Unjudged)] -= recognised.events;
    for (std::size_t i = 0; i < report.after.size(); ++i)
        report.after[i] += recognised.verdicts[i];
    for (const auto &[key, count] : recognised.rules) {
        for (const RuleHit &hit : rulesOf(key.second)) {
            RejudgeReport::RuleChange &change = byRule[{key.first, hit.rule}];
            change.service = key.first;
            change.rule = hit.rule;
            change.severity = change.after == 0 ? hit.severity : std::max(change.severity, hit.severity);
            change.after += count;
        }
    }
}

RejudgeReport VerdictTally::report(const std::vector<const VerdictTally *> &tallies, const Recognised &recognised)
{
    RejudgeReport report;
    ByRule byRule;
    for (const VerdictTally *tally : tallies) {
        report.judged += tally->m_judged;
        report.changed += tally->m_changed;
        for (std::size_t i = 0; i < report.before.size(); ++i) {
            report.before[i] += tally->m_before[i];
            report.after[i] += tally->m_after[i];
        }
        tally->sumInto(byRule);
    }
    addRecognised(recognised, report, byRule);
    for (auto &[key, change] : byRule) {
        if (change.before != change.after)
            report.rules.push_back(change);
    }
    std::stable_sort(report.rules.begin(), report.rules.end(),
        [](const RejudgeReport::RuleChange &a, const RejudgeReport::RuleChange &b) {
            return std::abs(a.after - a.before) > std::abs(b.after - b.before);
        });
    return report;
}

}
