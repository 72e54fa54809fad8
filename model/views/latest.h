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
template <typename T>
class Latest {
public:
    Latest(QObject *context, std::function<void(Result<T>)> callback)
        : m_context(context)
        , m_callback(std::move(callback))
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
            const QFuture<Result<T>> done = watcher->future();
            if (!done.isCanceled() && done.resultCount() > 0)
                m_callback(done.result());
        });
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
    std::function<void(Result<T>)> m_callback;
    QFutureWatcher<Result<T>> *m_watcher = nullptr;
};

}
