// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/taken.h"

#include <QFutureWatcher>
#include <QtConcurrentRun>

namespace eventscope {

// What follows a future, in place of QFuture::then(): where another thread finishes the future while then() is called,
// Qt (6.4 and later) may run the continuation twice, and crash.

// Calls f(result) in the thread of the context object, which is this one; not when that is gone by then, nor for a
// future that was cancelled.
template <typename T, typename F>
void whenDone(QObject *context, const QFuture<T> &future, F f)
{
    auto *const watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, f = std::move(f)]() mutable {
        watcher->deleteLater();
        const QFuture<T> done = watcher->future();
        if (!done.isCanceled() && done.resultCount() > 0)
            f(done.result());
    });
    watcher->setFuture(future);
}

[[nodiscard]] QString closedStoreSentence();

// f(result) in a thread of the common pool, which waits for it. `T` is a Result.
template <typename T, typename F>
[[nodiscard]] auto inPool(const QFuture<T> &future, F f)
{
    return QtConcurrent::run([future, f = std::move(f)]() mutable { return f(taken(future, closedStoreSentence())); });
}

}
