// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rowsort.h"

#include "store/keysort.h"
#include "store/sortkeys.h"

#include <algorithm>

namespace eventscope {

void sortRows(std::vector<Row> &rows, const SearchOrders &orders, const ScanDictionaries &dictionaries,
    const Parallel &parallel, const std::function<bool()> &cancelled)
{
    if (rows.size() < 2)
        return;
    const Columns::Private &columns = dictionaries.columns;
    const bool idsAscend = columns.idsAscend();
    KeySort sort(rows, parallel, cancelled);
    if (!idsAscend)
        sort.by(SortKeys({SortKey::Arrival}, dictionaries));
    // The key that counts least comes first, as sorting keeps the order of what is equal.
    for (auto order = orders.rbegin(); order != orders.rend() && !cancelled(); ++order) {
        const bool inArrival = order == orders.rbegin();
        const bool timesAscend = columns.timesAscend() && idsAscend;
        if (inArrival && order->key == SortKey::Arrival) {
            if (order->descending)
                std::reverse(rows.begin(), rows.end());
        } else if (!inArrival || order->key != SortKey::Time || order->descending || !timesAscend) {
            sort.by(SortKeys(*order, dictionaries));
        }
    }
}

}
