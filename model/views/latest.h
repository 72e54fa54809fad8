// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

#include <functional>

namespace eventscope {

// Follows one future of a Result: following another cancels the first, and so does destruction. The
// callback runs on the thread of the context object, only for the newest, never for a cancelled one.
//
// A future with several results, as a streamed search's, gives its last one to the callback; those before it
// go to `partial`, where there is one, of several that came at once only the newest. The future is not to be asked
// for its result elsewhere.
template <typename T>
class Latest {
public:
    using Callback = std::function<void(Result<T>)>;

    Latest(QObject *context, Callback callback, Callback partial = {})
        : m_context(context)
        , m_callback(std::move(callback))
        , m_partial(std::move(partial))
    {}
    ~Latest() { cancel(); }
    Latest(const Latest &) = delete;
    Latest &operator=(const Latest &) = delete;

    void follow(QFuture<Result<T>> future)
    {
        cancel();
        m_watcher = new QFutureWatcher<Result<T>>(m_context);
        QObject::connect(m_watcher, &QFutureWatcherBase::finished, m_context, [this, watcher = m_watcher] {
            if (watcher != m_watcher)
                return;
            m_watcher = nullptr;
            watcher->deleteLater();
            QFuture<Result<T>> done = watcher->future();
            if (done.isCanceled() || done.resultCount() == 0)
                return;
            // One alone is moved out: the rows of millions of events take long to copy.
            m_callback(done.resultCount() == 1 ? done.takeResult() : done.resultAt(done.resultCount() - 1));
        });
        if (m_partial) {
            const auto tell = [this, watcher = m_watcher](int, int end) {
                if (watcher == m_watcher && !watcher->isCanceled() && !watcher->future().isFinished())
                    m_partial(watcher->resultAt(end - 1));
            };
            QObject::connect(m_watcher, &QFutureWatcherBase::resultsReadyAt, m_context, tell);
        }
        m_watcher->setFuture(future);
    }

    void cancel()
    {
        if (!m_watcher)
            return;
        m_watcher->disconnect(m_context);
        m_watcher->cancel();
        m_watcher->deleteLater();
        m_watcher = nullptr;
    }

    [[nodiscard]] bool isRunning() const { return m_watcher != nullptr; }

private:
    QObject *m_context;
    Callback m_callback;
    Callback m_partial;
    QFutureWatcher<Result<T>> *m_watcher = nullptr;
};

}
