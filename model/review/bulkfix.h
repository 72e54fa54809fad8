// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/eventreader.h"
#include "store/eventstore.h"

#include <QFuture>

namespace eventscope {

// A fix that events of a selection have in common.
struct SharedFix {
    QByteArray rule;
    QString label;
    qint64 events = 0;    // that have it
};

struct BulkFixReport {
    qint64 mended = 0;
    qint64 unchanged = 0;                   // events that did not have the fix (any more)
    EventStore::Replacement replacement;    // for undo
};

// Which fixes the events of those rows have, the most frequent first. Progress is in events.
[[nodiscard]] QFuture<Result<std::vector<SharedFix>>> sharedFixes(
    EventStore &store, ServiceSet services, PlanJudgePtr plan, std::vector<Row> rows);
// Makes a fix, by rule and label, on every event of those rows that has it, as often as it has it, and puts the mended
// copies in their place. All or nothing.
[[nodiscard]] QFuture<Result<BulkFixReport>> applyFix(
    EventStore &store, ServiceSet services, PlanJudgePtr plan, std::vector<Row> rows, QByteArray rule, QString label);

}
