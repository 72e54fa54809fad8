// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/deliveries.h"

#include <array>
#include <atomic>
#include <memory>

namespace eventscope {

class OwnerLock;

using OutboxJobId = qint64;

// What has become of a queued event. Written to the store.
enum class OutboxState : quint8 {
    Queued = 0,       // waits: for its turn, its pace, another attempt, or a person
    InFlight = 1,     // in a request that is on its way
    Accepted = 2,     // the service took it
    Partly = 3,       // the service took fewer of its request than were sent, and does not say which
    Rejected = 4,     // the service said that it does not take it
    Failed = 5,       // never went out, and will not by itself: out of attempts or age, or not to be sent
    Unknown = 6,      // went out, at least in part, and nobody knows whether it was taken
    Cancelled = 7,    // by a person, before it went out
};
inline constexpr std::size_t outboxStates = 8;

// How a job's events are sent.
struct OutboxPolicy {
    qint64 batch = 0;                    // events a request at most; 0: what the transport allows
    double perSecond = 0;                // events a second at most; 0: the definition's rate, else no limit
    int concurrency = 1;                 // requests on their way at once, 1 to 16
    int attempts = 10;                   // of an event, at most
    Micros age = 86'400'000'000;         // after it was queued; an event that is older is not sent any more
    bool resumeUnknown = false;          // an unknown outcome is tried again where a dedup key protects
    bool splitRefused = true;            // a batch refused as a whole is halved until the bad events are alone
    bool sendStale = false;              // also what a rule on time windows refuses by now
    std::optional<double> speed = {};    // a replay: the gaps between the events' times, divided by this

    friend bool operator==(const OutboxPolicy &, const OutboxPolicy &) = default;
};

// One event of a job, at its place.
struct OutboxItem {
    EventId event = 0;
    // Put into the text when it goes out, at the definition's dedup pointer, the same at each attempt; empty
    // where the event has one, or the service none.
    QByteArray dedup;
    Micros at = 0;    // of a replay: microseconds after the job's first event; else 0
};

// Consecutive places of a job that share a fate.
struct OutboxPart {
    OutboxJobId job = 0;
    qint64 first = 0;    // place, from 0
    qint64 count = 0;
    OutboxState state = OutboxState::Queued;
    int attempts = 0;           // begun
    Micros due = 0;             // Queued: not before; 0: at once
    DeliveryId delivery = 0;    // the last attempt; 0: none yet
    QString message = {};       // why, in one sentence; empty where the state says it all
    Micros queued = 0;          // when, the last time: its age counts from here

    friend bool operator==(const OutboxPart &, const OutboxPart &) = default;
};

// One order to send: events of one endpoint, in their order.
struct OutboxJob {
    enum class Hold : quint8 { None = 0, Person = 1, Endpoint = 2, Key = 3, Changed = 4 };

    OutboxJobId id = 0;
    Endpoint endpoint;    // as it was when it was queued; without any key, id 0: none of the store's
    QString label;        // what people call it: "12 events from events.ndjson"
    OutboxPolicy policy;
    Micros queued = 0;    // when; set when it is queued
    // Why nothing of it is sent now: a person paused it; the endpoint refused (401, 402, 403) and all that is
    // for it waits; a key is missing; the endpoint is no longer what it was.
    Hold hold = Hold::None;
    QString holdMessage = {};
    std::array<qint64, outboxStates> counts = {};    // events of each state
    bool sending = false;                            // a living process has its lease
    bool ours = false;                               // and it is this one
    Micros due = 0;                                  // of the earliest that is queued

    [[nodiscard]] qint64 events() const;
    // Nothing is queued or in flight any more.
    [[nodiscard]] bool isOver() const;
};

// What is to be queued.
struct OutboxOrder {
    Endpoint endpoint;
    QString label;
    OutboxPolicy policy;
    std::vector<OutboxItem> items = {};    // of stored events
    // Events that are stored with the job, in one transaction; they follow the items. Their dedup key is in
    // their text. `origin` names where they are from.
    std::vector<Event> fresh = {};
    OriginInfo origin = {};
};

// A queue of what is to be sent, and what became of it, for as long as the store lives. Everything here
// survives a power cut once its future has finished. A job's events are sent by one process at a time, which
// holds the job's lease as long as it lives (OwnerLock): two never send one event twice. What a process had in
// flight when it ended is Unknown as soon as anyone opens the store to write or claims the job.
//
// Lives with its EventStore and on its thread; any thread may call what returns a QFuture.
class Outbox : public QObject {
    Q_OBJECT

public:
    Outbox(StoreNotes &notes, const OwnerLock &owners);
    ~Outbox() override;

    // --- Queuing. BadInput without events; NotFound for an event that is not there. A policy that is out of
    // bounds is kept as the nearest that is not.
    [[nodiscard]] QFuture<Result<OutboxJobId>> queue(OutboxOrder order);
    // The same for more than fit into memory at once: nothing is seen or sent before seal(), fresh events
    // included, and an order whose process ends before is forgotten. For who opened it.
    [[nodiscard]] QFuture<Result<OutboxJobId>> open(OutboxOrder order);
    [[nodiscard]] QFuture<Result<void>> add(OutboxJobId job, std::vector<OutboxItem> items);
    [[nodiscard]] QFuture<Result<void>> seal(OutboxJobId job);
    [[nodiscard]] QFuture<Result<void>> abandon(OutboxJobId job);

