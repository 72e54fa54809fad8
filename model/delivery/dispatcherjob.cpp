// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/dispatcherjob.h"

#include "delivery/deliverytext.h"
#include "delivery/endpointchange.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr Micros ahead = 200'000;    // a request is made no longer before it may go
constexpr qint64 mostBytes = 8 << 20;
constexpr qint64 mostAtOnce = 10'000;    // events, where a request has no limit
constexpr std::size_t mostMaking = 2;
constexpr qint64 fewest = 16;    // read at once of a replay

}

DispatchJob::DispatchJob(
    DispatchHouse &house, DispatchTools &tools, std::shared_ptr<DispatchLane> lane, OutboxJob info, QObject *parent)
    : QObject(parent)
    , m_house(house)
    , m_tools(tools)
    , m_lane(std::move(lane))
    , m_info(std::move(info))
{}

DispatchJob::~DispatchJob() = default;

// --- Beginning

void DispatchJob::start()
{
    m_claiming = m_tools.store.outbox().claim(id());
    followUp(this, m_claiming, [this](const std::optional<Result<bool>> &claimed) {
        if (!claimed)
            return;
        if (!*claimed)
            return fail(claimed->error());
        if (**claimed)
            return this->claimed();
        m_stage = Stage::Over;
        m_house.settled(m_info);
        soon();
    });
}

void DispatchJob::claimed()
{
    m_leased = true;
    if (!plan())
        return;
    const bool cancelled = m_info.counts[static_cast<std::size_t>(OutboxState::Cancelled)] > 0;
    const bool resumes = m_info.policy.resumeUnknown && m_plan->dedup && !cancelled;
    resumes ? resumeUnknown() : run();
}

// What an earlier process left unknown, by the job's setting; not what has had all its attempts.
void DispatchJob::resumeUnknown()
{
    followUp(
        this, m_tools.store.outbox().parts(id()), [this](const std::optional<Result<std::vector<OutboxPart>>> &parts) {
            if (!parts || !*parts)
                return parts ? fail(parts->error()) : void();
            std::vector<Outbox::Fate> fates;
            for (const OutboxPart &part : **parts) {
                if (part.state != OutboxState::Unknown || part.attempts >= m_info.policy.attempts)
                    continue;
                fates.push_back({part.first, part.count, OutboxState::Queued, 0, part.message});
                for (qint64 i = 0; i < part.count; ++i)
                    m_doubtful.insert(part.first + i);
            }
            if (!fates.empty())
                settle(std::move(fates));
            run();
        });
}

void DispatchJob::run()
{
    m_stage = Stage::Running;
    soon();
}

bool DispatchJob::plan()
{
    const ServicePtr service = m_house.services().services().find(m_info.endpoint.service);
    auto form = service ? TransportForm::of(service, m_info.endpoint.transport)
                        : Result<TransportFormPtr>(failure(Error::Kind::NotFound,
                              DeliveryText::tr("There is no definition of the service \"%1\" any more.")
                                  .arg(QString::fromUtf8(m_info.endpoint.service))));
    if (!form) {
        m_stage = Stage::Running;
        hold(OutboxJob::Hold::Changed, form.error().message);
        return false;
    }
    MakingPlan plan;
    plan.form = *form;
    plan.judge = m_house.services().judge(service->id());
    plan.dedup = DedupField::of(*service);
    plan.definitions = m_house.services().services().all();
    plan.endpoint = m_info.endpoint;
    plan.policy = m_info.policy;
    plan.tooOld = DeliveryText::tr("Not sent: it was queued longer ago than events of this order may be sent.");
    m_plan = std::make_shared<const MakingPlan>(std::move(plan));
    m_pace = LanePace::of(m_info.policy, m_info.endpoint, **form);
    return true;
}

void DispatchJob::replan()
{
    if (m_stage != Stage::Running)
        return;
    drop();
    static_cast<void>(plan());
}

// --- Going on

