// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/importrepeats.h"

#include "event/ruleset.h"
#include "store/taken.h"
#include "validation/seriesjudge.h"

#include <QCoreApplication>

#include <map>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t mostChanges = 16'384;    // that are written at once

template <typename T>
Result<T> taken(QFuture<Result<T>> future)
{
    return eventscope::taken(
        std::move(future), QCoreApplication::translate("eventscope::Importer", "The import was cancelled."));
}

using RulesOfServices = std::map<QByteArray, RuleHit>;

// By span of time, of each service the rule that wants keys to be unique within it.
std::map<Micros, RulesOfServices> rulesByWindow(const ServiceSet &services)
{
    std::map<Micros, RulesOfServices> all;
    for (const ServicePtr &service : services.services().all()) {
        const auto judge = services.judge(service->id());
        if (!judge)
            continue;
        for (const RepeatRule &rule : repeatRules(*judge))
            all[rule.window].insert_or_assign(service->id(), rule.hit);
    }
    return all;
}

std::optional<VerdictChange> changeAt(const Columns &columns, Row row, const RulesOfServices &rules)
{
    const auto rule = rules.find(columns.serviceText(columns.service(row)));
    if (rule == rules.end())
        return std::nullopt;
    const QByteArray broken = columns.rulesText(columns.rules(row));
    const QByteArray joined = joinedRules(broken, ruleSetText({rule->second}));
    if (joined == broken)
        return std::nullopt;
    return VerdictChange{row, worsened(columns.verdict(row), rule->second.severity), columns.partlyJudged(row), joined};
}

}

Result<qint64> judgeRepeats(EventStore &store, const ServiceSet &services, OriginId origin)
{
    qint64 judged = 0;
    for (const auto &[window, rules] : rulesByWindow(services)) {
        const Result<std::vector<Row>> rows = taken(store.repeats(origin, window));
        if (!rows)
            return failure(rows.error());
        std::vector<VerdictChange> changes;
        for (std::size_t i = 0; i < rows->size(); ++i) {
            if (auto change = changeAt(store.columns(), (*rows)[i], rules))
                changes.push_back(std::move(*change));
            if (changes.empty() || (changes.size() < mostChanges && i + 1 < rows->size()))
                continue;
            const Result<qint64> written = taken(store.judged(std::exchange(changes, {})));
            if (!written)
                return failure(written.error());
            judged += *written;
        }
    }
    return judged;
}

}
