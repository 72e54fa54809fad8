// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/dispatcherfate.h"
#include "delivery/dispatchermaking.h"
#include "delivery/dispatchertools.h"

#include <QObject>
#include <QPointer>

namespace eventscope {

// One request from its departure to what came of it: committed, sent, read, committed. In the dispatcher's thread;
// its answers come from there as well, and never from within a call.
class DispatchFlight : public QObject {
public:
    // What its job is told. The flight lives until the last of them has been called.
    struct Ends {
        // It could not depart; nothing of it was kept. Cancelled: the job is held. BadInput: its events are not
        // queued any more.
        std::function<void(DispatchFlight &, const Error &)> stayed;
        // It is committed; from now on its events are in flight.
        std::function<void(DispatchFlight &)> departed;
        // It is over, and the line is free; gives the terms by which its fate is found.
        std::function<FateTerms(DispatchFlight &)> ended;
        std::function<void(DispatchFlight &, const RequestFate &)> judged;
        // It is kept, or could not be.
        std::function<void(DispatchFlight &, const Result<void> &)> kept;
    };

    DispatchFlight(DispatchTools &tools, OutboxJobId job, std::shared_ptr<const MakingPlan> plan, MadeRequest made,
        Ends ends, QObject *parent);
    ~DispatchFlight() override;

    void begin();
    // By a person: what went out is recorded as far as it came.
    void abort();
    // Of its order nothing more is sent: where it did not go out yet, it does not, and its events stay queued.
    void withhold();
    // The first and second half of ending at once: ends the request, then waits for it and gives what came of it to
    // the store.
    void stop();
    void close();

    [[nodiscard]] const MadeRequest &made() const noexcept { return m_made; }
    [[nodiscard]] bool isDeparting() const noexcept { return m_stage == Stage::Departing; }
    // It departs or is out, and what came of it is not known.
    [[nodiscard]] bool isOut() const noexcept { return m_stage != Stage::Arriving; }
    [[nodiscard]] bool wasAborted() const noexcept { return m_aborted; }
    [[nodiscard]] bool isHalved() const noexcept { return m_halved; }
    [[nodiscard]] DeliveryId delivery() const noexcept { return m_delivery; }
    [[nodiscard]] const DeliveryEnd &end() const noexcept { return m_outcome.end; }

private:
    enum class Stage : quint8 { Departing, Sending, Reading, Arriving };

    void send();
    void read(Exchange exchange);
    void judge();
    [[nodiscard]] RequestFate fate();
    [[nodiscard]] QFuture<Result<void>> arrive(const RequestFate &fate);
    [[nodiscard]] std::vector<Outbox::Fate> fates(const RequestFate &fate) const;

    DispatchTools &m_tools;
    const OutboxJobId m_job;
    const std::shared_ptr<const MakingPlan> m_plan;
    MadeRequest m_made;
    Ends m_ends;
    Stage m_stage = Stage::Departing;
    bool m_aborted = false;
    bool m_withheld = false;
    bool m_halved = false;
    DeliveryId m_delivery = 0;
    Exchange m_exchange;
    DeliveryOutcome m_outcome;
    QFuture<Result<DeliveryId>> m_departing;
    QFuture<Exchange> m_sending;
};

}
