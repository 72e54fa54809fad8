// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/eventreader.h"
#include "store/eventstore.h"
#include "views/jsontreemodel.h"

#include <QFuture>

#include <memory>

namespace eventscope {

// One event with what was made of it: its text on a tape, and the findings behind its verdict.
struct EventDetail {
    StoredEvent stored;
    std::shared_ptr<const JsonDocument> document;
    Judgement judgement;
    QByteArray kind;    // which of its shape's bodies it has; empty without any
};

// Fetched, read and judged on the store's and pool threads. NotFound when there is no such row.
// The plan may be null.
[[nodiscard]] QFuture<Result<EventDetail>> loadDetail(
    EventStore &store, const ServiceSet &services, const PlanJudgePtr &plan, Row row);

}
