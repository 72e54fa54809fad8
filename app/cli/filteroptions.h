// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/commandline.h"

namespace eventscope {

// What query and export have in common: which events, in which order, how many.
void addFilterOptions(CommandLine &line);

// FILTER and the options together; BadInput with the place of a fault in FILTER.
[[nodiscard]] Result<EventFilter> filterOf(const CommandLine &line);
// The keys of --order, the first counting most.
[[nodiscard]] Result<SearchOrders> orderOf(const CommandLine &line);
// A path as FILTER has it: a JSON pointer, names joined by dots, props.name.
[[nodiscard]] Result<QByteArray> pathOf(const QString &option, const QString &text);
// The rows as they are to be written, no more than --limit.
[[nodiscard]] Result<std::vector<Row>> limited(const CommandLine &line, std::vector<Row> rows);

}
