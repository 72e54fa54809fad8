// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/dispatcher.h"

#include "delivery/dispatcherdesk.h"

#include <QThread>
#include <QUrl>

#include <future>

namespace eventscope {

bool mayGoOn(const OutboxJob &job)
{
    const auto has = [&job](OutboxState state) { return job.counts[static_cast<std::size_t>(state)] > 0; };
    return !job.isOver() || (job.policy.resumeUnknown && has(OutboxState::Unknown) && !has(OutboxState::Cancelled));
}

struct Dispatcher::Private {
    Private(Dispatcher *dispatcher, EventStore &store, ServiceSet services, Sender &sender, DispatcherOptions given)
        : q(dispatcher)
        , options(std::move(given))
        , desk(std::make_unique<DispatchDesk>(store, std::move(services), sender, options, owner()))
    {
        thread.setObjectName(QStringLiteral("outbox"));
        desk->moveToThread(&thread);
        thread.start();
        post([this] { desk->begin(); });
    }

    ~Private()
    {
        // What the thread did is over by what a tool that looks for races can see, too.
        std::promise<void> closed;
        post([this, &closed] {
            desk->close();
            thread.quit();
            closed.set_value();
        });
        closed.get_future().wait();
        thread.wait();
    }

    void post(std::function<void()> work)
    {
        QMetaObject::invokeMethod(desk.get(), std::move(work), Qt::QueuedConnection);
    }

    // To the owner's thread; forgotten where it is gone.
    void tell(std::function<void()> word) { QMetaObject::invokeMethod(q, std::move(word), Qt::QueuedConnection); }

    [[nodiscard]] DispatchDesk::Owner owner()
    {
        DispatchDesk::Owner owner;
        owner.keys = [this](const Endpoint &endpoint, std::function<void(const DispatchDesk::KeyAnswer &)> then) {
            tell([this, endpoint, then = std::move(then)] {
                DispatchDesk::KeyAnswer answer{options.keys ? options.keys(endpoint) : Result<Keys>(Keys()), {}};
                if (options.refuses)
                    answer.refusal = options.refuses(QUrl(endpoint.base));
                post([then, answer = std::move(answer)] { then(answer); });
            });
        };
        owner.delivered = [this](OutboxJobId job, DeliveryId delivery, const DeliveryEnd &end, qint64 events) {
            tell([this, job, delivery, end, events] { emit q->delivered(job, delivery, end, events); });
        };
        owner.settled = [this](const OutboxJob &job) { tell([this, job] { emit q->settled(job); }); };
        owner.failed = [this](OutboxJobId job, const Error &error) {
            tell([this, job, error] { emit q->failed(job, error); });
        };
        return owner;
    }

    Dispatcher *q;
    DispatcherOptions options;
    QThread thread;
    std::unique_ptr<DispatchDesk> desk;    // in the thread as long as that runs
};

Dispatcher::Dispatcher(
    EventStore &store, ServiceSet services, Sender &sender, DispatcherOptions options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, store, std::move(services), sender, std::move(options)))
{}

Dispatcher::~Dispatcher() = default;

void Dispatcher::take(OutboxJobId job)
{
    d->post([this, job] { d->desk->take(job); });
}

void Dispatcher::setServices(ServiceSet services)
{
    d->post([this, services = std::move(services)] { d->desk->setServices(services); });
}

void Dispatcher::wake()
{
    d->post([this] { d->desk->wake(); });
}

void Dispatcher::abort(OutboxJobId job)
{
    d->post([this, job] { d->desk->abort(job); });
}

}
