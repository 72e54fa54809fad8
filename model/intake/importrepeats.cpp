// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/importrepeats.h"

#include "event/ruleset.h"
#include "event/tr.h"
#include "intake/repeatedkeys.h"
#include "store/taken.h"

#include <optional>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t mostChanges = 16'384;    // that are written at once

std::optional<VerdictChange> changeAt(const Columns &columns, Row row, std::vector<RuleHit> hits)
{
    const QByteArray broken = columns.rulesText(columns.rules(row));
    Verdict verdict = columns.verdict(row);
    for (const RuleHit &hit : hits)
        verdict = worsened(verdict, hit.severity);
    const QByteArray joined = hits.empty() ? broken : joinedRules(broken, ruleSetText(std::move(hits)));
    if (joined == broken)
        return std::nullopt;
    return VerdictChange{row, verdict, columns.partlyJudged(row), joined};
}

}

Result<qint64> judgeRepeats(EventStore &store, const ServiceSet &services, OriginId origin)
{
    RepeatedKeys repeated(services);
    if (const Result<void> found = repeated.find(store, origin); !found)
        return failure(found.error());
    const std::vector<Row> rows = repeated.rows();
    std::vector<VerdictChange> changes;
    qint64 judged = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (auto change = changeAt(store.columns(), rows[i], repeated.at(store.columns(), rows[i])))
            changes.push_back(std::move(*change));
        if (changes.empty() || (changes.size() < mostChanges && i + 1 < rows.size()))
            continue;
        const Result<qint64> written = taken(store.judged(std::exchange(changes, {})), tr("The import was cancelled."));
        if (!written)
            return failure(written.error());
        judged += *written;
    }
    return judged;
}

}
