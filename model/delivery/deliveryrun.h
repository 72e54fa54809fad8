// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/sender.h"
#include "service/services.h"
#include "store/deliveries.h"

#include <QObject>

#include <functional>
#include <memory>

namespace eventscope {

// An event to be sent: one of the store, or a fresh one that is stored when it is sent.
struct DeliveryItem {
    EventId id = 0;    // 0: fresh
    Event event;       // of a stored one, text and envelope are enough
};

// Where a run takes its events from: at most so many more, none at the end.
using DeliverySource = std::function<QFuture<Result<std::vector<DeliveryItem>>>(qint64 most)>;

struct DeliveryJob {
    Endpoint endpoint;
    TransportFormPtr form;
    Keys keys;
    DeliverySource source;
    qint64 batch = 0;        // events a request at most; 0: what the transport allows
    double perSecond = 0;    // events a second at most; 0: as fast as replies come
    OriginInfo origin;       // of fresh events; made when the first is sent
};

struct DeliverySummary {
    qint64 requests = 0;
    qint64 events = 0;      // sent or tried
    qint64 accepted = 0;    // by the service's own count where it has one
    qint64 rejected = 0;
    qint64 failed = 0;
    qint64 unknown = 0;
    qint64 cancelled = 0;
    bool paused = false;    // 401, 402 or 403 ended it
    QString message;        // of the last request that was not accepted
    DeliveryId last = 0;
};

// Sends a job's events, a request at a time: event and delivery are committed, then it is sent, then its
// end is recorded. Ends at the source's end, when it is cancelled, when the endpoint refuses the key
// (401, 402, 403), when nothing reaches it (what is Failed is not tried with the next batch), when the store
// cannot keep what was sent, and when the store's endpoint is no longer the job's: what was asked for is
// what goes out, and an endpoint that became production meanwhile takes its name. Lives on the thread that
// made it.
class DeliveryRun : public QObject {
    Q_OBJECT

public:
    DeliveryRun(
        EventStore &store, const Services &services, Sender &sender, DeliveryJob job, QObject *parent = nullptr);
    ~DeliveryRun() override;    // cancels; what is in flight is recorded as unknown

    void start();
    // What is in flight is aborted and recorded as far as it came.
    void cancel();
    [[nodiscard]] const DeliverySummary &summary() const;

signals:
    void progressed(const eventscope::DeliverySummary &summary);
    void delivered(eventscope::DeliveryId delivery);
    // The same, with what was recorded.
    void recorded(eventscope::DeliveryId delivery, const eventscope::DeliveryEnd &end, qint64 events);
    // Once, last; an Error when the run itself could not go on.
    void finished(const eventscope::DeliverySummary &summary);
    void failed(const eventscope::Error &error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

// Sources over what is at hand. Of a store's rows, those that are removed when their turn comes are left out.
[[nodiscard]] DeliverySource sourceOf(std::vector<DeliveryItem> items);
[[nodiscard]] DeliverySource sourceOf(EventStore &store, std::vector<Row> rows);

}

Q_DECLARE_METATYPE(eventscope::DeliverySummary)
