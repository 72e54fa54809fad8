// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/dispatcherfate.h"

#include "delivery/deliverytext.h"

#include <algorithm>

namespace eventscope {

namespace {

// Whatever a definition says of others.
bool mayComeGood(int status)
{
    return status == 408 || status == 425 || status == 429;
}

// Something between us and the service gave up waiting for it: it may have taken them all the same.
bool isBetween(int status)
{
    return status == 502 || status == 504;
}

// What is wrong with the request for any event is not mended by sending fewer.
bool mayBeTheEvents(int status)
{
    return (status >= 200 && status < 300) || status == 400 || status == 409 || status == 413 || status == 422;
}

class Judging {
public:
    Judging(const Exchange &exchange, const DeliveryOutcome &outcome, qint64 sent, const FateTerms &terms)
        : m_exchange(exchange)
        , m_outcome(outcome)
        , m_sent(sent)
        , m_terms(terms)
    {
        m_fate.message = outcome.end.message;
    }

    [[nodiscard]] RequestFate result()
    {
        switch (m_exchange.way) {
        case Exchange::Way::Cancelled:
            end(m_terms.aborted ? OutboxState::Cancelled : OutboxState::Queued);
            break;
        case Exchange::Way::NotSent:
            notSent();
            break;
        case Exchange::Way::NoAnswer:
            inDoubt();
            break;
        case Exchange::Way::Replied:
            replied();
            break;
        }
        settleDoubt();
        return std::move(m_fate);
    }

private:
    void end(OutboxState state) { m_fate.state = state; }
    void notSent();
    void replied();
    void refused();
    void inDoubt();
    void again(OutboxState otherwise, bool bounded = true);
    void settleDoubt();

    const Exchange &m_exchange;
    const DeliveryOutcome &m_outcome;
    qint64 m_sent;
    const FateTerms &m_terms;
    RequestFate m_fate;
};

void Judging::notSent()
{
    m_fate.reached = false;
    if (m_terms.aborted)
        return end(OutboxState::Cancelled);
    again(OutboxState::Failed, false);
}

// It may have been taken.
void Judging::inDoubt()
{
    m_fate.doubtful = true;
    if (m_terms.guarded && m_terms.policy.resumeUnknown && !m_terms.aborted)
        return again(OutboxState::Unknown);
    end(OutboxState::Unknown);
    if (!m_terms.guarded && !m_terms.unguarded.isEmpty())
        m_fate.message += u' ' + m_terms.unguarded;
    m_fate.quiet = pauseAfter(m_terms.pace, m_terms.troubles + 1, m_terms.chance) / 2;
}

void Judging::replied()
{
    const int status = m_outcome.end.status;
    if (m_outcome.end.state == DeliveryState::Accepted)
        return end(OutboxState::Accepted);
    if (m_outcome.end.state == DeliveryState::Partly)
        return end(OutboxState::Partly);
    if (m_outcome.pause) {
        m_fate.hold = true;
        return end(OutboxState::Queued);
    }
    if (isBetween(status) && m_outcome.retry && !m_terms.guarded)
        return inDoubt();
    if (m_outcome.retry || mayComeGood(status)) {
        m_fate.doubtful = isBetween(status);
        return again(OutboxState::Failed);
    }
    refused();
}

void Judging::refused()
{
    const int status = m_outcome.end.status;
    end(OutboxState::Rejected);
    // What the service counts it has looked at one by one.
    const bool counted = m_outcome.end.accepted >= 0;
    if (m_sent < 2 || !m_terms.policy.splitRefused || !mayBeTheEvents(status) || counted)
        return;
    m_fate.halve = true;
    m_fate.tooMany = status == 413;
    end(OutboxState::Queued);
}

void Judging::again(OutboxState otherwise, bool bounded)
{
    const std::optional<Micros> wished = wishedPause(m_exchange.reply.headers, m_terms.now, m_terms.pace);
    const int times = std::max(m_terms.attempts, m_terms.troubles + 1);
    const Micros pause = wished.value_or(pauseAfter(m_terms.pace, times, m_terms.chance));
    const Micros due = m_terms.now + pause;
    const int status = m_outcome.end.status;
    // What only some events bring about must not keep the others back for as long as them.
    const bool forAll = wished || status == 429 || m_exchange.way == Exchange::Way::NotSent;
    m_fate.quiet = forAll ? pause : pause / 2;
    if (bounded && m_terms.attempts >= m_terms.policy.attempts) {
        end(otherwise);
        if (m_terms.attempts > 1)
            m_fate.message = DeliveryText::tr("%1 This was attempt %2, the last one.")
                                 .arg(m_fate.message, QString::number(m_terms.attempts));
        return;
    }
    if (due - m_terms.queued > m_terms.policy.age) {
        end(otherwise);
        m_fate.message = DeliveryText::tr("%1 Another attempt would come later than is allowed after it was queued.")
                             .arg(m_fate.message);
        return;
    }
    end(OutboxState::Queued);
    m_fate.due = due;
}

// What was perhaps taken before is not said to have failed.
void Judging::settleDoubt()
{
    m_fate.doubtful = m_fate.doubtful || m_terms.doubtful;
    if (m_fate.state == OutboxState::Failed && m_fate.doubtful)
        end(OutboxState::Unknown);
    if (m_fate.state != OutboxState::Queued)
        m_fate.doubtful = false;
}

}

RequestFate fateOf(const Exchange &exchange, const DeliveryOutcome &outcome, qint64 sent, const FateTerms &terms)
{
    return Judging(exchange, outcome, sent, terms).result();
}

}
