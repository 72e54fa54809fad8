// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/deliveryrecord.h"
#include "delivery/retrypace.h"
#include "store/outbox.h"

namespace eventscope {

// What decides about a request's events beside its reply.
struct FateTerms {
    OutboxPolicy policy;
    RetryPace pace;
    Micros now = 0;
    Micros queued = 0;        // of the events; their age counts from there
    int attempts = 1;         // this one included
    int troubles = 0;         // in a row that the endpoint has had before this
    double chance = 0;        // of the jitter
    bool guarded = false;     // a dedup key protects a second attempt
    bool doubtful = false;    // an earlier attempt may have been taken
    bool aborted = false;     // by a person
    QString unguarded;        // why there is no second attempt without a dedup key
};

// What a request's events come to, and what follows for others.
struct RequestFate {
    OutboxState state = OutboxState::Unknown;
    Micros due = 0;    // of Queued
    QString message;
    bool halve = false;             // they were refused together: Queued, to go in two requests
    bool tooMany = false;           // and so many are too many for any request
    bool hold = false;              // the endpoint refuses whatever is sent
    bool doubtful = false;          // Queued, and may have been taken
    bool reached = true;            // anything of the endpoint answered
    std::optional<Micros> quiet;    // so long nothing is to be sent there
};

// Pure. `end` is what is recorded of the request, `sent` its events.
[[nodiscard]] RequestFate fateOf(
    const Exchange &exchange, const DeliveryOutcome &outcome, qint64 sent, const FateTerms &terms);

}
