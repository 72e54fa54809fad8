// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "service/services.h"

namespace eventscope {

// What a draft is called: the event's name, else what it is. Looks for the name in the whole event.
[[nodiscard]] QString draftTitle(const Draft &draft, const Services &services);

}
