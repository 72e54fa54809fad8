// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace eventscope {

// Work that lasts, and is told of by progress, gives way to the threads that take on what it makes, and can give way
// to what a person waits for. What programs wait for gives way to people alone.
enum class Pace : quint8 { Prompt, BehindPeople, GivesWay };

// From now on the threads that give way do so further, while there are fewer processors than threads that want one:
// for a program with a window, whose painting waits for threads that work like those. Any thread.
void letLongWorkGiveWay();

// A thread with a name that debuggers and `top` show; joined by the destructor, which must come after
// the work was told to end.
class NamedThread {
public:
    NamedThread(const char *name, std::function<void()> work, Pace pace = Pace::Prompt);
    ~NamedThread();
    NamedThread(const NamedThread &) = delete;
    NamedThread &operator=(const NamedThread &) = delete;

    void join();

private:
    std::thread m_thread;
};

// A few threads that serve one queue in its order. Tasks must not throw. What has not begun when the
// pool ends is destroyed unrun; what has is waited for.
class WorkerPool {
public:
    WorkerPool(const char *name, std::size_t threads, Pace pace = Pace::Prompt);
    ~WorkerPool();
    WorkerPool(const WorkerPool &) = delete;
    WorkerPool &operator=(const WorkerPool &) = delete;

    [[nodiscard]] std::size_t threads() const noexcept { return m_threads.size(); }
    void start(std::function<void()> task);
    // Only when a thread is free to run it at once.
    [[nodiscard]] bool tryStart(std::function<void()> task);

private:
    void work();

    std::mutex m_mutex;
    std::condition_variable m_added;
    std::deque<std::function<void()>> m_tasks;
    std::size_t m_idle = 0;    // threads that wait, some perhaps about to take a task
    bool m_stopping = false;
    std::vector<std::unique_ptr<NamedThread>> m_threads;
};

}
