// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/dispatcher.h"
#include "store/eventstore.h"
#include "store/threads.h"

#include <QFutureWatcher>

namespace eventscope {

// What the parts of a dispatcher share, in its thread.
struct DispatchTools {
    EventStore &store;
    Sender &sender;
    WorkerPool &pool;    // makes requests and reads replies
    RetryPace pace;
    std::function<Micros()> now = {};
    std::function<double()> chance = {};    // from 0 to below 1
};

// Calls the handler in the context's thread with the future's result, or with nothing where it was cancelled;
// not at all when the context is gone.
template <typename T, typename Handler>
void followUp(QObject *context, const QFuture<T> &future, Handler handler)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, handler = std::move(handler)] {
        watcher->deleteLater();
        const QFuture<T> done = watcher->future();
        handler(done.resultCount() > 0 ? std::optional<T>(done.result()) : std::nullopt);
    });
    watcher->setFuture(future);
}

// Does the work in the pool, then calls the handler with what it gave, likewise.
template <typename Work, typename Handler>
void inPool(DispatchTools &tools, QObject *context, Work work, Handler handler)
{
    using T = std::invoke_result_t<Work>;
    auto promise = std::make_shared<QPromise<T>>();
    promise->start();
    followUp(context, promise->future(), std::move(handler));
    tools.pool.start([promise, work = std::move(work)]() mutable {
        promise->addResult(work());
        promise->finish();
    });
}

}
