// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "validation/serviceset.h"

namespace eventscope {

// Judges the events of an origin again whose deduplication key an event before them in the store has, where
// their service has a rule about that. The number of events that were not yet said to break it. Blocks; not
// on the store's thread.
[[nodiscard]] Result<qint64> judgeRepeats(EventStore &store, const ServiceSet &services, OriginId origin);

}
