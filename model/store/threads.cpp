// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/threads.h"

#include <QtGlobal>

#ifdef Q_OS_LINUX
#include <pthread.h>
#include <sys/resource.h>
#endif

#include <atomic>

namespace eventscope {

namespace {

std::atomic<bool> givesWay = false;

#ifdef Q_OS_LINUX
// Of the scheduler's twenty steps: behind what people wait for, and behind the threads that wait for this work's own.
constexpr int stepsBehindPeople = 10;
constexpr int stepsBehindOthers = 5;

void giveWay(Pace pace)
{
    const int steps = givesWay ? stepsBehindPeople : pace == Pace::GivesWay ? stepsBehindOthers : 0;
    // Of this thread alone, which is not POSIX's idea of it. What cannot be changed stays as it was.
    (void)setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + steps);
}
#endif

}

void letLongWorkGiveWay()
{
    givesWay = true;
}

NamedThread::NamedThread(const char *name, std::function<void()> work, Pace pace)
    : m_thread([name, work = std::move(work), pace] {
#ifdef Q_OS_LINUX
        pthread_setname_np(pthread_self(), name);
        if (pace != Pace::Prompt)
            giveWay(pace);
#else
        Q_UNUSED(pace);
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

WorkerPool::WorkerPool(const char *name, std::size_t threads, Pace pace)
{
    for (std::size_t i = 0; i < threads; ++i)
        m_threads.push_back(std::make_unique<NamedThread>(
            name, [this] { work(); }, pace));
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
