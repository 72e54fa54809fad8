// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <latch>

namespace eventscope {

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
    // Shared, as a helper may still be leaving the last call when this thread goes on.
    const auto left = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(helpers));
    for (std::size_t i = 0; i < helpers; ++i) {
        const bool started = m_helpers.tryStart([&guardedWork, left] {
            guardedWork();
            left->count_down();
        });
        if (!started)
            left->count_down();    // others keep them busy: this thread does more of the work
    }
    guardedWork();
    left->wait();
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
