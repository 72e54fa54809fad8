// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"

#include <deque>
#include <memory>

namespace eventscope {

// Hands events and rejects to the store in batches, of which a few are on their way while the next is
// filled. For the thread that reads.
class ImportBatches {
public:
    ImportBatches(EventStore &store, OriginId origin);
    // Waits for what is on its way.
    ~ImportBatches();
    ImportBatches(const ImportBatches &) = delete;
    ImportBatches &operator=(const ImportBatches &) = delete;

    // What the texts of the events to come are in: held until those are written.
    void hold(std::shared_ptr<const void> texts);
    // False once the store has failed; finish() says why.
    [[nodiscard]] bool add(Event event);
    [[nodiscard]] bool add(Reject reject);
    [[nodiscard]] bool hasFailed() const noexcept { return !m_state; }
    [[nodiscard]] Result<void> finish();

private:
    using Held = std::vector<std::shared_ptr<const void>>;
    struct InFlight {
        Held held;    // longer than the future
        QFuture<Result<void>> written;
    };

    [[nodiscard]] bool sendEvents();
    [[nodiscard]] bool sendRejects();
    [[nodiscard]] bool sent(QFuture<Result<void>> future, Held held);
    [[nodiscard]] bool takeOldest();

    EventStore &m_store;
    OriginId m_origin;
    std::vector<Event> m_events;
    std::vector<Reject> m_rejects;
    qsizetype m_eventBytes = 0;
    qsizetype m_rejectBytes = 0;
    Held m_held;    // of the events to be sent; the last one also of those to come
    std::deque<InFlight> m_inFlight;
    Result<void> m_state;
};

}
