// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/payloadsearch.h"

namespace eventscope {

// What comes first of all that matches.
struct PayloadHead {
    std::vector<Row> rows;          // in the order asked for
    PayloadOrder::Key below = 0;    // what matches and has a lower first key is among them
};

// Where events came in no order of time, and time is what they are sorted by, every share of the rows may have some
// that come first: the latest (or earliest) ones are looked for before all others then. Nothing where the shares, of
// which the lowest keys are given in ascending order, do as well. Throws SQLite::Exception.
[[nodiscard]] std::optional<PayloadHead> headInTime(const EventFilter &filter, const SearchOrders &orders,
    const PayloadOrder &order, const std::vector<PayloadOrder::Key> &bounds, Row end,
    const PayloadSearch::Means &means);

}
