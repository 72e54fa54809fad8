// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/payloadorder.h"

namespace eventscope {

// The first rows of a search that goes on, kept as shares of it are done. For one thread at a time.
//
// Where the order is that of the arrival or of time, a row is shown when no share that is left can have one before
// it; else those that come first among what was found.
class PayloadStream {
public:
    // `bounds` are the lowest first keys of the shares, ascending, where the order follows the columns.
    PayloadStream(const PayloadOrder &order, std::vector<PayloadOrder::Key> bounds);

    // What is shown from now on: all that have a lower first key than that. Before anything is added, and only where
    // the order follows the columns.
    void begin(std::vector<Row> rows, PayloadOrder::Key below);
    // Shares are numbered as their bounds are. `codes` has for each path as many as there are rows.
    void add(std::size_t share, const std::vector<Row> &rows, const std::vector<std::vector<PayloadCodes::Code>> &codes,
        const std::vector<PayloadCodes> &known);
    // At most SearchResult::streamedRows.
    [[nodiscard]] std::vector<Row> rows(const std::vector<PayloadCodes> &known);

private:
    struct Found {
        Row row = 0;
        std::vector<PayloadOrder::Key> keys;
    };

    void keepBest(const std::vector<PayloadCodes> &known, std::size_t most);
    void showWhatIsCertain(const std::vector<PayloadCodes> &known);

    const PayloadOrder &m_order;
    std::vector<PayloadOrder::Key> m_bounds;
    std::vector<bool> m_done;
    std::size_t m_firstLeft = 0;
    std::vector<Row> m_shown;
    PayloadOrder::Key m_shownBelow = 0;
    std::vector<Found> m_found;    // not shown yet
    bool m_sorted = true;
};

}
