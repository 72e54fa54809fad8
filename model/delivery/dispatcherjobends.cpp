// SPDX-License-Identifier: GPL-3.0-or-later
// What comes of a job's requests, and how it is held and ends.
#include "delivery/deliveryrecord.h"

#include "delivery/deliverytext.h"
#include "delivery/dispatcherjob.h"
#include "delivery/outboxorders.h"
#include "event/tr.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr int mostMisses = 5;
constexpr Micros aMoment = 50'000;

}

// --- Requests

DispatchFlight::Ends DispatchJob::ends()
{
    return {
        [this](DispatchFlight &flight, const Error &error) { flightStayed(flight, error); },
        [this](DispatchFlight &) {
            m_misses = 0;
            soon();
        },
        [this](DispatchFlight &flight) { return terms(flight); },
        [this](DispatchFlight &flight, const RequestFate &fate) { flightJudged(flight, fate); },
        [this](DispatchFlight &flight, const Result<void> &kept) { flightKept(flight, kept); },
    };
}

FateTerms DispatchJob::terms(DispatchFlight &flight)
{
    const std::vector<qint64> &places = flight.made().places;
    FateTerms terms;
    terms.policy = m_info.policy;
    terms.pace = m_tools.pace;
    terms.now = m_tools.now();
    terms.troubles = m_lane->troubles();
    terms.chance = m_tools.chance();
    terms.doubtful =
        std::any_of(places.begin(), places.end(), [this](qint64 place) { return m_doubtful.contains(place); });
    if (!flight.made().guarded)
        terms.unguarded = whyNotResumed(*m_plan->form->service());
    return terms;
}

// Somebody else changed what was to go, or holds it; or it cannot be kept.
void DispatchJob::flightStayed(DispatchFlight &flight, const Error &error)
{
    m_lane->ended();
    remove(flight);
    drop();
    const bool changed = error.kind == Error::Kind::Cancelled || error.kind == Error::Kind::BadInput;
    if (!changed || ++m_misses > mostMisses)
        return fail(error);
    m_nothingMore = false;
    m_house.forgetEndpoints();
    recheck();
}

void DispatchJob::flightJudged(DispatchFlight &flight, const RequestFate &fate)
{
    const std::vector<qint64> &places = flight.made().places;
    const Micros now = m_tools.now();
    m_lane->ended();
    m_hurry = false;
    if (fate.quiet) {
        m_lane->trouble(now, *fate.quiet, fate.reached);
        m_anchor.reset();
        drop();
    } else if (fate.reached && !flight.wasAborted()) {
        m_hurry = m_lane->isUnreached();    // the others wait for nothing else
        m_lane->well();
    }
    for (const qint64 place : places) {
        if (fate.doubtful)
            m_doubtful.insert(place);
        else if (fate.state != OutboxState::Queued)
            m_doubtful.erase(place);
    }
    learn(places, fate);
    if (fate.hold)
        refused(fate.message);
    soon();
}

void DispatchJob::learn(const std::vector<qint64> &places, const RequestFate &fate)
{
    if (fate.halve) {
        m_splitting.halve(places);
        ++m_halving;
        drop();
    }
    if (fate.tooMany)
        m_splitting.tooMany(static_cast<qint64>(places.size()));
    if (fate.state == OutboxState::Accepted || fate.state == OutboxState::Partly)
        m_splitting.taken(places);
    if (fate.state == OutboxState::Rejected && places.size() == 1)
        m_splitting.refusedAlone(places.front());
    if (m_splitting.isHopeless()) {
        m_splitting.hopeAgain();
        hold(OutboxJob::Hold::Endpoint,
            tr("%n event(s) in a row were refused one by one, the last with: %1 Look at what the service "
               "says before you go on.",
                nullptr, Splitting::mostInRow)
                .arg(fate.message));
    }
}

void DispatchJob::flightKept(DispatchFlight &flight, const Result<void> &kept)
{
    const DeliveryId delivery = flight.delivery();
    const DeliveryEnd end = flight.end();
    const auto events = static_cast<qint64>(flight.made().places.size());
    m_halving -= flight.isHalved() ? 1 : 0;
    remove(flight);
    if (!kept)
        return fail(unrecorded(kept.error(), end));
    m_nothingMore = false;
    m_mayBeOver = true;
    m_house.delivered(id(), delivery, end, events);
    soon();
}

void DispatchJob::remove(DispatchFlight &flight)
{
    std::erase(m_flights, &flight);
    flight.deleteLater();
}

void DispatchJob::drop()
{
    m_slots.clear();
    ++m_drops;
}

// --- Holding

