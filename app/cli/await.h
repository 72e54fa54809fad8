// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/interrupt.h"
#include "event/result.h"

#include <QEventLoop>
#include <QFuture>
#include <QFutureWatcher>

namespace eventscope {

// Runs the event loop until the future is done. An interrupt cancels it; the answer is then Cancelled,
// once what it was doing has ended.
template <typename T>
Result<T> await(const QFuture<Result<T>> &future, const Interrupt *interrupt = nullptr)
{
    QFutureWatcher<Result<T>> watcher;
    QEventLoop loop;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    if (interrupt)
        QObject::connect(interrupt, &Interrupt::asked, &watcher, &QFutureWatcherBase::cancel);
    watcher.setFuture(future);
    if (!watcher.isFinished())
        loop.exec();
    // A future that was cancelled too late still has its result, and what it did is done.
    if (future.resultCount() > 0)
        return future.result();
    return failure(Error::Kind::Cancelled, QString());
}

}
