// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/outboxrun.h"

#include "cli/await.h"
#include "cli/sendreport.h"
#include "store/eventstore.h"

#include <algorithm>

namespace eventscope {

OutboxRun::OutboxRun(
    EventStore &store, const ServiceSet &services, Terms terms, const Interrupt &interrupt, Console &console)
    : m_store(store)
    , m_terms(std::move(terms))
    , m_console(console)
    , m_interrupt(interrupt)
{
    DispatcherOptions options;
    options.keys = m_terms.keys;
    m_dispatcher = std::make_unique<Dispatcher>(store, services, m_sender, std::move(options));
    QObject::connect(m_dispatcher.get(), &Dispatcher::delivered, &m_loop,
        [this](OutboxJobId, DeliveryId id, const DeliveryEnd &end, qint64 events) { delivered(id, end, events); });
    QObject::connect(m_dispatcher.get(), &Dispatcher::settled, &m_loop, [this](const OutboxJob &job) { settled(job); });
    QObject::connect(
        m_dispatcher.get(), &Dispatcher::failed, &m_loop, [this](OutboxJobId, const Error &error) { fail(error); });
    QObject::connect(&interrupt, &Interrupt::asked, &m_loop, [this] { end(End::Interrupted); });
}

OutboxRun::~OutboxRun() = default;

void OutboxRun::take(OutboxJobId job)
{
    m_jobs.push_back(job);
    if (m_end)
        return;
    m_left.insert(job);
    m_dispatcher->take(job);
}

void OutboxRun::seal()
{
    m_sealed = true;
    lookForEnd();
}

void OutboxRun::fail(const Error &error)
{
    if (!m_error)
        m_error = error;
    end(End::Interrupted);
}

void OutboxRun::delivered(DeliveryId delivery, const DeliveryEnd &end, qint64 events)
{
    ++m_tally.requests;
    if (end.state != DeliveryState::Accepted)
        m_tally.message = end.message;
    if (end.state == DeliveryState::Partly) {
        m_sentPartly += events;
        m_takenPartly += std::clamp<qint64>(end.accepted, 0, events);
    }
    m_console.print(requestLine(delivery, end, events, m_terms.json));
    m_misses = end.state == DeliveryState::Failed ? m_misses + 1 : 0;
    if (m_console.readerGone())
        this->end(End::Interrupted);
    else if (m_misses >= m_terms.attempts)
        this->end(End::Unreached);
}

void OutboxRun::settled(const OutboxJob &job)
{
    m_left.erase(job.id);
    if (!job.isOver() && m_holdMessage.isEmpty())
        m_holdMessage = job.holdMessage;
    m_tally.refused = m_tally.refused || job.hold == OutboxJob::Hold::Endpoint;
    // What the endpoint wants no more of is not offered it again.
    if (m_tally.refused)
        return end(End::Held);
    lookForEnd();
}

void OutboxRun::lookForEnd()
{
    if (m_sealed && m_left.empty())
        end(m_holdMessage.isEmpty() ? End::Done : End::Held);
}

void OutboxRun::end(End how)
{
    if (m_end)
        return;
    m_end = how;
    m_loop.quit();
}

Result<OutboxRun::End> OutboxRun::run()
{
    if (m_interrupt.wasAsked())
        end(End::Interrupted);
    if (!m_end)
        m_loop.exec();
    m_dispatcher.reset();
    if (m_error)
        return failure(*m_error);
    return *m_end;
}

Result<OutboxTally> OutboxRun::tally()
{
    OutboxTally tally = m_tally;
    for (const OutboxJobId id : m_jobs) {
        const auto job = await(m_store.outbox().job(id));
        if (!job)
            return failure(job.error());
        const auto of = [&job](OutboxState state) { return job->counts[static_cast<std::size_t>(state)]; };
        tally.events += job->events();
        tally.accepted += of(OutboxState::Accepted);
        tally.rejected += of(OutboxState::Rejected);
        tally.failed += of(OutboxState::Failed);
        tally.unknown += of(OutboxState::Unknown) + of(OutboxState::InFlight);
        tally.cancelled += of(OutboxState::Cancelled);
        tally.queued += of(OutboxState::Queued);
    }
    tally.accepted += m_takenPartly;
    tally.rejected += m_sentPartly - m_takenPartly;
    return tally;
}

}
