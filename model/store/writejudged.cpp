// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rulesets.h"
#include "store/writesession.h"

#include <algorithm>

// Verdicts given again.

namespace eventscope {

qint64 WriteSession::judged(const std::vector<JudgedEvent> &events)
{
    std::vector<JudgedRow> rows;
    rows.reserve(events.size());
    {
        const auto locked = m_columns.ruleSets.lock();
        for (const JudgedEvent &event : events) {
            rows.push_back(
                {event.id, event.row, event.verdict, event.partly, ruleSetTermLocked(m_columns.ruleSets, event.rules)});
        }
    }
    insertTerms();
    // In the order of the table; of several for one event the last one counts.
    std::stable_sort(rows.begin(), rows.end(), [](const JudgedRow &a, const JudgedRow &b) { return a.id < b.id; });
    // Compared with the file, as the columns follow it a little later.
    SQLite::Statement update(*m_database, "UPDATE event SET verdict = ?2, partly = ?3, rules = ?4 "
                                          "WHERE id = ?1 AND (verdict <> ?2 OR partly <> ?3 OR rules <> ?4)");
    std::vector<JudgedRow> changed;
    for (const JudgedRow &row : rows) {
        bindNumber(update, 1, row.id);
        bindNumber(update, 2, static_cast<qint64>(row.verdict));
        bindNumber(update, 3, row.partly ? 1 : 0);
        bindNumber(update, 4, row.rules);
        if (update.exec() > 0)
            changed.push_back(row);
        update.reset();
    }
    if (changed.empty())
        return 0;
    const auto count = static_cast<qint64>(changed.size());
    const IdRange ids{changed.front().id, changed.back().id};
    const qint64 change = logChange(ChangeKind::Rejudged, count, ids);
    m_publications.push_back({{change, ChangeKind::Rejudged, count, ids}, {}, {}, std::move(changed)});
    return count;
}

}
