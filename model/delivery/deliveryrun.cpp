// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/deliveryrun.h"

#include "delivery/deliveryqueue.h"
#include "delivery/deliveryrecord.h"
#include "delivery/endpointchange.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace eventscope {

struct DeliveryRun::Private {
    enum class Stage : quint8 {
        Idle,         // between two steps
        Fetching,     // from the source, or the endpoint
        Waiting,      // for the pace
        Beginning,    // the origin or the delivery is being committed
        Sending,
        Ending,    // the outcome is being committed
        Over,
    };

    Private(DeliveryRun *run, EventStore &eventStore, const Services &known, Sender &poster, DeliveryJob given);

    void start();
    void step();
    void later();
    void fetch(qint64 most);
    void checkEndpoint();
    [[nodiscard]] bool mustWait();
    void sendNext();
    void makeOrigin();
    void begin();
    void send(const Deliveries::Begun &begun);
    void ended(const Exchange &exchange);
    void record(DeliveryOutcome outcome);
    void recorded(const DeliveryOutcome &outcome);
    void over();
    void fail(const Error &error);
    void close();

    template <typename T, typename Handler>
    void follow(const QFuture<T> &future, Handler handler);

    DeliveryRun *q;
    EventStore &store;
    std::vector<ServicePtr> definitions;
    Sender &sender;
    DeliveryJob job;
    DeliverySummary summary;
    DeliveryQueue queue;
    ReplyCuts cuts;
    std::optional<RequestMaker> maker;
    std::optional<RequestMaker> maskedMaker;
    OriginId origin = 0;

    Stage stage = Stage::Idle;
    bool started = false;
    bool cancelled = false;
    bool outdated = true;           // the endpoint is to be read before the next request
    QPointer<QObject> following;    // what a future is waited for with
    QTimer pace;
    QElapsedTimer clock;
    double due = 0;    // milliseconds of the clock; the next request begins no earlier

    // The request under way.
    Request request;
    Delivery delivery;
    Deliveries::Cargo cargo;
    DeliveryId id = 0;
    QFuture<Result<Deliveries::Begun>> beginning;
    QFuture<Exchange> sending;
};

DeliveryRun::Private::Private(
    DeliveryRun *run, EventStore &eventStore, const Services &known, Sender &poster, DeliveryJob given)
    : q(run)
    , store(eventStore)
    , definitions(known.all())
    , sender(poster)
    , job(std::move(given))
    , queue(job.form, job.batch, job.perSecond)
    , cuts(job.keys, *job.form->service(), known.all())
{
    pace.setSingleShot(true);
    pace.setTimerType(Qt::PreciseTimer);
    QObject::connect(&pace, &QTimer::timeout, q, [this] { step(); });
    QObject::connect(&store.endpoints(), &Endpoints::changed, q, [this] { outdated = true; });
    clock.start();
}

// Calls the handler with the future's result, or with nothing where it was cancelled. One at a time.
template <typename T, typename Handler>
void DeliveryRun::Private::follow(const QFuture<T> &future, Handler handler)
{
    auto *watcher = new QFutureWatcher<T>(q);
    following = watcher;
    QObject::connect(watcher, &QFutureWatcherBase::finished, q, [watcher, handler] {
        watcher->deleteLater();
        const QFuture<T> done = watcher->future();
        handler(done.resultCount() > 0 ? std::optional<T>(done.result()) : std::nullopt);
    });
    watcher->setFuture(future);
}

void DeliveryRun::Private::start()
{
    Result<RequestMaker> made = RequestMaker::of(job.form, job.endpoint, job.keys);
    if (!made)
        return fail(made.error());
    Result<RequestMaker> masked = RequestMaker::of(job.form, job.endpoint, job.keys.masked(*job.form->service()));
    if (!masked)
        return fail(masked.error());
    maker = std::move(*made);
    maskedMaker = std::move(*masked);
    step();
}