// The endpoint wants none of it, whoever sends.
void DispatchJob::refused(const QString &message)
{
    if (m_info.endpoint.id == 0)
        return m_house.refuseLane(*m_lane, message);
    drop();
    const QFuture<Result<void>> held = m_tools.store.outbox().holdEndpoint(m_info.endpoint.id, message);
    m_house.closeLane(*m_lane, held);
    waitFor(held);
}

void DispatchJob::holdForEndpoint(const QString &message)
{
    if (m_stage == Stage::Running)
        hold(OutboxJob::Hold::Endpoint, message);
}

void DispatchJob::hold(OutboxJob::Hold why, const QString &message)
{
    drop();
    waitFor(m_tools.store.outbox().hold(id(), why, message));
}

// Nothing is done until it is in the store and read again from there.
void DispatchJob::waitFor(const QFuture<Result<void>> &write)
{
    ++m_writing;
    followUp(this, write, [this](const std::optional<Result<void>> &written) {
        --m_writing;
        if (written && !*written)
            return fail(written->error());
        recheck();
    });
}

void DispatchJob::look()
{
    if (m_stage == Stage::Held)
        return recheck();
    m_nothingMore = false;
    soon();
}

void DispatchJob::wake()
{
    m_hurry = m_lane->isUnreached();
    m_nothingMore = false;
    if (m_stage != Stage::Held || m_info.hold != OutboxJob::Hold::Key)
        return look();
    m_house.askKeys(m_info.endpoint, this, [this](const DispatchHouse::KeyAnswer &answer) {
        if (!answer.keys || m_stage != Stage::Held)
            return;
        waitFor(m_tools.store.outbox().resume(id()));
    });
}

void DispatchJob::recheck()
{
    if (m_stage == Stage::Over || std::exchange(m_rechecking, true))
        return;
    m_mayBeOver = false;
    followUp(this, m_tools.store.outbox().job(id()), [this](const std::optional<Result<OutboxJob>> &info) {
        m_rechecking = false;
        if (!info || m_stage == Stage::Over)
            return;
        if (!*info)
            return fail(info->error());
        rechecked(**info);
        soon();
    });
}

void DispatchJob::rechecked(const OutboxJob &info)
{
    const bool policyChanged = m_info.policy != info.policy;
    m_info = info;
    if (info.hold != OutboxJob::Hold::None) {
        drop();
        const bool settles = m_stage != Stage::Held && m_flights.empty() && m_writing == 0;
        if (settles) {
            m_stage = Stage::Held;
            m_house.settled(info);
        }
        return;
    }
    if (m_stage == Stage::Held) {
        m_stage = Stage::Running;
        m_anchor.reset();
        m_splitting.hopeAgain();
        m_nothingMore = false;
    }
    if (policyChanged || !m_plan) {
        drop();
        if (!plan())
            return;
    }
    if (info.isOver() && m_flights.empty())
        return finish();
    // What was read and what stands there now differ: something happened in between.
    if (m_nothingMore && m_nextDue == 0)
        m_nextDue = m_tools.now() + aMoment;
}

void DispatchJob::finish()
{
    m_stage = Stage::Over;
    m_leased = false;
    static_cast<void>(m_tools.store.outbox().release(id()));
    m_house.settled(m_info);
    soon();
}

void DispatchJob::fail(const Error &error)
{
    if (m_stage == Stage::Over)
        return;
    m_stage = Stage::Over;
    drop();
    for (DispatchFlight *flight : m_flights)
        flight->withhold();
    m_house.failed(id(), error);
    soon();
}

// --- Ending

Micros DispatchJob::wakeAt() const
{
    if (m_stage != Stage::Running || m_writing > 0)
        return 0;
    const Micros now = m_tools.now();
    const Micros opens = m_lane->opens();
    if (!m_slots.empty() && m_slots.front().made && opens > now)
        return opens;
    if (m_reading || m_rechecking)
        return 0;
    if (m_nothingMore)
        return m_nextDue == 0 ? 0 : std::max(m_nextDue, opens);
    return opens > now ? opens : 0;
}

void DispatchJob::abort()
{
    drop();
    for (DispatchFlight *flight : m_flights)
        flight->abort();
    m_nothingMore = false;
    soon();
}

void DispatchJob::stop()
{
    for (DispatchFlight *flight : m_flights)
        flight->stop();
}

void DispatchJob::close()
{
    for (DispatchFlight *flight : m_flights)
        flight->close();
    if (m_stage == Stage::Starting && m_claiming.isValid()) {
        m_claiming.waitForFinished();
        m_leased = m_claiming.resultCount() > 0 && m_claiming.result().value_or(false);
    }
    if (std::exchange(m_leased, false))
        static_cast<void>(m_tools.store.outbox().release(id()));
    m_stage = Stage::Over;
}

}
