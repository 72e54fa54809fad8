// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/lanetally.h"

#include <span>

namespace eventscope {

// Buckets of equal width on the line of time.
struct LaneBuckets {
    LaneBuckets() = default;
    explicit LaneBuckets(const LaneSpec &spec);

    Micros from = 0;
    Micros to = 0;    // exclusive
    Micros width = 1;
    quint32 count = 1;
};

// The lanes of those terms with what the rows of the set say of them, `total` and `value` aside. Ends early,
// with half of it, when cancelled: `run` then gives no more shares.
[[nodiscard]] std::vector<Lane> laneMarks(std::span<const Term> terms, Field field, const LaneBuckets &buckets,
    const RowBits &rows, const Columns::Private &columns, const RunShares &run);

}