void DeliveryRun::Private::step()
{
    if (stage == Stage::Over)
        return;
    stage = Stage::Idle;
    if (cancelled)
        return over();
    if (const qint64 wanted = queue.wanted(); wanted > 0)
        return fetch(wanted);
    if (queue.isEmpty())
        return over();
    if (mustWait())
        return;
    if (outdated && job.endpoint.id != 0)
        checkEndpoint();
    else
        sendNext();
}

// From the event loop: nothing is emitted within a call of ours, and long runs do not recurse.
void DeliveryRun::Private::later()
{
    stage = Stage::Idle;
    QMetaObject::invokeMethod(
        q, [this] { step(); }, Qt::QueuedConnection);
}

void DeliveryRun::Private::fetch(qint64 most)
{
    stage = Stage::Fetching;
    follow(job.source(most), [this](const std::optional<Result<std::vector<DeliveryItem>>> &items) {
        if (!items)
            return over();
        if (!*items)
            return fail(items->error());
        queue.add(**items);
        step();
    });
}

void DeliveryRun::Private::checkEndpoint()
{
    stage = Stage::Fetching;
    outdated = false;
    follow(store.endpoints().all(), [this](const std::optional<Result<std::vector<Endpoint>>> &all) {
        if (!all)
            return over();
        if (!*all)
            return fail(all->error());
        const QString reason = whyOutdated(job.endpoint, **all);
        if (!reason.isEmpty())
            return fail({Error::Kind::BadInput, reason});
        step();
    });
}

bool DeliveryRun::Private::mustWait()
{
    const double now = static_cast<double>(clock.elapsed());
    if (job.perSecond <= 0 || now >= due)
        return false;
    stage = Stage::Waiting;
    pace.start(std::chrono::milliseconds(static_cast<qint64>(std::ceil(due - now))));
    return true;
}

void DeliveryRun::Private::sendNext()
{
    DeliveryQueue::Batch batch = queue.take();
    Result<Request> real = maker->make(batch.events);
    if (!real)
        return fail(real.error());
    const Result<Request> masked = maskedMaker->make(batch.events);
    if (!masked)
        return fail(masked.error());
    cuts.learn(*real, *masked);
    request = std::move(*real);
    delivery = deliveryOf(job.endpoint, *masked);
    cargo = std::move(batch.cargo);
    if (job.perSecond > 0) {
        const double now = static_cast<double>(clock.elapsed());
        due = std::max(due, now) + 1000.0 * static_cast<double>(request.events) / job.perSecond;
    }
    stage = Stage::Beginning;
    if (!cargo.fresh.empty() && origin == 0)
        makeOrigin();
    else
        begin();
}

void DeliveryRun::Private::makeOrigin()
{
    follow(store.begin(job.origin), [this](const std::optional<Result<OriginId>> &made) {
        if (!made || !*made)
            return made ? fail(made->error()) : over();
        origin = **made;
        follow(store.complete(origin), [this](const std::optional<Result<Origin>> &completed) {
            if (!completed || !*completed)
                return completed ? fail(completed->error()) : over();
            begin();
        });
    });
}

void DeliveryRun::Private::begin()
{
    if (cancelled)
        return over();    // nothing of this request is kept yet
    cargo.origin = origin;
    beginning = store.deliveries().begin(std::move(delivery), std::move(cargo));
    follow(beginning, [this](const std::optional<Result<Deliveries::Begun>> &begun) {
        if (!begun || !*begun)
            return begun ? fail(begun->error()) : over();
        send(**begun);
    });
}

void DeliveryRun::Private::send(const Deliveries::Begun &begun)
{
    id = begun.id;
    summary.last = id;
    if (cancelled) {
        Exchange exchange;
        exchange.way = Exchange::Way::Cancelled;
        exchange.message = DeliveryRun::tr("Cancelled before anything was sent.");
        return ended(exchange);
    }
    stage = Stage::Sending;
    sending = sender.send(request, sendOptionsOf(job.endpoint), static_cast<quint64>(id));
    follow(sending, [this](const std::optional<Exchange> &exchange) {
        Exchange lost;
        lost.way = Exchange::Way::NoAnswer;
        lost.message = DeliveryRun::tr("Eventscope stopped waiting for the reply. Whether the events were taken is not "
                                       "known: look there before you send them again.");
        ended(exchange ? *exchange : lost);
    });
}

