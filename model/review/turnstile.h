// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns.h"

#include <condition_variable>
#include <map>
#include <mutex>

namespace eventscope {

// Lets those who work on stretches of rows side by side do one part of it in the order of the rows. Any
// thread.
class Turnstile {
public:
    // Until all stretches before that row have passed. False when the work has ended.
    [[nodiscard]] bool wait(Row from)
    {
        std::unique_lock locked(m_mutex);
        m_moved.wait(locked, [&] { return m_ended || m_next == from; });
        return !m_ended;
    }
    // Also without having waited.
    void pass(Row from, Row to)
    {
        const std::scoped_lock locked(m_mutex);
        m_passed.emplace(from, to);
        for (auto next = m_passed.find(m_next); next != m_passed.end(); next = m_passed.find(m_next)) {
            m_next = next->second;
            m_passed.erase(next);
        }
        m_moved.notify_all();
    }
    void end()
    {
        const std::scoped_lock locked(m_mutex);
        m_ended = true;
        m_moved.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_moved;
    std::map<Row, Row> m_passed;    // stretches that others before them have not passed yet
    Row m_next = 0;
    bool m_ended = false;
};

}
