// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/dispatcherdesk.h"

#include "store/endpoints.h"

#include <algorithm>
#include <thread>

namespace eventscope {

namespace {

constexpr std::chrono::milliseconds lookEvery{50};     // at what changed in the store
constexpr std::chrono::milliseconds seekEvery{500};    // for jobs of others
constexpr Micros clockLeap = 2'000'000;

std::size_t makingThreads()
{
    return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 4);
}

std::mt19937_64 seeded(quint64 seed)
{
    return std::mt19937_64(seed != 0 ? seed : std::random_device()());
}

}

DispatchDesk::DispatchDesk(
    EventStore &store, ServiceSet services, Sender &sender, const DispatcherOptions &options, Owner owner)
    : m_services(std::move(services))
    , m_all(options.all)
    , m_clock(options.clock ? options.clock : currentMicros)
    , m_owner(std::move(owner))
    , m_random(seeded(options.seed))
    , m_pool("outbox.make", makingThreads())
    , m_tools{store, sender, m_pool, options.pace}
{
    m_tools.now = [this] { return now(); };
    m_tools.chance = [this] { return std::uniform_real_distribution<double>(0, 1)(m_random); };
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    m_looking.setSingleShot(true);
    m_seekingLater.setSingleShot(true);
}

DispatchDesk::~DispatchDesk() = default;

void DispatchDesk::begin()
{
    connect(&m_timer, &QTimer::timeout, this, &DispatchDesk::pump);
    connect(&m_looking, &QTimer::timeout, this, &DispatchDesk::look);
    connect(&m_seekingLater, &QTimer::timeout, this, &DispatchDesk::seekAll);
    connect(&m_tools.store.outbox(), &Outbox::changed, this, &DispatchDesk::storeChanged);
    connect(&m_tools.store.endpoints(), &Endpoints::changed, this, &DispatchDesk::forgetEndpoints);
    if (m_all)
        seekAll();
}

// A clock that is set back would have everything wait for it.
Micros DispatchDesk::now()
{
    const Micros now = m_clock();
    if (now < m_latest - clockLeap) {
        for (const auto &[key, lane] : m_lanes)
            lane->clockWasSet();
    }
    m_latest = now;
    return now;
}

// --- Jobs

DispatchJob *DispatchDesk::find(OutboxJobId id) const
{
    const auto found =
        std::find_if(m_jobs.begin(), m_jobs.end(), [id](const DispatchJob *job) { return job->id() == id; });
    return found == m_jobs.end() ? nullptr : *found;
}

std::shared_ptr<DispatchLane> DispatchDesk::laneOf(const Endpoint &endpoint)
{
    std::shared_ptr<DispatchLane> &lane = m_lanes[DispatchLane::keyOf(endpoint)];
    if (!lane)
        lane = std::make_shared<DispatchLane>();
    return lane;
}

void DispatchDesk::take(OutboxJobId id)
{
    if (m_closing || find(id))
        return;
    followUp(this, m_tools.store.outbox().job(id), [this, id](const std::optional<Result<OutboxJob>> &info) {
        if (!info || m_closing || find(id))
            return;
        if (!*info)
            return failed(id, info->error());
        if (!mayGoOn(**info))
            return settled(**info);
        add(**info);
    });
}

void DispatchDesk::add(const OutboxJob &info)
{
    auto *job = new DispatchJob(*this, m_tools, laneOf(info.endpoint), info, this);
    const auto behind =
        std::find_if(m_jobs.begin(), m_jobs.end(), [&](const DispatchJob *other) { return other->id() > info.id; });
    m_jobs.insert(behind, job);
    job->start();
}

// Those that nobody sends. To production nothing goes that nobody asked for in this run.
void DispatchDesk::seekAll()
{
    if (m_closing || std::exchange(m_seeking, true))
        return;
    followUp(this, m_tools.store.outbox().jobs(), [this](const std::optional<Result<std::vector<OutboxJob>>> &jobs) {
        m_seeking = false;
        if (!jobs || !*jobs || m_closing)
            return;
        for (const OutboxJob &info : **jobs) {
            // What is over is looked at once: all its attempts may be used up.
            const bool isNews = !info.isOver() || (mayGoOn(info) && m_lookedAt.insert(info.id).second);
            if (isNews && !info.sending && !info.endpoint.production && !find(info.id))
                add(info);
        }
    });
}

void DispatchDesk::storeChanged()
{
    if (!m_looking.isActive())
        m_looking.start(lookEvery);
    if (m_all && !m_seekingLater.isActive())
        m_seekingLater.start(seekEvery);
}

