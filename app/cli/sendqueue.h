// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/sendfeed.h"
#include "store/outbox.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace eventscope {

// Puts what a feed reads into the outbox. Files become orders once all of them are read, all or nothing; what
// comes from standard input is queued as it comes. One order holds so much that memory does not grow with the
// input. In the event loop.
class SendQueue : public QObject {
public:
    struct Told {
        std::function<void(OutboxJobId)> queued;
        std::function<void(const std::optional<Error> &)> ended;    // once, last
    };

    // `order` without items and events; each is given its part of the feed.
    SendQueue(EventStore &store, ServiceSet services, SendFeed &feed, OutboxOrder order, bool streams, Told told);
    ~SendQueue() override;

    void start();
    // What is not queued yet will not be.
    void stop();

private:
    template <typename T, typename Handler>
    void follow(const QFuture<Result<T>> &future, Handler handler);

    void ask();
    void read(std::vector<Event> events);
    void flush();
    void fileAll();
    void fileReplay();
    void sealNext();
    void queueReplay();
    void end(const std::optional<Error> &error);
    [[nodiscard]] OutboxOrder nextOrder();

    EventStore &m_store;
    const ServiceSet m_services;
    SendFeed &m_feed;
    const OutboxOrder m_order;
    const bool m_streams;
    const Told m_told;

    std::vector<Event> m_events;
    qsizetype m_bytes = 0;
    bool m_atEnd = false;
    bool m_stopped = false;
    int m_orders = 0;
    std::vector<OutboxJobId> m_open;    // to be sealed, the first last
    OriginId m_origin = 0;              // of a replay
    Row m_before = 0;
    QTimer m_hurry;
};

}
