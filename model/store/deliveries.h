// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/endpoints.h"
#include "store/eventstore.h"

#include <QFuture>
#include <QObject>

#include <optional>
#include <vector>

namespace eventscope {

class StoreNotes;

using DeliveryId = qint64;

// What became of a request. Written to the store.
enum class DeliveryState : quint8 {
    InFlight = 0,     // committed before the first byte; the process that sends it lives
    Accepted = 1,     // the service took all of it
    Partly = 2,       // it took fewer events than were sent
    Rejected = 3,     // it answered that it did not take them
    Failed = 4,       // the request did not go out: nothing was sent
    Unknown = 5,      // the request went out, at least in part, and no whole answer came
    Cancelled = 6,    // by the user, before it went out; afterwards it is unknown
};

// Microseconds after the start; -1: did not come to pass, or is not known.
struct DeliveryTimes {
    Micros connected = -1;
    Micros secured = -1;      // TLS done; -1 for http
    Micros sent = -1;         // the last byte of the body handed to the system
    Micros firstByte = -1;    // headers of the reply
    Micros ended = -1;

    friend bool operator==(const DeliveryTimes &, const DeliveryTimes &) = default;
};

// How a delivery ended.
struct DeliveryEnd {
    DeliveryState state = DeliveryState::Unknown;
    QString message = {};    // one sentence: the service's own words, or what went wrong and what to do
    int status = 0;          // 0: no reply
    std::vector<NamedValue> replyHeaders = {};    // secrets cut
    QByteArray reply = {};                        // as it came, secrets cut; its beginning when it was long
    qint64 replyBytes = 0;                        // all that came
    qint64 accepted = -1;                         // events, where the service counts them
    std::vector<QByteArray> ids = {};             // of the service's own, where it gives any
    DeliveryTimes times = {};

    friend bool operator==(const DeliveryEnd &, const DeliveryEnd &) = default;
};

// One request with one or many events: what went out and what came back. Never holds a key.
struct Delivery {
    DeliveryId id = 0;
    EndpointId endpoint = 0;    // 0: none of the store's
    QString endpointName;       // as it was then; the base URL where there was no name
    QByteArray service;
    QByteArray transport;
    bool production = false;
    Micros started = 0;    // set when it begins
    qint64 events = 0;
    QByteArray method;
    QByteArray url;
    std::vector<NamedValue> headers;    // all of them, keys by kind and fingerprint
    QByteArray body;                    // likewise
    // In flight while it lasts.
    DeliveryEnd end = {.state = DeliveryState::InFlight};
};

// Which deliveries of the log.
struct DeliveryLogSpec {
    // For that endpoint of the store, or any that had this name; 0 and empty: all.
    EndpointId endpoint = 0;
    QString endpointName = {};
    Micros since = 0;      // begun then or later
    bool texts = false;    // with headers, bodies and replies
};

struct DeliveryLogPage {
    std::vector<Delivery> deliveries;
    DeliveryId last = 0;    // of those looked at
    DeliveryId end = 0;     // the last there was with the first page
};

// The log of what was sent where: only added to, but that unknown outcomes come to be known. Lives with its EventStore
// and on its thread; any thread may call what returns a QFuture.
class Deliveries : public QObject {
    Q_OBJECT

public:
    explicit Deliveries(StoreNotes &notes);
    ~Deliveries() override;

    // Events to be stored with the delivery that sends them, and those that are stored already.
    struct Cargo {
        std::vector<EventId> stored;
        OriginId origin = 0;    // of the fresh ones: a complete origin
        std::vector<Event> fresh;
    };
    struct Begun {
        DeliveryId id = 0;
        std::vector<EventId> events;    // the stored ones, then the fresh ones
    };
    // Keeps the delivery and the fresh events in one transaction that survives a power cut, or nothing.
    // Nothing may be sent before it has finished. `started` 0: now. `events` is what the cargo holds;
    // without any, as given. An `end` other than in flight is kept with it. One that is in flight when
    // its process ends is unknown as soon as anyone opens the store to write. NotFound for a stored event
    // or an origin that is not there, BadInput for an origin that is not complete.
    [[nodiscard]] QFuture<Result<Begun>> begin(Delivery delivery, Cargo cargo, Told<Result<Begun>> told = {});
    // Survives a power cut, too. BadInput when it has ended already, but for unknown ones: they may
    // still get an outcome. NotFound when there is none of that id.
    [[nodiscard]] QFuture<Result<void>> finish(DeliveryId id, DeliveryEnd end, Told<Result<void>> told = {});

    // With everything, bodies too; the newest first.
    [[nodiscard]] QFuture<Result<std::vector<Delivery>>> ofEvent(EventId event, int limit = 100);
    // Without headers, bodies and replies; the newest first.
    [[nodiscard]] QFuture<Result<std::vector<Delivery>>> recent(int limit = 1000);
    [[nodiscard]] QFuture<Result<Delivery>> fetch(DeliveryId id);
    // In the order of their beginnings, as many as memory well holds, behind `after` and up to `end`; 0: what is the
    // last by now. There is more while last < end.
    [[nodiscard]] QFuture<Result<DeliveryLogPage>> log(DeliveryLogSpec spec, DeliveryId after = 0, DeliveryId end = 0);
    // The events it carried, in their order.
    [[nodiscard]] QFuture<Result<std::vector<EventId>>> eventsOf(DeliveryId id);

signals:
    // After a beginning or an end, also of another process; several may come as one.
    void changed();

private:
    StoreNotes &m_notes;
};

// "in-flight", "accepted", "partly-accepted", "rejected", "failed", "unknown", "cancelled".
[[nodiscard]] QByteArray deliveryStateId(DeliveryState state);

}

Q_DECLARE_METATYPE(eventscope::Delivery)
