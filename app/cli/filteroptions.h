// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/commandline.h"

namespace eventscope {

// What query and export have in common: which events, in which order, how many.
void addFilterOptions(CommandLine &line);

// FILTER and the options together; BadInput with the place of a fault in FILTER.
[[nodiscard]] Result<EventFilter> filterOf(const CommandLine &line);
[[nodiscard]] Result<SearchOrder> orderOf(const CommandLine &line);
// The rows as they are to be written, no more than --limit.
[[nodiscard]] Result<std::vector<Row>> limited(const CommandLine &line, std::vector<Row> rows);

}
