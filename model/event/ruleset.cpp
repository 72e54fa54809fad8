// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/ruleset.h"

#include <algorithm>

namespace eventscope {

namespace {

// Hands over each entry of a set's text.
template <typename Visit>
void forEachEntry(QByteArrayView ruleSet, Visit visit)
{
    while (!ruleSet.isEmpty()) {
        const qsizetype space = ruleSet.indexOf(' ');
        visit(space < 0 ? ruleSet : ruleSet.first(space));
        ruleSet = space < 0 ? QByteArrayView() : ruleSet.sliced(space + 1);
    }
}

}

QByteArray ruleSetText(std::vector<RuleHit> hits)
{
    std::sort(hits.begin(), hits.end(), [](const RuleHit &a, const RuleHit &b) {
        return a.rule != b.rule ? a.rule < b.rule : a.severity > b.severity;
    });
    QByteArray text;
    const RuleHit *last = nullptr;
    for (const RuleHit &hit : hits) {
        if (hit.severity == Severity::NotJudged || (last && last->rule == hit.rule))
            continue;
        last = &hit;
        if (!text.isEmpty())
            text += ' ';
        text += hit.rule + ':' + severityId(hit.severity);
    }
    return text;
}

std::vector<RuleHit> rulesOf(QByteArrayView ruleSet)
{
    std::vector<RuleHit> hits;
    forEachEntry(ruleSet, [&](QByteArrayView entry) {
        const qsizetype colon = entry.indexOf(':');
        const auto severity = colon > 0 ? severityFromId(entry.sliced(colon + 1)) : std::nullopt;
        if (severity)
            hits.push_back({entry.first(colon).toByteArray(), *severity});
    });
    return hits;
}

QByteArray joinedRules(const QByteArray &one, const QByteArray &other)
{
    if (one.isEmpty() || other.isEmpty() || one == other)
        return one.isEmpty() ? other : one;
    std::vector<RuleHit> hits = rulesOf(one);
    for (RuleHit &hit : rulesOf(other))
        hits.push_back(std::move(hit));
    return ruleSetText(std::move(hits));
}

bool hasRule(QByteArrayView ruleSet, QByteArrayView rule) noexcept
{
    bool has = false;
    forEachEntry(ruleSet, [&](QByteArrayView entry) {
        has = has || (entry.size() > rule.size() && entry.startsWith(rule) && entry[rule.size()] == ':');
    });
    return has;
}

}
