// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/planjudge.h"
#include "store/eventstore.h"
#include "validation/serviceset.h"

#include <QFuture>

#include <array>

namespace eventscope {

// What judging a store again changed.
struct RejudgeReport {
    struct RuleChange {
        QByteArray service;
        QByteArray rule;
        Severity severity = Severity::Error;    // as it is now, or was where it is gone
        qint64 before = 0;                      // events that broke it
        qint64 after = 0;
    };
    qint64 judged = 0;
    qint64 changed = 0;                // events with another verdict or other rules
    qint64 recognised = 0;             // of these, events that were of no known service before
    std::array<qint64, 4> before{};    // events by Verdict
    std::array<qint64, 4> after{};
    std::vector<RuleChange> rules;    // those whose counts changed, the largest change first
    double seconds = 0;
};

// Judges every stored event again, by definitions, severities and plan (may be null), in blocks on the
// store's pool; what changed is written block by block. As when it came in, an event of an import is judged without a
// known time, one that was received against the time of receipt. Progress is in events. Cancelling leaves
// what was written: each verdict is right by the old or the new rules. The store outlives it.
//
// Service, shape and what was read out of an event stay as stored. Only events of no service, or of one that has no
// definition any more, are detected again; those that some definition knows now are read anew and put in the place
// of the old ones, of an origin of the same kind and label. Events that are stored meanwhile are not visited: whoever
// stores them judges them.
[[nodiscard]] QFuture<Result<RejudgeReport>> rejudge(EventStore &store, ServiceSet services, PlanJudgePtr plan);

}
