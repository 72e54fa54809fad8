// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/repeatedkeys.h"

#include "store/taken.h"

#include <QCoreApplication>
#include <QThread>

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace eventscope {

namespace {

Result<std::vector<Row>> repeatsIn(
    EventStore &store, OriginId origin, Micros window, const std::function<bool()> &cancelled)
{
    constexpr unsigned long pause = 5;    // milliseconds
    QFuture<Result<std::vector<Row>>> future = store.repeats(origin, window);
    while (cancelled && !future.isFinished()) {
        if (cancelled())
            future.cancel();
        QThread::msleep(pause);
    }
    return taken(std::move(future),
        QCoreApplication::translate("eventscope::RepeatedKeys", "Events that repeat others were not found out."));
}

bool isIn(const std::vector<Row> &rows, Row row)
{
    return std::binary_search(rows.begin(), rows.end(), row);
}

// The rules of each term of the rule sets.
class RuleTerms {
public:
    explicit RuleTerms(const Columns &columns)
        : m_columns(columns)
    {}

    [[nodiscard]] const std::vector<RuleHit> &of(Term term)
    {
        auto known = m_hits.find(term);
        if (known == m_hits.end())
            known = m_hits.emplace(term, eventscope::rulesOf(m_columns.rulesText(term))).first;
        return known->second;
    }

private:
    const Columns &m_columns;
    std::unordered_map<Term, std::vector<RuleHit>> m_hits;
};

// Whether a request's own repeats may be told as such a hit.
bool tells(const RuleHit &hit, const RepeatRule &rule)
{
    return rule.inBatch && hit.rule == rule.hit.rule && (!rule.sharesId || hit.severity == rule.hit.severity);
}

}

RepeatedKeys::RepeatedKeys(const ServiceSet &services)
{
    for (const ServicePtr &service : services.services().all()) {
        const auto judge = services.judge(service->id());
        if (!judge)
            continue;
        for (RepeatRule &rule : repeatRules(*judge))
            m_windows[rule.window].rules[service->id()].push_back(std::move(rule));
    }
}

Result<void> RepeatedKeys::find(EventStore &store, OriginId origin, const std::function<bool()> &cancelled)
{
    for (auto &[span, window] : m_windows) {
        Result<std::vector<Row>> rows = repeatsIn(store, origin, span, cancelled);
        if (!rows)
            return failure(rows.error());
        window.rows = std::move(*rows);
    }
    return {};
}

std::vector<Row> RepeatedKeys::toldIn(const Window &window, const Columns &columns, const std::vector<quint64> &known)
{
    RuleTerms terms(columns);
    std::vector<Row> told;
    const Row end = known.empty() ? 0 : columns.size();
    for (Row row = 0; row < end; ++row) {
        const std::vector<RuleHit> &hits = terms.of(columns.rules(row));
        if (hits.empty() || columns.removed(row) || isIn(window.rows, row))
            continue;
        for (const RepeatRule *rule : rulesOf(window, columns, row)) {
            const auto tellsIt = [rule](const RuleHit &hit) { return tells(hit, *rule); };
            if (std::find(known.begin(), known.end(), rule->salt) == known.end() ||
                std::none_of(hits.begin(), hits.end(), tellsIt))
                continue;
            told.push_back(row);
            break;
        }
    }
    return told;
}

Result<void> RepeatedKeys::findInRequests(
    EventStore &store, const QByteArray &state, const std::function<bool()> &cancelled)
{
    const std::vector<quint64> known = SeriesJudge::rulesIn(state);
    for (auto &[span, window] : m_windows) {
        std::vector<Row> told = toldIn(window, store.columns(), known);
        if (told.empty())
            continue;
        const Result<std::vector<Row>> repeated = repeatsIn(store, 0, std::numeric_limits<Micros>::max(), cancelled);
        if (!repeated)
            return failure(repeated.error());
        std::erase_if(told, [&repeated](Row row) { return !isIn(*repeated, row); });
        const auto middle = window.rows.insert(window.rows.end(), told.begin(), told.end());
        std::inplace_merge(window.rows.begin(), middle, window.rows.end());
    }
    return {};
}

std::vector<const RepeatRule *> RepeatedKeys::rulesOf(const Window &window, const Columns &columns, Row row)
{
    std::vector<const RepeatRule *> all;
    const auto rules = window.rules.find(columns.serviceText(columns.service(row)));
    if (rules == window.rules.end())
        return all;
    const QByteArray shape = columns.shapeText(columns.shape(row));
    for (const RepeatRule &rule : rules->second) {
        if (std::find(rule.shapes.begin(), rule.shapes.end(), shape) != rule.shapes.end())
            all.push_back(&rule);
    }
    return all;
}

std::vector<RuleHit> RepeatedKeys::at(const Columns &columns, Row row) const
{
    std::vector<RuleHit> hits;
    for (const auto &[span, window] : m_windows) {
        if (!isIn(window.rows, row))
            continue;
        for (const RepeatRule *rule : rulesOf(window, columns, row))
            hits.push_back(rule->hit);
    }
    return hits;
}

std::vector<Row> RepeatedKeys::rows() const
{
    std::vector<Row> all;
    for (const auto &[span, window] : m_windows)
        all.insert(all.end(), window.rows.begin(), window.rows.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

}
