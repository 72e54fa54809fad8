// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/retrypace.h"
#include "delivery/sender.h"
#include "service/services.h"
#include "store/outbox.h"
#include "validation/serviceset.h"

#include <QObject>

#include <functional>
#include <memory>

namespace eventscope {

class EventStore;

struct DispatcherOptions {
    // The key of an endpoint, at each request; an Error holds the job (OutboxJob::Hold::Key) with its message.
    // Called in the dispatcher's own thread; must not block.
    std::function<Result<Keys>(const Endpoint &)> keys;
    // A sentence when nothing may be sent to that base URL: our own receiver forwards. It holds the job
    // (OutboxJob::Hold::Changed). May be empty; likewise in the dispatcher's own thread.
    std::function<QString(const QUrl &)> refuses = {};
    std::function<Micros()> clock = {};    // for tests, from any thread; empty: the system's
    quint64 seed = 0;                      // of the jitter; 0: at random
    RetryPace pace = {};
    // Takes up every job of the store that no living process has, but those for production endpoints; else only
    // those named by take().
    bool all = false;
};

// Whether there is anything to be sent of it: also where it is over but for what an ended process left unknown, and
// its policy says to try that again.
[[nodiscard]] bool mayGoOn(const OutboxJob &job);

// Sends what is queued: an outbox's jobs, each in its order, several endpoints side by side. For each request:
// the events are judged again by the rules on time windows, the request is made, delivery and states are
// committed, it is sent, and what came of it is committed.
//
// A reply decides: taken; refused for good (400, 422…: split when there were several); to be tried again (429,
// 5xx, no connection) after a pause that doubles with a jitter, or that the service asked for by Retry-After
// (seconds or a date); the key refused (401, 402, 403), which holds all that is for that endpoint. What went out
// without an answer is Unknown, and tried again only where a dedup key protects and the job says so; 502 and 504
// count as that, too. Attempts and age are bounded; what never went out is bounded by its age alone. While nothing
// reaches an endpoint, one event at a time tries it. What is held goes on when it is resumed in the store.
//
// The pace is the policy's, else the endpoint's, in events a second; else the definition's, in requests. Jobs of
// one endpoint share it, and the older one goes first.
//
// Works on a thread of its own; lives on the thread that made it, where signals leave. Destruction aborts what
// is in flight, records it, and releases the leases.
class Dispatcher : public QObject {
    Q_OBJECT

public:
    Dispatcher(
        EventStore &store, ServiceSet services, Sender &sender, DispatcherOptions options, QObject *parent = nullptr);
    ~Dispatcher() override;

    // Sends this job as well. Results are told by finished().
    void take(OutboxJobId job);
    // From the next request on.
    void setServices(ServiceSet services);
    // After a key was entered, or the clock or network changed: what waits is looked at again.
    void wake();
    // Aborts what is in flight of a job and records how far it came: for "cancel now".
    void abort(OutboxJobId job);

signals:
    // What was recorded of a request with so many events.
    void delivered(eventscope::OutboxJobId job, eventscope::DeliveryId delivery, const eventscope::DeliveryEnd &end,
        qint64 events);
    // Nothing of it is queued or in flight any more, or it is held, or another process sends it: `job` as it is
    // then.
    void settled(const eventscope::OutboxJob &job);
    // The store cannot keep what was sent, or cannot be read: nothing more is sent of that job.
    void failed(eventscope::OutboxJobId job, const eventscope::Error &error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