    // --- Sending, for who holds the lease.
    // False: another living process has it. In flight of a dead owner becomes Unknown.
    [[nodiscard]] QFuture<Result<bool>> claim(OutboxJobId job);
    // BadInput while anything is in flight.
    [[nodiscard]] QFuture<Result<void>> release(OutboxJobId job);

    struct Batch {
        // From the first to the last place; those between that are in `places` have equal attempts and were
        // queued at the same time. Count 0: nothing is due, part.due says when something is, 0 never.
        OutboxPart part;
        std::vector<OutboxItem> items;
        // Text, envelope, service, shape, rules, verdict, times and dedup key; no tenant, user and name.
        std::vector<Event> events;
        std::vector<qint64> places;    // the place of each of the items and events, ascending
    };
    // What is next: at most `most` events of at most about `bytes`, from the earliest place that is queued and
    // due at `now`, but not at the places in `busy` (first, count), which are being prepared. Nothing of a job
    // that is held. Removed events are left out, and become Cancelled.
    [[nodiscard]] QFuture<Result<Batch>> next(
        OutboxJobId job, qint64 most, qint64 bytes, Micros now, std::vector<std::pair<qint64, qint64>> busy = {});

    // Keeps the delivery and makes the places InFlight, one attempt more, in one transaction. Nothing may be
    // sent before it has finished. BadInput where one of them is not queued (any more), or the lease is not ours;
    // Cancelled when the job is held by now, or its endpoint was removed or changed (sendAlike).
    struct Departure {
        OutboxJobId job = 0;
        Endpoint endpoint;             // as the request was made for it; of id 0: not one of the store
        std::vector<qint64> places;    // ascending
        Delivery delivery;
    };
    [[nodiscard]] QFuture<Result<DeliveryId>> depart(Departure departure);

    // What a place comes to. Queued with `due`: another attempt.
    struct Fate {
        qint64 first = 0;
        qint64 count = 1;
        OutboxState state = OutboxState::Unknown;
        Micros due = 0;
        QString message = {};
    };
    // Ends the delivery and gives its events their fates, in one transaction: fates ascend and do not overlap.
    // Places that are not of this delivery are left alone, even within a fate; those in flight that no fate names
    // become Unknown. As Deliveries::finish(): an unknown delivery may get an outcome late, and what is still
    // Unknown of it then gets its fate.
    [[nodiscard]] QFuture<Result<void>> arrive(
        OutboxJobId job, DeliveryId delivery, DeliveryEnd end, std::vector<Fate> fates);
    // Fates of queued places that are given without a request: too old, out of its window. Places that are not
    // queued any more are left alone, but that Unknown ones may become Queued: to be tried again, their attempts
    // as they are.
    [[nodiscard]] QFuture<Result<void>> settle(OutboxJobId job, std::vector<Fate> fates);

    // --- What people do. Each also while another process sends: that one notices before its next request.
    [[nodiscard]] QFuture<Result<void>> hold(OutboxJobId job, OutboxJob::Hold why, const QString &message = {});
    // What the job itself was held for; one whose endpoint is held waits for that, too.
    [[nodiscard]] QFuture<Result<void>> resume(OutboxJobId job);
    // All jobs for that endpoint of the store, those to come too, until resumed.
    [[nodiscard]] QFuture<Result<void>> holdEndpoint(EndpointId endpoint, const QString &message);
    [[nodiscard]] QFuture<Result<void>> resumeEndpoint(EndpointId endpoint);
    // What is queued of it becomes Cancelled; what is in flight ends as it ends. The number of events.
    [[nodiscard]] QFuture<Result<qint64>> cancel(OutboxJobId job);
    // Places in those states become Queued again, attempts and age counted anew. The number of events.
    // `from` and `count` limit it to some places; count 0: all. Accepted ones never.
    [[nodiscard]] QFuture<Result<qint64>> requeue(
        OutboxJobId job, std::vector<OutboxState> states, qint64 from = 0, qint64 count = 0);
    // Puts a job that is over out of sight; its deliveries stay in the log. restore() brings it back. BadInput
    // when it is not over.
    [[nodiscard]] QFuture<Result<void>> remove(OutboxJobId job);
    [[nodiscard]] QFuture<Result<void>> restore(OutboxJobId job);
    [[nodiscard]] QFuture<Result<void>> setPolicy(OutboxJobId job, OutboxPolicy policy);

    // --- Reading
    [[nodiscard]] QFuture<Result<std::vector<OutboxJob>>> jobs(int limit = 1000);    // the newest first
    [[nodiscard]] QFuture<Result<OutboxJob>> job(OutboxJobId id);
    [[nodiscard]] QFuture<Result<std::vector<OutboxPart>>> parts(OutboxJobId job);    // in order, joined
    [[nodiscard]] QFuture<Result<std::vector<OutboxItem>>> items(OutboxJobId job, qint64 first, qint64 count);
    struct Held {
        EndpointId endpoint = 0;
        QString message;
    };
    [[nodiscard]] QFuture<Result<std::vector<Held>>> heldEndpoints();

signals:
    // After anything above that writes, also by another process; several may come as one.
    void changed();

private:
    StoreNotes &m_notes;
    const OwnerLock &m_owners;
    // The slot of our leases; 0: no job was claimed or opened yet. Outlives this with what is queued to be written.
    const std::shared_ptr<std::atomic<qint64>> m_slot = std::make_shared<std::atomic<qint64>>(0);
};

// "queued", "in-flight", "accepted", "partly-accepted", "rejected", "failed", "unknown", "cancelled".
[[nodiscard]] QByteArray outboxStateId(OutboxState state);

}

Q_DECLARE_METATYPE(eventscope::OutboxJob)
