// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/outgoingdedup.h"
#include "delivery/replycuts.h"
#include "delivery/request.h"
#include "store/outbox.h"
#include "validation/judge.h"

namespace eventscope {

// How one job's requests are made. Immutable, shared between threads.
struct MakingPlan {
    TransportFormPtr form;
    std::shared_ptr<const Judge> judge;    // may be null
    std::optional<DedupField> dedup;
    std::vector<ServicePtr> definitions;
    Endpoint endpoint;
    OutboxPolicy policy;
    QString tooOld;    // what is said of an event that is
};

// One request, ready to go, and what was settled on the way.
struct MadeRequest {
    std::vector<qint64> places;    // ascending; none: there is nothing to send of this batch
    Request request;
    Delivery delivery;    // as a person sees it
    std::optional<ReplyCuts> cuts;
    int attempts = 0;    // begun before this one
    Micros queued = 0;
    bool guarded = false;                 // each of them has a dedup key, which the service still remembers
    std::vector<Outbox::Fate> settled;    // of those that are not to be sent; ascending
    // Of a batch that cannot be made whatever its events are: the job is held.
    std::optional<std::pair<OutboxJob::Hold, QString>> hold;
};

// Which of a batch, by their index, are to be looked at: those that may go together, and in a replay are due.
struct MakingRange {
    std::size_t count = 0;
    qint64 most = 0;    // events a request; 0: as the transport allows
};

// Judges again by the rules on time windows as of `now`, puts in dedup keys, makes the request in both forms. For
// pool threads.
[[nodiscard]] MadeRequest makeRequest(
    const MakingPlan &plan, const Outbox::Batch &batch, const MakingRange &range, const Keys &keys, Micros now);

// The sentence of the first rule that refuses the event by now and did not by what it broke when it was stored;
// empty where there is none. The tape is the text's.
[[nodiscard]] QString whyStale(const Judge &judge, const JsonTape &tape, const Event &event, Micros now);

}