void DispatchJob::pump()
{
    if (m_stage != Stage::Running || m_writing > 0 || !m_plan)
        return;
    if (isOutdated())
        return;
    depart();
    if (wantsMore())
        readNext();
    const bool idle = m_slots.empty() && m_flights.empty() && m_settling.empty() && !m_reading;
    const bool saysSo = m_nothingMore && m_nextDue == 0;
    if (idle && (saysSo || (m_mayBeOver && m_lane->opens() > m_tools.now() + ahead)))
        recheck();
}

bool DispatchJob::isOutdated()
{
    if (m_info.endpoint.id == 0)
        return false;
    const std::vector<Endpoint> *known = m_house.endpoints();
    if (!known)
        return true;
    const QString reason = whyOutdated(m_info.endpoint, *known);
    if (!reason.isEmpty())
        hold(OutboxJob::Hold::Changed, reason);
    return !reason.isEmpty();
}

void DispatchJob::depart()
{
    const Micros now = m_tools.now();
    while (!m_slots.empty() && m_slots.front().made && m_lane->mayBegin(now, m_info.policy.concurrency)) {
        if (onTheirWay() >= static_cast<std::size_t>(std::max(m_info.policy.concurrency, 1)))
            return;
        MadeRequest made = std::move(*m_slots.front().made);
        m_slots.pop_front();
        m_lane->begun(now, m_pace.after(static_cast<qint64>(made.places.size())));
        auto *flight = new DispatchFlight(m_tools, id(), m_plan, std::move(made), ends(), this);
        m_flights.push_back(flight);
        flight->begin();
    }
}

// Those whose outcome is only to be kept are not.
std::size_t DispatchJob::onTheirWay() const
{
    return static_cast<std::size_t>(std::count_if(
        m_flights.begin(), m_flights.end(), [](const DispatchFlight *flight) { return flight->isOut(); }));
}

bool DispatchJob::wantsMore() const
{
    if (m_stage != Stage::Running || m_writing > 0 || m_halving > 0 || m_reading || m_rechecking)
        return false;
    const Micros now = m_tools.now();
    if (m_nothingMore && (m_nextDue == 0 || m_nextDue > now))
        return false;
    if (m_lane->opens() > now + ahead || (m_lane->isTroubled() && !(m_slots.empty() && m_flights.empty())))
        return false;
    const auto making = static_cast<std::size_t>(
        std::count_if(m_slots.begin(), m_slots.end(), [](const Slot &slot) { return !slot.made; }));
    return making < mostMaking && m_slots.size() <= static_cast<std::size_t>(std::max(m_info.policy.concurrency, 1));
}

void DispatchJob::readNext()
{
    m_reading = true;
    m_house.askKeys(m_info.endpoint, this, [this](const DispatchHouse::KeyAnswer &answer) {
        m_reading = false;
        if (m_stage != Stage::Running || m_writing > 0 || m_halving > 0)
            return;
        if (!answer.refusal.isEmpty())
            return hold(OutboxJob::Hold::Changed, answer.refusal);
        if (!answer.keys)
            return hold(OutboxJob::Hold::Key, answer.keys.error().message);
        readBatch(*answer.keys);
    });
}

qint64 DispatchJob::mostEvents() const
{
    const RequestForm *many = m_plan->form->many();
    qint64 most = many != nullptr ? std::min(many->most, mostAtOnce) : 1;
    for (const qint64 limit : {m_info.policy.batch, m_splitting.limit(), m_pace.mostEvents()}) {
        if (limit > 0)
            most = std::min(most, limit);
    }
    return m_lane->isUnreached() ? 1 : std::max<qint64>(most, 1);
}

void DispatchJob::readBatch(const Keys &keys)
{
    m_reading = true;
    m_nothingMore = false;
    m_nextDue = 0;
    const qint64 most = m_info.policy.speed ? std::min(mostEvents(), m_replayRead) : mostEvents();
    const Micros now = m_tools.now() + (m_hurry ? m_tools.pace.longest : 0);
    followUp(this, m_tools.store.outbox().next(id(), most, mostBytes, now, busy()),
        [this, keys, drops = m_drops](const std::optional<Result<Outbox::Batch>> &batch) {
            m_reading = false;
            if (!batch || m_stage != Stage::Running)
                return;
            if (!*batch)
                return fail(batch->error());
            if (drops == m_drops)
                batchRead(**batch, keys);
            soon();
        });
}

