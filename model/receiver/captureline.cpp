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

HttpAnswer droppedAnswer()
{
    HttpAnswer answer;
    answer.fault.kind = AnswerFault::Kind::Drop;
    return answer;
}

std::vector<CapturedRequest> alone(CapturedRequest request)
{
    std::vector<CapturedRequest> one;
    one.push_back(std::move(request));
    return one;
}

struct Arrival {
    HttpRequest request;
    HttpResponder respond;
};

}

struct CaptureLine::Private : std::enable_shared_from_this<CaptureLine::Private> {
    Private(EventStore &store, Options given, Listener listens)
        : options(std::move(given))
        , listener(std::move(listens))
        , keeper(store, options.label, options.detail)
    {}

    void begin();
    void end();
    void readArrivals();
    void keepTaken();
    void read(CaptureReader &reader, Arrival arrival, std::vector<CapturedRequest> &ready);
    void forwardIt(std::shared_ptr<CapturedRequest> captured, const Forward &to, const HttpRequest &request);
    void pushReady(std::vector<CapturedRequest> ready);
    void answerAll(std::vector<CapturedRequest> &group, const Result<Receptions::Kept> &kept);

    const Options options;
    const Listener listener;

    mutable std::mutex mutex;
    std::condition_variable arrived;
    std::condition_variable readied;
    std::deque<Arrival> arrivals;
    std::vector<CapturedRequest> ready;
    CaptureSetupPtr setup;
    std::shared_ptr<const Forward> forward;
    std::shared_ptr<FaultPlan> faults = std::make_shared<FaultPlan>();
    bool faulty = false;
    bool stopping = false;    // no more is read
    bool keeperStopping = false;

    std::atomic<qint64> requests = 0;
    std::atomic<qint64> events = 0;
    std::atomic<qint64> repeats = 0;
    std::atomic<qint64> invalid = 0;
    std::atomic<qint64> rejects = 0;
    std::atomic<qint64> faultCount = 0;
    std::atomic<qint64> failed = 0;

    CaptureKeeper keeper;    // of the keeping thread
    QString trouble;         // likewise

    std::vector<std::unique_ptr<NamedThread>> readers;
    std::unique_ptr<NamedThread> keeping;
};

void CaptureLine::Private::begin()
{
    const int useful = std::clamp(static_cast<int>(std::thread::hardware_concurrency()) - 1, 1, 8);
    const int count = options.readers > 0 ? options.readers : useful;
    for (int i = 0; i < count; ++i)
        readers.push_back(std::make_unique<NamedThread>("receiver.read", [this] { readArrivals(); }));
    keeping = std::make_unique<NamedThread>("receiver.keep", [this] { keepTaken(); });
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
        const std::scoped_lock locked(mutex);
        keeperStopping = true;
        readied.notify_all();
    }
    keeping.reset();
}

void CaptureLine::Private::readArrivals()
{
    CaptureReader reader;
    std::vector<Arrival> taken;
    std::vector<CapturedRequest> done;
    for (;;) {
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
        }
        for (Arrival &arrival : taken)
            read(reader, std::move(arrival), done);
        taken.clear();
        if (!done.empty())
            pushReady(std::exchange(done, {}));
    }
}

void CaptureLine::Private::read(CaptureReader &reader, Arrival arrival, std::vector<CapturedRequest> &done)
{
    CaptureSetupPtr now;
    std::shared_ptr<const Forward> passOn;
    {
        const std::scoped_lock locked(mutex);
        now = setup;
        passOn = forward;
    }
    ++requests;
    TakenRequest taken = reader.take(now, arrival.request);
    if (!taken.kept) {
        if (!taken.refused.isEmpty() && listener.refused)
            listener.refused(arrival.request.client, taken.answer.status, taken.refused);
        arrival.respond(std::move(taken.answer));
        return;
    }
    CapturedRequest captured{std::move(taken), std::move(now), std::move(arrival.respond)};
    const bool good = captured.taken.route && captured.taken.answer.status < 400 && !arrival.request.fault;
    if (!passOn || !good)
        return done.push_back(std::move(captured));
    forwardIt(std::make_shared<CapturedRequest>(std::move(captured)), *passOn, arrival.request);
}

void CaptureLine::Private::forwardIt(
    std::shared_ptr<CapturedRequest> captured, const Forward &to, const HttpRequest &request)
{
    const TakenRequest &taken = captured->taken;
    to(request, taken.route->service, taken.route->form->transport().id)
        .then(QtFuture::Launch::Sync, [self = shared_from_this(), captured](const ForwardedAnswer &came) {
            if (came.passedOver)
                return self->pushReady(alone(std::move(*captured)));
            TakenRequest &given = captured->taken;
            given.answer = came.answer ? *came.answer : droppedAnswer();
            Reception &reception = given.capture.reception;
            reception.status = came.answer ? came.answer->status : 0;
            reception.answerHeaders = came.keptHeaders;
            reception.answer = came.keptBody;
            reception.note = came.message;
            reception.forwarded = came.delivery;
            self->pushReady(alone(std::move(*captured)));
        });
}

void CaptureLine::Private::pushReady(std::vector<CapturedRequest> more)
{
    const std::scoped_lock locked(mutex);
    std::move(more.begin(), more.end(), std::back_inserter(ready));
    readied.notify_one();
}

void CaptureLine::Private::keepTaken()
{
    keeper.begin();
    for (;;) {
        std::vector<CapturedRequest> group;
        {
            std::unique_lock locked(mutex);
            readied.wait(locked, [this] { return keeperStopping || !ready.empty(); });
            if (ready.empty())
                break;
            group.swap(ready);
        }
        for (std::vector<CapturedRequest> &part : keeper.parts(std::move(group))) {
            const Result<Receptions::Kept> kept = keeper.keep(part);
            const bool poisoned = !kept && part.size() > 1 && kept.error().kind == Error::Kind::Limit;
            if (!poisoned) {
                answerAll(part, kept);
                continue;
            }
            // One that cannot be kept must not take others with it; none of them was.
            for (CapturedRequest &one : part) {
                std::vector<CapturedRequest> single = alone(std::move(one));
                const Result<Receptions::Kept> result = keeper.keep(single);
                answerAll(single, result);
            }
        }
    }
    keeper.end();
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
    std::shared_ptr<FaultPlan> plan;
    {
        const std::scoped_lock locked(d->mutex);
        plan = d->faulty ? d->faults : nullptr;
    }
    if (!plan)
        return nullptr;
    std::optional<FaultSpec> fault = plan->next(targetOf(head.path).path);
    if (!fault)
        return nullptr;
    ++d->faultCount;
    return std::make_shared<const FaultSpec>(std::move(*fault));
}

void CaptureLine::add(HttpRequest request, HttpResponder respond)
{
    {
        const std::scoped_lock locked(d->mutex);
        if (!d->stopping) {
            d->arrivals.push_back({std::move(request), std::move(respond)});
            d->arrived.notify_one();
            return;
        }
    }
    respond(droppedAnswer());
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
