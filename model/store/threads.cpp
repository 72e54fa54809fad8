// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/threads.h"

#include <QtGlobal>

#ifdef Q_OS_LINUX
#include <pthread.h>
#endif

namespace eventscope {

NamedThread::NamedThread(const char *name, std::function<void()> work)
    : m_thread([name, work = std::move(work)] {
#ifdef Q_OS_LINUX
        pthread_setname_np(pthread_self(), name);
#else
        Q_UNUSED(name);
#endif
        work();
    })
{}

NamedThread::~NamedThread()
{
    join();
}

void NamedThread::join()
{
    if (m_thread.joinable())
        m_thread.join();
}

WorkerPool::WorkerPool(const char *name, std::size_t threads)
{
    for (std::size_t i = 0; i < threads; ++i)
        m_threads.push_back(std::make_unique<NamedThread>(name, [this] { work(); }));
}

WorkerPool::~WorkerPool()
{
    std::deque<std::function<void()>> unrun;
    {
        const std::scoped_lock locked(m_mutex);
        m_stopping = true;
        unrun.swap(m_tasks);
        m_added.notify_all();
    }
    m_threads.clear();
}

void WorkerPool::start(std::function<void()> task)
{
    const std::scoped_lock locked(m_mutex);
    m_tasks.push_back(std::move(task));
    m_added.notify_one();
}

bool WorkerPool::tryStart(std::function<void()> task)
{
    const std::scoped_lock locked(m_mutex);
    if (m_tasks.size() >= m_idle)
        return false;
    m_tasks.push_back(std::move(task));
    m_added.notify_one();
    return true;
}

void WorkerPool::work()
{
    std::unique_lock locked(m_mutex);
    for (;;) {
        ++m_idle;
        m_added.wait(locked, [this] { return m_stopping || !m_tasks.empty(); });
        --m_idle;
        if (m_stopping)
            return;
        std::function<void()> task = std::move(m_tasks.front());
        m_tasks.pop_front();
        locked.unlock();
        task();
        task = {};
        locked.lock();
    }
}

}
