// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/threads.h"

#include <cstddef>
#include <functional>

namespace eventscope {

// Shares work among this thread and helpers of a pool that are free; returns when all is done. What one of
// the calls throws ends the others' taking of parts and is thrown here.
class Parallel {
public:
    explicit Parallel(WorkerPool &helpers) noexcept
        : m_helpers(helpers)
    {}

    // Calls `work` on this thread and on at most `most` - 1 helpers, once each. When it returns on this thread,
    // helpers that have not begun are left out.
    void onThreads(std::size_t most, const std::function<void()> &work) const;
    // Calls `work` for each part once, several at once, ascending as far as that goes.
    void forEach(std::size_t parts, const std::function<void(std::size_t part)> &work) const;

    [[nodiscard]] std::size_t threads() const noexcept { return m_helpers.threads() + 1; }

private:
    WorkerPool &m_helpers;
};

}