void DeliveryRun::Private::ended(const Exchange &exchange)
{
    record(outcomeOf(*job.form, exchange, request.events, cuts));
}

void DeliveryRun::Private::record(DeliveryOutcome outcome)
{
    stage = Stage::Ending;
    count(summary, outcome.end, request.events);
    const QFuture<Result<void>> kept = store.deliveries().finish(id, outcome.end);
    follow(kept, [this, outcome = std::move(outcome)](const std::optional<Result<void>> &finished) {
        if (finished && !*finished)
            return fail(unrecorded(finished->error(), outcome.end));
        recorded(outcome);
    });
}

void DeliveryRun::Private::recorded(const DeliveryOutcome &outcome)
{
    const DeliveryId done = std::exchange(id, 0);
    const qint64 events = request.events;
    request = {};
    beginning = {};
    const QPointer<DeliveryRun> alive = q;    // a receiver may delete the run
    emit q->delivered(done);
    if (alive)
        emit q->recorded(done, outcome.end, events);
    if (alive)
        emit q->progressed(summary);
    if (!alive)
        return;
    summary.paused = outcome.pause;
    if (outcome.pause || outcome.end.state == DeliveryState::Failed)
        return over();
    later();
}

void DeliveryRun::Private::over()
{
    stage = Stage::Over;
    emit q->finished(summary);
}

void DeliveryRun::Private::fail(const Error &error)
{
    stage = Stage::Over;
    emit q->failed(error);
}

// Waits for what is short: a commit that is under way, a request that is aborted. What came of them is
// recorded, so that nothing seems to be in flight any more.
void DeliveryRun::Private::close()
{
    if (stage == Stage::Beginning && beginning.isValid() && id == 0) {
        beginning.waitForFinished();
        if (beginning.resultCount() > 0 && beginning.result()) {
            Exchange exchange;
            exchange.way = Exchange::Way::Cancelled;
            exchange.message = DeliveryRun::tr("Cancelled before anything was sent.");
            const DeliveryOutcome outcome = outcomeOf(*job.form, exchange, request.events, cuts);
            static_cast<void>(store.deliveries().finish(beginning.result()->id, outcome.end));
        }
    }
    if (stage == Stage::Sending) {
        sender.cancel(static_cast<quint64>(id));
        sending.waitForFinished();
        if (sending.resultCount() > 0) {
            const DeliveryOutcome outcome = outcomeOf(*job.form, sending.result(), request.events, cuts);
            static_cast<void>(store.deliveries().finish(id, outcome.end));
        }
    }
}

DeliveryRun::DeliveryRun(EventStore &store, const Services &services, Sender &sender, DeliveryJob job, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, store, services, sender, std::move(job)))
{}

DeliveryRun::~DeliveryRun()
{
    d->close();
}

void DeliveryRun::start()
{
    if (!std::exchange(d->started, true))
        QMetaObject::invokeMethod(
            this, [this] { d->start(); }, Qt::QueuedConnection);
}

void DeliveryRun::cancel()
{
    using Stage = Private::Stage;
    if (d->cancelled || d->stage == Stage::Over)
        return;
    d->cancelled = true;
    if (d->stage == Stage::Fetching && d->following) {
        d->following->disconnect(this);
        delete d->following.data();
        d->later();
    } else if (d->stage == Stage::Waiting) {
        d->pace.stop();
        d->later();
    } else if (d->stage == Stage::Sending) {
        d->sender.cancel(static_cast<quint64>(d->id));
    }
}

const DeliverySummary &DeliveryRun::summary() const
{
    return d->summary;
}

}