void DispatchDesk::look()
{
    for (DispatchJob *job : m_jobs)
        job->look();
    touched();
}

void DispatchDesk::setServices(ServiceSet services)
{
    m_services = std::move(services);
    for (DispatchJob *job : m_jobs)
        job->replan();
    touched();
}

void DispatchDesk::wake()
{
    for (const auto &[key, lane] : m_lanes)
        lane->look();
    for (DispatchJob *job : m_jobs)
        job->wake();
    if (m_all)
        seekAll();
    touched();
}

void DispatchDesk::abort(OutboxJobId id)
{
    if (DispatchJob *job = find(id))
        job->abort();
}

void DispatchDesk::close()
{
    m_closing = true;
    m_timer.stop();
    m_looking.stop();
    m_seekingLater.stop();
    for (DispatchJob *job : m_jobs)
        job->stop();
    for (DispatchJob *job : m_jobs)
        job->close();
    qDeleteAll(m_jobs);
    m_jobs.clear();
}

// --- Going round

// From the event loop: a job is not pumped within a call of its own.
void DispatchDesk::touched()
{
    if (!std::exchange(m_touched, true))
        QMetaObject::invokeMethod(
            this, [this] { pump(); }, Qt::QueuedConnection);
}

void DispatchDesk::pump()
{
    m_touched = false;
    if (m_closing)
        return;
    sweep();
    for (DispatchJob *job : m_jobs) {
        if (std::find(m_closed.begin(), m_closed.end(), &job->lane()) == m_closed.end())
            job->pump();
    }
    arm();
}

void DispatchDesk::sweep()
{
    std::erase_if(m_jobs, [](DispatchJob *job) {
        if (!job->isOver())
            return false;
        job->close();
        job->deleteLater();
        return true;
    });
}

void DispatchDesk::arm()
{
    Micros next = 0;
    for (const DispatchJob *job : m_jobs) {
        const Micros at = job->wakeAt();
        if (at > 0)
            next = next == 0 ? at : std::min(next, at);
    }
    if (next == 0)
        return m_timer.stop();
    constexpr Micros longest = microsPerHour;
    const Micros pause = std::clamp<Micros>(next - now(), 0, longest);
    m_timer.start(std::chrono::milliseconds((pause + 999) / 1000));
}

// --- What jobs need

void DispatchDesk::askKeys(const Endpoint &endpoint, QObject *context, std::function<void(const KeyAnswer &)> then)
{
    const QPointer<QObject> asker(context);
    m_owner.keys(endpoint, [asker, then = std::move(then)](const KeyAnswer &answer) {
        if (asker)
            then(answer);
    });
}

void DispatchDesk::forgetEndpoints()
{
    m_endpoints.reset();
    m_endpointsChanged = true;
    touched();
}

const std::vector<Endpoint> *DispatchDesk::endpoints()
{
    if (m_endpoints)
        return &*m_endpoints;
    if (std::exchange(m_readingEndpoints, true))
        return nullptr;
    m_endpointsChanged = false;
    followUp(
        this, m_tools.store.endpoints().all(), [this](const std::optional<Result<std::vector<Endpoint>>> &endpoints) {
            m_readingEndpoints = false;
            if (endpoints && *endpoints && !m_endpointsChanged)
                m_endpoints = **endpoints;
            touched();
        });
    return nullptr;
}

void DispatchDesk::delivered(OutboxJobId job, DeliveryId delivery, const DeliveryEnd &end, qint64 events)
{
    m_owner.delivered(job, delivery, end, events);
}

void DispatchDesk::settled(const OutboxJob &job)
{
    m_owner.settled(job);
}

void DispatchDesk::failed(OutboxJobId job, const Error &error)
{
    m_owner.failed(job, error);
}

void DispatchDesk::refuseLane(const DispatchLane &lane, const QString &message)
{
    for (DispatchJob *job : m_jobs) {
        if (&job->lane() == &lane)
            job->holdForEndpoint(message);
    }
}

void DispatchDesk::closeLane(DispatchLane &lane, const QFuture<Result<void>> &until)
{
    m_closed.push_back(&lane);
    for (DispatchJob *job : m_jobs) {
        if (&job->lane() == &lane)
            job->drop();
    }
    followUp(this, until, [this, &lane](const std::optional<Result<void>> &) {
        m_closed.erase(std::find(m_closed.begin(), m_closed.end(), &lane));
        look();
    });
}

}
