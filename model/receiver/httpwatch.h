// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace eventscope {

// A thread that waits for what is due: delayed answers, connections that take too long, and closed ones whose
// client is still sending. Any thread may call.
class HttpWatch {
public:
    using Clock = std::chrono::steady_clock;

    // `tick` is called on the thread several times a second while ticking.
    explicit HttpWatch(std::function<void()> tick);
    ~HttpWatch();
    HttpWatch(const HttpWatch &) = delete;
    HttpWatch &operator=(const HttpWatch &) = delete;

    void setTicking(bool ticking);
    // Nothing once it was stopped.
    void after(std::chrono::milliseconds delay, std::function<void()> what);
    // Takes a socket that is closed for writing: reads what still comes, for at most some seconds, so that the
    // client reads the answer before it learns that its own bytes were not wanted.
    void linger(int socket);
    // Waits for what runs; nothing runs afterwards.
    void stop();

private:
    struct Lingering {
        int socket;
        Clock::time_point until;
    };

    void run();
    int millisecondsToNext();
    void runDue();
    void drain();
    void wake() const;

    std::function<void()> m_tick;
    int m_wake;
    std::mutex m_mutex;
    std::multimap<Clock::time_point, std::function<void()>> m_due;
    std::vector<Lingering> m_arriving;
    bool m_ticking = false;
    bool m_stopped = false;
    Clock::time_point m_nextTick;          // of the thread alone
    std::vector<Lingering> m_lingering;    // of the thread alone
    std::thread m_thread;
};

}
