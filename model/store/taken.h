// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"

#include <QFuture>

namespace eventscope {

// What a future of the store holds, waited for in this thread, which is a pool's and not the GUI's. One that
// was cancelled has that sentence.
template <typename T>
[[nodiscard]] Result<T> taken(QFuture<Result<T>> future, const QString &cancelled)
{
    future.waitForFinished();
    if (future.resultCount() == 0)
        return failure(Error::Kind::Cancelled, cancelled);
    return future.result();
}

}
