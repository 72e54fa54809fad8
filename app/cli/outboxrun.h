// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/console.h"
#include "cli/interrupt.h"
#include "delivery/dispatcher.h"

#include <QEventLoop>

#include <map>
#include <set>

namespace eventscope {

class EventStore;

// What became of orders, over all of them.
struct OutboxTally {
    qint64 requests = 0;
    qint64 events = 0;      // of the orders
    qint64 accepted = 0;    // by the service's own count where it has one
    qint64 rejected = 0;
    qint64 failed = 0;
    qint64 unknown = 0;
    qint64 cancelled = 0;
    qint64 queued = 0;       // still
    bool refused = false;    // an endpoint wants nothing more: 401, 402, 403
    QString message;         // of the last request that was not accepted
};

// Works off orders of the outbox, and prints a line a request. Ends when nothing more can be done now: all are
// over or held, the endpoint was not reached so many times in a row, the reader has gone, or Ctrl+C.
class OutboxRun {
public:
    enum class End : quint8 { Done, Interrupted, Unreached, Held };

    struct Terms {
        std::function<Result<Keys>(const Endpoint &)> keys;
        int attempts = 1;    // that may find nobody there, in a row
        bool json = false;
    };

    OutboxRun(EventStore &store, const ServiceSet &services, Terms terms, const Interrupt &interrupt, Console &console);
    ~OutboxRun();

    void take(OutboxJobId job);
    // Nothing more will be taken.
    void seal();
    // Ends as if it were interrupted, with that error.
    void fail(const Error &error);

    // An Error when the store cannot keep what is sent, or as failed.
    [[nodiscard]] Result<End> run();
    // After the end, as the store has it.
    [[nodiscard]] Result<OutboxTally> tally();
    // Why an order is held; empty where none is.
    [[nodiscard]] QString holdMessage() const { return m_holdMessage; }
    [[nodiscard]] const std::vector<OutboxJobId> &jobs() const noexcept { return m_jobs; }

private:
    void delivered(DeliveryId delivery, const DeliveryEnd &end, qint64 events);
    void settled(const OutboxJob &job);
    void lookForEnd();
    void end(End how);

    EventStore &m_store;
    const Terms m_terms;
    Console &m_console;
    const Interrupt &m_interrupt;
    Sender m_sender;
    std::unique_ptr<Dispatcher> m_dispatcher;
    QEventLoop m_loop;
    std::vector<OutboxJobId> m_jobs;
    std::set<OutboxJobId> m_left;    // to be settled
    bool m_sealed = false;
    int m_misses = 0;
    std::optional<End> m_end;
    std::optional<Error> m_error;
    OutboxTally m_tally;
    QString m_holdMessage;
    qint64 m_takenPartly = 0;
    qint64 m_sentPartly = 0;
};

}