void DispatchJob::batchRead(Outbox::Batch batch, Keys keys)
{
    if (batch.places.empty()) {
        m_nothingMore = true;
        m_nextDue = batch.part.due;
        return;
    }
    std::size_t count = m_splitting.together(batch.places);
    if (m_info.policy.speed)
        count = dueOf(batch, count);
    if (count == 0)
        return;
    make(std::move(batch), {count, mostEvents()}, std::move(keys));
}

// How many of the first are due by the pace of the replay; when the next is, where none is.
std::size_t DispatchJob::dueOf(const Outbox::Batch &batch, std::size_t count)
{
    const double speed = *m_info.policy.speed;
    if (speed <= 0)
        return count;
    const auto scaled = [speed](Micros at) { return static_cast<Micros>(static_cast<double>(at) / speed); };
    const Micros now = m_tools.now();
    if (!m_anchor)
        m_anchor = now - scaled(batch.items.front().at);
    std::size_t due = 0;
    while (due < count && *m_anchor + scaled(batch.items[due].at) <= now)
        ++due;
    if (due == 0) {
        m_nothingMore = true;
        m_nextDue = *m_anchor + scaled(batch.items.front().at);
    }
    m_replayRead = due == batch.items.size() ? m_replayRead * 2 : std::max(fewest, static_cast<qint64>(due) * 2);
    m_replayRead = std::min(m_replayRead, mostAtOnce);
    return due;
}

void DispatchJob::make(Outbox::Batch batch, const MakingRange &range, Keys keys)
{
    const quint64 number = ++m_lastSlot;
    m_slots.push_back({number, batch.places.front(), batch.places[range.count - 1], std::nullopt});
    const auto work = [plan = m_plan, batch = std::move(batch), range, keys = std::move(keys), now = m_tools.now()] {
        return makeRequest(*plan, batch, range, keys, now);
    };
    inPool(m_tools, this, work, [this, number](const std::optional<MadeRequest> &made) {
        if (made)
            this->made(number, *made);
    });
}

void DispatchJob::made(quint64 number, MadeRequest made)
{
    const auto slot =
        std::find_if(m_slots.begin(), m_slots.end(), [number](const Slot &one) { return one.number == number; });
    if (slot == m_slots.end() || m_stage != Stage::Running)
        return;    // dropped meanwhile
    if (made.hold)
        return hold(made.hold->first, made.hold->second);
    if (!made.settled.empty())
        settle(std::move(made.settled));
    if (made.places.empty()) {
        m_slots.erase(slot);
    } else {
        const bool cut = made.places.back() < slot->last;
        slot->last = made.places.back();
        slot->made = std::move(made);
        if (cut)    // what was left over comes before what was read since
            m_slots.erase(std::next(slot), m_slots.end());
    }
    m_nothingMore = false;
    soon();
}

// While it is being written, these places look as if they were queued.
void DispatchJob::settle(std::vector<Outbox::Fate> fates)
{
    const std::pair<qint64, qint64> range{fates.front().first, fates.back().first + fates.back().count - 1};
    m_settling.push_back(range);
    followUp(this, m_tools.store.outbox().settle(id(), std::move(fates)),
        [this, range](const std::optional<Result<void>> &settled) {
            m_settling.erase(std::find(m_settling.begin(), m_settling.end(), range));
            if (settled && !*settled)
                return fail(settled->error());
            m_nothingMore = false;
            m_mayBeOver = true;
            soon();
        });
}

std::vector<std::pair<qint64, qint64>> DispatchJob::busy() const
{
    std::vector<std::pair<qint64, qint64>> busy;
    for (const Slot &slot : m_slots)
        busy.emplace_back(slot.first, slot.last - slot.first + 1);
    for (const auto &[first, last] : m_settling)
        busy.emplace_back(first, last - first + 1);
    for (const DispatchFlight *flight : m_flights) {
        const std::vector<qint64> &places = flight->made().places;
        if (flight->isDeparting())
            busy.emplace_back(places.front(), places.back() - places.front() + 1);
    }
    std::sort(busy.begin(), busy.end());
    return busy;
}

}
