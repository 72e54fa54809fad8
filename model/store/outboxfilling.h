// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/outbox.h"
#include "store/writesession.h"

namespace eventscope {

// How orders come into the outbox, as Outbox says of the functions of these names. Within a transaction of the
// writer: an Error means that nothing was changed but for what is hidden and given up at the next start; all throw
// SQLite::Exception.

[[nodiscard]] Result<OutboxJobId> queueOrder(WriteSession &session, const OutboxOrder &order);
[[nodiscard]] Result<OutboxJobId> openOrder(WriteSession &session, const OutboxOrder &order);
[[nodiscard]] Result<void> addToOrder(WriteSession &session, OutboxJobId job, const std::vector<OutboxItem> &items);
[[nodiscard]] Result<void> sealOrder(WriteSession &session, OutboxJobId job);
[[nodiscard]] Result<void> abandonOrder(WriteSession &session, OutboxJobId job);

}
