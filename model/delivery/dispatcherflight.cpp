// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/dispatcherflight.h"

#include "delivery/deliverytext.h"

namespace eventscope {

namespace {

Exchange neverSent()
{
    Exchange exchange;
    exchange.way = Exchange::Way::Cancelled;
    exchange.message = DeliveryText::tr("Cancelled before anything was sent.");
    return exchange;
}

Exchange lostSight()
{
    Exchange exchange;
    exchange.way = Exchange::Way::NoAnswer;
    exchange.message =
        DeliveryText::tr("Eventscope stopped waiting for the reply. Whether the events were taken is not "
                         "known: look there before you send them again.");
    return exchange;
}

}

DispatchFlight::DispatchFlight(DispatchTools &tools, OutboxJobId job, std::shared_ptr<const MakingPlan> plan,
    MadeRequest made, Ends ends, QObject *parent)
    : QObject(parent)
    , m_tools(tools)
    , m_job(job)
    , m_plan(std::move(plan))
    , m_made(std::move(made))
    , m_ends(std::move(ends))
{}

DispatchFlight::~DispatchFlight() = default;

void DispatchFlight::begin()
{
    m_departing = m_tools.store.outbox().depart({m_job, m_plan->endpoint, m_made.places, std::move(m_made.delivery)});
    followUp(this, m_departing, [this](const std::optional<Result<DeliveryId>> &departed) {
        if (!departed || !*departed) {
            const Error error = departed ? departed->error() : Error{Error::Kind::Cancelled, QString()};
            return m_ends.stayed(*this, error);
        }
        m_delivery = **departed;
        send();
        m_ends.departed(*this);
    });
}

void DispatchFlight::send()
{
    if (m_aborted || m_withheld)
        return read(neverSent());
    m_stage = Stage::Sending;
    m_sending = m_tools.sender.send(
        std::move(m_made.request), sendOptionsOf(m_plan->endpoint), static_cast<quint64>(m_delivery));
    followUp(
        this, m_sending, [this](const std::optional<Exchange> &exchange) { read(exchange ? *exchange : lostSight()); });
}

// Long replies are searched for secrets: not here.
void DispatchFlight::read(Exchange exchange)
{
    m_stage = Stage::Reading;
    m_exchange = std::move(exchange);
    const auto work = [plan = m_plan, exchange = m_exchange, cuts = *m_made.cuts,
                          sent = static_cast<qint64>(m_made.places.size())] {
        return outcomeOf(*plan->form, exchange, sent, cuts);
    };
    inPool(m_tools, this, work, [this](const std::optional<DeliveryOutcome> &outcome) {
        if (!outcome)
            return;
        m_outcome = *outcome;
        judge();
    });
}

void DispatchFlight::judge()
{
    m_stage = Stage::Arriving;
    const RequestFate decided = fate();
    m_halved = decided.halve;
    followUp(this, arrive(decided),
        [this](const std::optional<Result<void>> &kept) { m_ends.kept(*this, kept.value_or(Result<void>())); });
    m_ends.judged(*this, decided);
}

RequestFate DispatchFlight::fate()
{
    FateTerms terms = m_ends.ended(*this);
    terms.attempts = m_made.attempts + 1;
    terms.queued = m_made.queued;
    terms.guarded = m_made.guarded;
    terms.aborted = m_aborted;
    return fateOf(m_exchange, m_outcome, static_cast<qint64>(m_made.places.size()), terms);
}

QFuture<Result<void>> DispatchFlight::arrive(const RequestFate &fate)
{
    return m_tools.store.outbox().arrive(m_job, m_delivery, m_outcome.end, fates(fate));
}

std::vector<Outbox::Fate> DispatchFlight::fates(const RequestFate &fate) const
{
    std::vector<Outbox::Fate> fates;
    for (const qint64 place : m_made.places) {
        if (!fates.empty() && fates.back().first + fates.back().count == place)
            ++fates.back().count;
        else
            fates.push_back({place, 1, fate.state, fate.due, fate.message});
    }
    return fates;
}

void DispatchFlight::abort()
{
    m_aborted = true;
    if (m_stage == Stage::Sending)
        m_tools.sender.cancel(static_cast<quint64>(m_delivery));
}

void DispatchFlight::withhold()
{
    m_withheld = true;
}

void DispatchFlight::stop()
{
    if (m_stage == Stage::Sending)
        m_tools.sender.cancel(static_cast<quint64>(m_delivery));
}

// What is waited for is short: a commit that is under way, a request that was ended.
void DispatchFlight::close()
{
    if (m_stage == Stage::Arriving)
        return;
    if (m_stage == Stage::Departing) {
        m_departing.waitForFinished();
        if (m_departing.resultCount() == 0 || !m_departing.result())
            return;
        m_delivery = *m_departing.result();
        m_exchange = neverSent();
    } else if (m_stage == Stage::Sending) {
        m_sending.waitForFinished();
        m_exchange = m_sending.resultCount() > 0 ? m_sending.result() : lostSight();
    }
    m_outcome = outcomeOf(*m_plan->form, m_exchange, static_cast<qint64>(m_made.places.size()), *m_made.cuts);
    m_stage = Stage::Arriving;
    static_cast<void>(arrive(fate()));
}

}
