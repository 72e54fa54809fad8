// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "store/parallel.h"
#include "store/scanfilter.h"

#include <functional>
#include <vector>

namespace eventscope {

// Puts rows that ascend into the order asked for, on all cores; ties stay in the order of arrival, that is of
// ids. Without a sort where rows are in that order already. Keys by path are passed over. Stops early, with the
// rows in some order, when `cancelled` says so.
void sortRows(std::vector<Row> &rows, const SearchOrders &orders, const ScanDictionaries &dictionaries,
    const Parallel &parallel, const std::function<bool()> &cancelled);

}
