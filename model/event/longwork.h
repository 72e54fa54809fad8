// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QThreadPool>

namespace eventscope {

// For as long as it lives, the thread of the global pool that made it does not count among those that the pool
// may have. Work that lasts must not keep others waiting there: Qt's painting has helpers in that pool, and waits
// for them.
class LongWork {
public:
    LongWork() { QThreadPool::globalInstance()->releaseThread(); }
    ~LongWork() { QThreadPool::globalInstance()->reserveThread(); }
    LongWork(const LongWork &) = delete;
    LongWork &operator=(const LongWork &) = delete;
};

}
