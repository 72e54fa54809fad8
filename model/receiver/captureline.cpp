// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/captureline.h"

#include "event/ruleset.h"
#include "receiver/captureanswer.h"
#include "receiver/capturekeeper.h"
#include "store/threads.h"

#include <QCoreApplication>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace eventscope {

namespace {

constexpr std::size_t mostReadAtOnce = 32;
constexpr qsizetype readAtOnce = 16 << 10;    // a body that is read where it comes: nobody waits for so few bytes

HttpAnswer droppedAnswer()
{
    HttpAnswer answer;
    answer.fault.kind = AnswerFault::Kind::Drop;
    return answer;
}

struct Arrival {
    HttpRequest request;
    HttpResponder respond;
};

// What is packed may be a thousand times as much.
bool isShort(const HttpRequest &request)
{
    return request.body.size() <= readAtOnce && request.header("Content-Encoding").isNull();
}

// What a thread reads with.
struct Desk {
    CaptureReader reader;
    std::vector<CapturedRequest> done;
};

// What requests are read by, at one moment.
struct Reading {
    CaptureSetupPtr setup;
    std::shared_ptr<const Forward> forward;
};

}

struct CaptureLine::Private : std::enable_shared_from_this<CaptureLine::Private> {
    Private(EventStore &store, Options given, Listener listens)
        : options(std::move(given))
        , listener(std::move(listens))
        , keeper(store, options.label, options.detail, [this](CaptureKeeper::Landed one) { land(std::move(one)); })
    {}

    void begin();
    void end();
    void add(Arrival arrival);
    void readArrivals();
    void answerLanded();
    void land(CaptureKeeper::Landed landed);
    void read(Desk &desk, const Reading &by, Arrival arrival);
    void keepDone(Desk &desk);
    void forwardIt(std::shared_ptr<CapturedRequest> captured, const Forward &to, const HttpRequest &request);
    void answerAll(std::vector<CapturedRequest> &group, const Result<Receptions::Kept> &kept);

    const Options options;
    const Listener listener;

    mutable std::mutex mutex;
    std::condition_variable arrived;
    std::condition_variable settled;    // something landed, or it is over
    std::condition_variable ended;
    std::deque<Arrival> arrivals;
    std::vector<std::unique_ptr<Desk>> idle;    // of those who bring requests
    int readingHere = 0;                        // of these, at work
    std::vector<CaptureKeeper::Landed> landed;
    CaptureSetupPtr setup;
    std::shared_ptr<const Forward> forward;
    std::shared_ptr<FaultPlan> faults = std::make_shared<FaultPlan>();
    std::atomic<bool> faulty = false;
    bool stopping = false;    // no more is read
    bool landing = true;      // or all has landed

    std::atomic<qint64> requests = 0;
    std::atomic<qint64> events = 0;
    std::atomic<qint64> repeats = 0;
    std::atomic<qint64> invalid = 0;
    std::atomic<qint64> rejects = 0;
    std::atomic<qint64> faultCount = 0;
    std::atomic<qint64> failed = 0;

    CaptureKeeper keeper;
    QString trouble;    // of the answering thread

    std::vector<std::unique_ptr<NamedThread>> readers;
    std::unique_ptr<NamedThread> answering;
};

void CaptureLine::Private::begin()
{
    const int useful = std::clamp(static_cast<int>(std::thread::hardware_concurrency()) - 1, 1, 8);
    const int count = options.readers > 0 ? options.readers : useful;
    for (int i = 0; i < count; ++i)
        readers.push_back(std::make_unique<NamedThread>(
            "receiver.read", [this] { readArrivals(); }, Pace::BehindPeople));
    answering = std::make_unique<NamedThread>("receiver.answer", [this] { answerLanded(); });
}

