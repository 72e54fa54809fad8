// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rulesets.h"

#include "event/ruleset.h"
#include "event/utf8.h"
#include "store/columns_p.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr Term manySets = 60'000;    // what is left is for sets of one rule

QByteArray worstRuleOf(const QByteArray &rules)
{
    const std::vector<RuleHit> hits = rulesOf(rules);
    const auto worst = std::max_element(
        hits.begin(), hits.end(), [](const RuleHit &a, const RuleHit &b) { return a.severity < b.severity; });
    return worst == hits.end() ? QByteArray() : ruleSetText({*worst});
}

}

quint16 ruleSetTermLocked(Dictionary &sets, const QByteArray &rules)
{
    if (rules.isEmpty())
        return 0;
    if (sets.countLocked() < manySets)
        return static_cast<quint16>(sets.internLocked(viewOf(rules)));
    if (const auto known = sets.knownLocked(viewOf(rules)))
        return static_cast<quint16>(*known);
    const QByteArray worst = worstRuleOf(rules);
    if (sets.countLocked() < ruleSetTerms)
        return static_cast<quint16>(sets.internLocked(viewOf(worst)));
    return static_cast<quint16>(sets.knownLocked(viewOf(worst)).value_or(0));
}

}
