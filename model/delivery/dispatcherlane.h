// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/transportform.h"
#include "store/outbox.h"

namespace eventscope {

// A definition's "rate": so many requests a second to begin; 0: none is said.
[[nodiscard]] double requestsPerSecond(const TransportForm &form);

// When the next request may begin, by what the policy, else the endpoint, else the definition says.
struct LanePace {
    double eventsPerSecond = 0;
    double requestsPerSecond = 0;

    [[nodiscard]] static LanePace of(const OutboxPolicy &policy, const Endpoint &endpoint, const TransportForm &form);
    // Between the beginning of a request of so many events and that of the next.
    [[nodiscard]] Micros after(qint64 events) const noexcept;
    // How many events go in one request at most, where the pace is to be kept by the second; 0: no limit.
    [[nodiscard]] qint64 mostEvents() const noexcept;
};

// What all that is sent to one endpoint has in common: how fast, how many at once, and whether it answers. Times
// are those of the dispatcher's clock. A value.
class DispatchLane {
public:
    // Jobs of one endpoint share a lane.
    [[nodiscard]] static QByteArray keyOf(const Endpoint &endpoint);

    // Whether a request may begin now; at most so many are on their way at once. One while nothing is reached, or
    // what is asked gives no answer.
    [[nodiscard]] bool mayBegin(Micros now, int concurrency) const noexcept;
    // The earliest moment at which that may be otherwise because of the time alone.
    [[nodiscard]] Micros opens() const noexcept;
    [[nodiscard]] bool isTroubled() const noexcept { return m_troubles > 0; }
    [[nodiscard]] bool isUnreached() const noexcept { return m_unreached; }
    [[nodiscard]] int troubles() const noexcept { return m_troubles; }

    void begun(Micros now, Micros pause) noexcept;
    // It is over: answered as it should, or trouble, with nothing to be sent for so long.
    void well() noexcept;
    void trouble(Micros now, Micros quiet, bool reached) noexcept;
    void ended() noexcept;
    // What kept the endpoint from being reached may have passed; the pace stays.
    void look() noexcept { m_quietUntil = 0; }
    // What was waited for by the clock is not known any more.
    void clockWasSet() noexcept { m_paceUntil = m_quietUntil = 0; }

private:
    int m_onTheirWay = 0;
    int m_troubles = 0;    // in a row
    bool m_unreached = false;
    Micros m_paceUntil = 0;
    Micros m_quietUntil = 0;
};

}
