// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"
#include "event/timestamp.h"

#include <QFuture>

#include <vector>

namespace eventscope {

class StoreNotes;

using PlanId = qint64;

// A tracking plan as it is kept: its text as it was read or edited.
struct StoredPlan {
    PlanId id = 0;    // 0: not in the store
    QString title;
    QByteArray text;
    bool inForce = false;    // events are judged by it; at most one is
    Micros changed = 0;      // set when it is saved

    friend bool operator==(const StoredPlan &, const StoredPlan &) = default;
};

// What the events of a store were judged by.
struct JudgedBy {
    QByteArray rules;         // their fingerprint; empty: unknown, or not all by the same
    bool noEvents = false;    // there is none, and never was
};

// The tracking plans of a store, and what its events were judged by. Any thread may call; answers come from the store's
// own threads.
class Plans {
public:
    explicit Plans(StoreNotes &notes);

    // Adds one whose id is 0, else replaces it; one that was removed meanwhile comes back. One that is in
    // force takes that from the others.
    [[nodiscard]] QFuture<Result<PlanId>> save(StoredPlan plan);
    // By title.
    [[nodiscard]] QFuture<Result<std::vector<StoredPlan>>> all();
    [[nodiscard]] QFuture<Result<void>> remove(PlanId id);

    [[nodiscard]] QFuture<Result<JudgedBy>> judgedBy();
    [[nodiscard]] QFuture<Result<void>> setJudgedBy(const QByteArray &rules);

private:
    StoreNotes &m_notes;
};

}
