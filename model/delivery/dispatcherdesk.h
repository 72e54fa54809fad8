// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/dispatcherjob.h"

#include <QTimer>

#include <random>

namespace eventscope {

// What works in a dispatcher's thread: its jobs, their lanes, and when to look at them. Made in the owner's thread
// and moved to its own before begin().
class DispatchDesk : public QObject, public DispatchHouse {
public:
    // What the owner is asked and told, each from the desk's thread.
    struct Owner {
        std::function<void(const Endpoint &, std::function<void(const KeyAnswer &)>)> keys;
        std::function<void(OutboxJobId, DeliveryId, const DeliveryEnd &, qint64)> delivered;
        std::function<void(const OutboxJob &)> settled;
        std::function<void(OutboxJobId, const Error &)> failed;
    };

    DispatchDesk(EventStore &store, ServiceSet services, Sender &sender, const DispatcherOptions &options, Owner owner);
    ~DispatchDesk() override;

    void begin();
    void take(OutboxJobId job);
    void setServices(ServiceSet services);
    void wake();
    void abort(OutboxJobId job);
    // Ends all that is on its way, records it and gives the leases back. The last call.
    void close();

    void askKeys(const Endpoint &endpoint, QObject *context, std::function<void(const KeyAnswer &)> then) override;
    [[nodiscard]] const std::vector<Endpoint> *endpoints() override;
    void forgetEndpoints() override;
    [[nodiscard]] const ServiceSet &services() const override { return m_services; }
    void touched() override;
    void delivered(OutboxJobId job, DeliveryId delivery, const DeliveryEnd &end, qint64 events) override;
    void settled(const OutboxJob &job) override;
    void failed(OutboxJobId job, const Error &error) override;
    void refuseLane(const DispatchLane &lane, const QString &message) override;
    void closeLane(DispatchLane &lane, const QFuture<Result<void>> &until) override;

private:
    [[nodiscard]] Micros now();
    void pump();
    void arm();
    void sweep();
    void storeChanged();
    void look();
    void seekAll();
    void add(const OutboxJob &info);
    [[nodiscard]] DispatchJob *find(OutboxJobId id) const;
    [[nodiscard]] std::shared_ptr<DispatchLane> laneOf(const Endpoint &endpoint);

    ServiceSet m_services;
    const bool m_all;
    const std::function<Micros()> m_clock;
    Owner m_owner;
    std::mt19937_64 m_random;
    WorkerPool m_pool;
    DispatchTools m_tools;

    std::map<QByteArray, std::shared_ptr<DispatchLane>> m_lanes;
    std::vector<DispatchLane *> m_closed;
    std::vector<DispatchJob *> m_jobs;    // the oldest first
    std::optional<std::vector<Endpoint>> m_endpoints;
    bool m_readingEndpoints = false;
    bool m_endpointsChanged = false;
    bool m_seeking = false;
    std::set<OutboxJobId> m_lookedAt;    // jobs that were over when they were found
    bool m_touched = false;
    bool m_closing = false;
    Micros m_latest = 0;    // seen on the clock
    QTimer m_timer{this};
    QTimer m_looking{this};
    QTimer m_seekingLater{this};
};

}
