// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns_p.h"
#include "store/eventstore.h"
#include "store/termtables.h"

#include <functional>
#include <vector>

namespace eventscope {

// Puts rows that ascend into the order asked for; ties stay in the order of arrival, that is of ids.
// Without a sort where rows are in that order already. Stops early, with the rows in some order, when
// `cancelled` says so.
void sortRows(std::vector<Row> &rows, const SearchOrders &orders, const Columns::Private &columns, TermTables &tables,
    const std::function<bool()> &cancelled);

}
