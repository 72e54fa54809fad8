// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>

namespace eventscope {

namespace {

// Helpers come in until the work is done; who comes later, as there was no processor free, finds nothing to do and is
// not waited for.
class Gate {
public:
    [[nodiscard]] bool enter()
    {
        const std::scoped_lock locked(m_mutex);
        m_inside += m_closed ? 0 : 1;
        return !m_closed;
    }
    void leave()
    {
        const std::scoped_lock locked(m_mutex);
        if (--m_inside == 0)
            m_empty.notify_all();
    }
    void closeAndWait()
    {
        std::unique_lock locked(m_mutex);
        m_closed = true;
        m_empty.wait(locked, [this] { return m_inside == 0; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_empty;
    std::size_t m_inside = 0;
    bool m_closed = false;
};

}

void Parallel::onThreads(std::size_t most, const std::function<void()> &work) const
{
    std::mutex mutex;
    std::exception_ptr failure;
    const auto guardedWork = [&] {
        try {
            work();
        } catch (...) {
            const std::scoped_lock locked(mutex);
            failure = std::current_exception();
        }
    };
    const std::size_t helpers = std::min(std::max<std::size_t>(most, 1) - 1, m_helpers.threads());
    const auto gate = std::make_shared<Gate>();    // shared, as helpers may come when this thread has gone on
    for (std::size_t i = 0; i < helpers; ++i) {
        const bool started = m_helpers.tryStart([&guardedWork, gate] {
            if (!gate->enter())
                return;
            guardedWork();
            gate->leave();
        });
        if (!started)
            break;    // others keep them busy: this thread does more of the work
    }
    guardedWork();
    gate->closeAndWait();
    if (failure)
        std::rethrow_exception(failure);
}

void Parallel::forEach(std::size_t parts, const std::function<void(std::size_t part)> &work) const
{
    std::atomic<std::size_t> next = 0;
    onThreads(parts, [&] {
        try {
            for (std::size_t part = next++; part < parts; part = next++)
                work(part);
        } catch (...) {
            next = parts;
            throw;
        }
    });
}

}