// What was read is kept and answered; what was not is dropped.
void CaptureLine::Private::end()
{
    std::deque<Arrival> unread;
    {
        const std::scoped_lock locked(mutex);
        stopping = true;
        unread.swap(arrivals);
        arrived.notify_all();
    }
    for (Arrival &arrival : unread)
        arrival.respond(droppedAnswer());
    readers.clear();
    {
        std::unique_lock locked(mutex);
        ended.wait(locked, [this] { return readingHere == 0; });
    }
    keeper.end();
    // What is still passed on holds us, on a thread of whoever passes it on: that must not end with us there.
    std::shared_ptr<const Forward> last;
    {
        const std::scoped_lock locked(mutex);
        last = std::move(forward);
        landing = false;
        settled.notify_all();
    }
    answering.reset();
}

void CaptureLine::Private::add(Arrival arrival)
{
    std::unique_ptr<Desk> desk;
    Reading by;
    {
        const std::scoped_lock locked(mutex);
        if (!stopping && (forward || !isShort(arrival.request))) {
            arrivals.push_back(std::move(arrival));
            arrived.notify_one();
            return;
        }
        if (!stopping) {
            ++readingHere;
            by = {setup, nullptr};
            if (!idle.empty()) {
                desk = std::move(idle.back());
                idle.pop_back();
            }
        }
    }
    if (!by.setup)
        return arrival.respond(droppedAnswer());
    if (!desk)
        desk = std::make_unique<Desk>();
    read(*desk, by, std::move(arrival));
    keepDone(*desk);
    const std::scoped_lock locked(mutex);
    idle.push_back(std::move(desk));
    if (--readingHere == 0 && stopping)
        ended.notify_all();
}

void CaptureLine::Private::readArrivals()
{
    Desk desk;
    std::vector<Arrival> taken;
    for (;;) {
        Reading by;
        {
            std::unique_lock locked(mutex);
            arrived.wait(locked, [this] { return stopping || !arrivals.empty(); });
            if (stopping)
                return;
            const std::size_t share = (arrivals.size() + readers.size() - 1) / std::max<std::size_t>(1, readers.size());
            for (std::size_t i = 0; i < std::min(share, mostReadAtOnce); ++i) {
                taken.push_back(std::move(arrivals.front()));
                arrivals.pop_front();
            }
            by = {setup, forward};
        }
        for (Arrival &arrival : taken)
            read(desk, by, std::move(arrival));
        taken.clear();
        keepDone(desk);
    }
}

void CaptureLine::Private::read(Desk &desk, const Reading &by, Arrival arrival)
{
    ++requests;
    TakenRequest taken = desk.reader.take(by.setup, arrival.request);
    if (!taken.kept) {
        if (!taken.refused.isEmpty() && listener.refused)
            listener.refused(arrival.request.client, taken.answer.status, taken.refused);
        arrival.respond(std::move(taken.answer));
        return;
    }
    CapturedRequest captured{std::move(taken), by.setup, std::move(arrival.respond)};
    const bool good = captured.taken.route && captured.taken.answer.status < 400 && !arrival.request.fault;
    if (!by.forward || !good)
        return desk.done.push_back(std::move(captured));
    forwardIt(std::make_shared<CapturedRequest>(std::move(captured)), *by.forward, arrival.request);
}

void CaptureLine::Private::keepDone(Desk &desk)
{
    if (!desk.done.empty())
        keeper.add(desk.done);
    desk.done.clear();
}

void CaptureLine::Private::forwardIt(
    std::shared_ptr<CapturedRequest> captured, const Forward &to, const HttpRequest &request)
{
    const TakenRequest &taken = captured->taken;
    to(request, taken.route->service, taken.route->form->transport().id,
        [self = shared_from_this(), captured](const ForwardedAnswer &came) {
            if (came.passedOver)
                return self->keeper.add({captured.get(), 1});
            TakenRequest &given = captured->taken;
            given.answer = came.answer ? *came.answer : droppedAnswer();
            Reception &reception = given.capture.reception;
            reception.status = came.answer ? came.answer->status : 0;
            reception.answerHeaders = came.keptHeaders;
            reception.answer = came.keptBody;
            reception.note = came.message;
            reception.forwarded = came.delivery;
            self->keeper.add({captured.get(), 1});
        });
}

