// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"
#include "store/eventfilter.h"

#include <optional>

namespace eventscope {

// The filter that leaves only events of that value: it stands in the place of other values chosen of
// the same field; a condition on a path is added.
[[nodiscard]] EventFilter filteredFor(const EventFilter &filter, const FilterTerm &term);
// The filter that leaves these out, beside others left out before.
[[nodiscard]] EventFilter filteredOut(const EventFilter &filter, const FilterTerm &term);

// "The value at that pointer is this one"; nothing for objects, arrays and values too long to type.
[[nodiscard]] std::optional<FilterTerm> pathTerm(const QByteArray &pointer, JsonValue value);

}
