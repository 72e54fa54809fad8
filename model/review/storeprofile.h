// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/profile.h"
#include "store/eventstore.h"
#include "validation/serviceset.h"

#include <QFuture>

namespace eventscope {

// What the stored events of a filter are like. Progress is in events; can be cancelled. The store
// outlives it.
[[nodiscard]] QFuture<Result<Profile>> profileOf(EventStore &store, ServiceSet services, const EventFilter &filter);

}
