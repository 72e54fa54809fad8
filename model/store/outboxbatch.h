// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"
#include "store/outbox.h"
#include "store/outboxparts.h"

namespace eventscope {

// What Outbox::next() is asked.
struct BatchWish {
    OutboxJobId job = 0;
    qint64 most = 0;
    qint64 bytes = 0;
    Micros now = 0;
    std::vector<PlaceRun> busy = {};    // sorted
};

struct FoundBatch {
    Outbox::Batch batch;
    std::vector<qint64> gone;    // places whose events were removed
};

// NotFound when the order is not there to be sent. Throws SQLite::Exception.
[[nodiscard]] Result<FoundBatch> readBatch(SQLite::Database &database, const BatchWish &wish);

// Of (first, count), whatever their order.
[[nodiscard]] std::vector<PlaceRun> busyRuns(const std::vector<std::pair<qint64, qint64>> &busy);

}