// The writer's thread has better to do, as has whoever brings the next requests.
void CaptureLine::Private::answerLanded()
{
    keeper.begin();
    std::vector<CaptureKeeper::Landed> down;
    for (bool goesOn = true; goesOn;) {
        {
            std::unique_lock locked(mutex);
            settled.wait(locked, [this] { return !landed.empty() || !landing; });
            down.swap(landed);
            goesOn = landing;
        }
        for (CaptureKeeper::Landed &one : down)
            answerAll(one.group, one.kept);
        down.clear();
    }
}

void CaptureLine::Private::land(CaptureKeeper::Landed one)
{
    const std::scoped_lock locked(mutex);
    landed.push_back(std::move(one));
    settled.notify_one();
}

void CaptureLine::Private::answerAll(std::vector<CapturedRequest> &group, const Result<Receptions::Kept> &kept)
{
    if (!kept) {
        failed += static_cast<qint64>(group.size());
        const int status = kept.error().kind == Error::Kind::Io ? 507 : 500;
        for (CapturedRequest &one : group) {
            AnswerFacts facts;
            facts.message = kept.error().message;
            one.respond(errorAnswer(one.taken.route.get(), status, facts));
        }
    } else {
        for (std::size_t i = 0; i < group.size(); ++i) {
            const KeptTally &tally = group[i].tally;
            events += tally.events;
            invalid += tally.invalid;
            rejects += tally.rejects;
            repeats += std::count(kept->repeats[i].begin(), kept->repeats[i].end(), true);
            group[i].respond(std::move(group[i].taken.answer));
        }
    }
    const QString sentence = kept ? QString() : kept.error().message;
    if (sentence != std::exchange(trouble, sentence) && listener.trouble)
        listener.trouble(sentence);
}

CaptureLine::CaptureLine(EventStore &store, Options options, Listener listener)
    : d(std::make_shared<Private>(store, std::move(options), std::move(listener)))
{
    d->begin();
}

CaptureLine::~CaptureLine()
{
    close();
}

void CaptureLine::close()
{
    d->end();
}

void CaptureLine::setSetup(CaptureSetupPtr setup)
{
    const std::scoped_lock locked(d->mutex);
    d->setup = std::move(setup);
}

void CaptureLine::setForward(Forward forward)
{
    const std::scoped_lock locked(d->mutex);
    d->forward = forward ? std::make_shared<const Forward>(std::move(forward)) : nullptr;
}

void CaptureLine::setFaults(std::vector<FaultSpec> faults)
{
    const std::scoped_lock locked(d->mutex);
    d->faulty = !faults.empty();
    d->faults = std::make_shared<FaultPlan>(std::move(faults));
}

std::shared_ptr<const FaultSpec> CaptureLine::faultFor(const HttpRequest &head)
{
    if (!d->faulty)
        return nullptr;
    std::shared_ptr<FaultPlan> plan;
    {
        const std::scoped_lock locked(d->mutex);
        plan = d->faults;
    }
    std::optional<FaultSpec> fault = plan->next(targetOf(head.path).path);
    if (!fault)
        return nullptr;
    ++d->faultCount;
    return std::make_shared<const FaultSpec>(std::move(*fault));
}

void CaptureLine::add(HttpRequest request, HttpResponder respond)
{
    d->add({std::move(request), std::move(respond)});
}

ReceiverCounts CaptureLine::counts() const
{
    ReceiverCounts counts;
    counts.requests = d->requests;
    counts.events = d->events;
    counts.repeats = d->repeats;
    counts.invalid = d->invalid;
    counts.rejects = d->rejects;
    counts.faults = d->faultCount;
    counts.failed = d->failed;
    return counts;
}

std::vector<qint64> CaptureLine::faultsMade() const
{
    const std::scoped_lock locked(d->mutex);
    return d->faults->made();
}

}
