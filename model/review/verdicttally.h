// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "review/recogniser.h"
#include "review/rejudge.h"
#include "review/termtexts.h"

#include <QHash>

#include <map>
#include <unordered_map>

namespace eventscope {

// Compares verdicts with those that are stored, counts both by rule, and keeps what changed. One a thread.
class VerdictTally {
public:
    explicit VerdictTally(const Columns &columns);

    void add(Row row, const Judgement &now);
    [[nodiscard]] std::vector<VerdictChange> takeChanges() { return std::exchange(m_changes, {}); }
    [[nodiscard]] std::size_t changes() const noexcept { return m_changes.size(); }

    // Several tallies' counts, all but the time taken.
    [[nodiscard]] static RejudgeReport report(
        const std::vector<const VerdictTally *> &tallies, const Recognised &recognised);

private:
    using ByRule = std::map<std::pair<QByteArray, QByteArray>, RejudgeReport::RuleChange>;    // service, rule

    [[nodiscard]] quint32 numberOf(const QByteArray &rules);
    void sumInto(ByRule &byRule) const;
    static void addRecognised(const Recognised &recognised, RejudgeReport &report, ByRule &byRule);

    const Columns &m_columns;
    TermTexts m_rules;
    std::vector<VerdictChange> m_changes;
    QHash<QByteArray, quint32> m_numbers;            // of new rule sets, from 1
    std::vector<QByteArray> m_sets;                  // by number less 1
    std::unordered_map<quint64, qint64> m_counts;    // by service, old set, and new set or 0 for the same
    std::array<qint64, 4> m_before{};
    std::array<qint64, 4> m_after{};
    qint64 m_judged = 0;
    qint64 m_changed = 0;
};

}
