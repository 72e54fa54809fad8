// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/dispatcherflight.h"
#include "delivery/dispatcherlane.h"
#include "delivery/splitting.h"

#include <deque>
#include <map>

namespace eventscope {

// What a dispatcher gives its jobs. In its thread.
class DispatchHouse {
public:
    struct KeyAnswer {
        Result<Keys> keys;
        QString refusal;    // why nothing may be sent to that address; empty where it may
    };

    virtual ~DispatchHouse() = default;

    // The answer comes later, in this thread, unless the context is gone.
    virtual void askKeys(const Endpoint &endpoint, QObject *context, std::function<void(const KeyAnswer &)> then) = 0;
    // The store's endpoints as they are now; null while they are being read: everybody is looked at when they are.
    [[nodiscard]] virtual const std::vector<Endpoint> *endpoints() = 0;
    // What is known of them is not so any more.
    virtual void forgetEndpoints() = 0;
    [[nodiscard]] virtual const ServiceSet &services() const = 0;
    // All is looked at again, soon.
    virtual void touched() = 0;

    virtual void delivered(OutboxJobId job, DeliveryId delivery, const DeliveryEnd &end, qint64 events) = 0;
    virtual void settled(const OutboxJob &job) = 0;
    virtual void failed(OutboxJobId job, const Error &error) = 0;
    // All jobs of that lane are held, as their endpoint refuses.
    virtual void refuseLane(const DispatchLane &lane, const QString &message) = 0;
    // Nothing is sent to that lane until the future has finished.
    virtual void closeLane(DispatchLane &lane, const QFuture<Result<void>> &until) = 0;
};

// One job at work: reads what is next, has it made, and lets it go when its lane allows. In the dispatcher's
// thread.
class DispatchJob : public QObject {
public:
    DispatchJob(DispatchHouse &house, DispatchTools &tools, std::shared_ptr<DispatchLane> lane, OutboxJob info,
        QObject *parent);
    ~DispatchJob() override;

    [[nodiscard]] OutboxJobId id() const noexcept { return m_info.id; }
    [[nodiscard]] DispatchLane &lane() const noexcept { return *m_lane; }
    // Takes the lease first; a job that another process sends is told as settled and over here.
    void start();
    // Lets go what may go, and sees to what is next.
    void pump();
    // Something of it may have changed in the store.
    void look();
    // A key may be there now, the endpoint within reach.
    void wake();
    // The definitions in force are others.
    void replan();
    void holdForEndpoint(const QString &message);
    // What waits in memory is old: the lane is in trouble.
    void drop();
    void abort();
    // In two steps, so that several end together; gives the lease back.
    void stop();
    void close();
    // When to pump although nothing happens; 0: never.
    [[nodiscard]] Micros wakeAt() const;
    // Nothing more is done for it.
    [[nodiscard]] bool isOver() const noexcept { return m_stage == Stage::Over && m_flights.empty(); }

private:
    enum class Stage : quint8 { Starting, Running, Held, Over };
    struct Slot {
        quint64 number = 0;
        qint64 first = 0;
        qint64 last = 0;
        std::optional<MadeRequest> made;
    };

    void claimed();
    void resumeUnknown();
    void run();
    [[nodiscard]] bool plan();
    [[nodiscard]] bool isOutdated();
    [[nodiscard]] qint64 mostEvents() const;
    [[nodiscard]] std::size_t onTheirWay() const;

    void depart();
    [[nodiscard]] bool wantsMore() const;
    void readNext();
    void readBatch(const Keys &keys);
    void batchRead(Outbox::Batch batch, Keys keys);
    [[nodiscard]] std::size_t dueOf(const Outbox::Batch &batch, std::size_t count);
    void make(Outbox::Batch batch, const MakingRange &range, Keys keys);
    void made(quint64 number, MadeRequest made);
    void settle(std::vector<Outbox::Fate> fates);
    [[nodiscard]] std::vector<std::pair<qint64, qint64>> busy() const;

    [[nodiscard]] DispatchFlight::Ends ends();
    [[nodiscard]] FateTerms terms(DispatchFlight &flight);
    void flightStayed(DispatchFlight &flight, const Error &error);
    void flightJudged(DispatchFlight &flight, const RequestFate &fate);
    void flightKept(DispatchFlight &flight, const Result<void> &kept);
    void learn(const std::vector<qint64> &places, const RequestFate &fate);
    void remove(DispatchFlight &flight);

    void refused(const QString &message);
    void hold(OutboxJob::Hold why, const QString &message);
    void waitFor(const QFuture<Result<void>> &write);
    void recheck();
    void rechecked(const OutboxJob &info);
    void fail(const Error &error);
    void finish();
    void soon() { m_house.touched(); }

    DispatchHouse &m_house;
    DispatchTools &m_tools;
    const std::shared_ptr<DispatchLane> m_lane;
    OutboxJob m_info;
    std::shared_ptr<const MakingPlan> m_plan;
    LanePace m_pace;
    Splitting m_splitting;
    Stage m_stage = Stage::Starting;
    bool m_leased = false;
    QFuture<Result<bool>> m_claiming;

    std::deque<Slot> m_slots;    // in the order in which they were read
    quint64 m_lastSlot = 0;
    std::vector<DispatchFlight *> m_flights;
    std::vector<std::pair<qint64, qint64>> m_settling;    // first and last
    std::set<qint64> m_doubtful;                          // may have been taken by an earlier attempt

    bool m_reading = false;    // the keys, or what is next
    bool m_rechecking = false;
    int m_writing = 0;    // holds that are not committed yet
    int m_halving = 0;    // refused batches likewise: what is behind them does not overtake their halves
    quint64 m_drops = 0;
    Micros m_nextDue = 0;              // nothing is to be read before
    bool m_nothingMore = false;        // as far as is known
    bool m_mayBeOver = false;          // something came to its end since it was looked at
    bool m_hurry = false;              // what waits for the endpoint to be reached is tried now
    int m_misses = 0;                  // departures in a row that found their events changed
    std::optional<Micros> m_anchor;    // of a replay: when its beginning was
    qint64 m_replayRead = 16;
};

}
