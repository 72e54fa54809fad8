// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

namespace eventscope {

// One property of an event: what its sender chose to tell, as against what the service's form asks for.
// Both are on the event's tape; of duplicate keys the last.
struct EventProperty {
    JsonValue key;
    JsonValue value;
};

// An object of an event that holds properties.
struct PropertyObject {
    JsonValue object;
    std::uint32_t place = 0;    // which of the definition's places it stands at
    bool whole = true;          // every member of it is a property
};

}
