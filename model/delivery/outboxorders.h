// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/outgoing.h"
#include "store/eventstore.h"
#include "store/outbox.h"
#include "validation/serviceset.h"

#include <span>

namespace eventscope {

// What sending again does to what tells one event from another.
enum class Renewal : quint8 {
    None,           // as it was: the same dedup key, the same time
    Keys,           // a fresh dedup key
    KeysAndTimes    // and the time of now; in a replay the gaps stay
};

// Makes an order of stored events, a slice at a time on a pool thread: missing dedup keys are made up (as
// "fill" of the definition says: a UUID, 32 hex digits), gaps of a replay are measured; with a renewal the
// mended copies are stored as fresh events of an origin of kind "resend". Where the policy has a speed, events go
// in the order of their times. Removed rows are left out. Cancelling abandons the order.
[[nodiscard]] QFuture<Result<OutboxJobId>> queueRows(
    EventStore &store, const ServiceSet &services, OutboxOrder order, std::vector<Row> rows, Renewal renewal);
// The same for events that are not stored yet: they are stored with the order, dedup keys filled in. Where it is
// to stay open, it waits for Outbox::seal().
enum class Sealing : quint8 { Seal, LeaveOpen };
[[nodiscard]] QFuture<Result<OutboxJobId>> queueFresh(EventStore &store, const ServiceSet &services, OutboxOrder order,
    std::vector<Event> events, Sealing sealing = Sealing::Seal);
// The events as queueFresh() would store them.
[[nodiscard]] std::vector<Event> withDedupKeys(const ServiceSet &services, std::vector<Event> events);

// A sentence for people when some of these events get a dedup key as they are queued; else empty.
[[nodiscard]] QString dedupNote(const Service &service, std::span<const OutgoingEvent> events);

// The events of a job once more, as a job of its own for the same endpoint. Events removed meanwhile are left out.
[[nodiscard]] QFuture<Result<OutboxJobId>> queueAgain(
    EventStore &store, const ServiceSet &services, const OutboxJob &job, Renewal renewal);

// Whether the service names a dedup key for events of that shape: what protects a second attempt. A sentence
// for people when it does not.
[[nodiscard]] bool hasDedup(const Service &service, QByteArrayView shape);
[[nodiscard]] QString whyNotResumed(const Service &service);

// How what is queued for an endpoint is sent unless a person says otherwise: its pace, concurrency and setting for
// unknown outcomes.
[[nodiscard]] OutboxPolicy policyOf(const Endpoint &endpoint);

}
