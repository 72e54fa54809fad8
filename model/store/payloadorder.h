// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/parallel.h"
#include "store/payloadvalues.h"
#include "store/sortkeys.h"

#include <optional>

namespace eventscope {

// The numbers by which found rows are put into an order that may have paths among its keys: so many a row, the last
// of them the arrival.
class PayloadOrder {
public:
    using Key = quint64;

    PayloadOrder(const SearchOrders &orders, const ScanDictionaries &dictionaries);

    [[nodiscard]] std::size_t keys() const noexcept { return m_columns.size(); }
    [[nodiscard]] const std::vector<PayloadPath> &paths() const noexcept { return m_paths; }
    // Whether the first key is the arrival or the time, and none is a path.
    [[nodiscard]] bool followsColumns() const noexcept;
    // The first key of a row that is none of a path.
    [[nodiscard]] Key firstKey(Row row) const { return m_columns.front()->of(row); }
    // The least of those of rows [first, end).
    [[nodiscard]] Key lowestFirstKey(Row first, Row end) const;

    // The keys of a row, which has these codes at the paths.
    void addKeys(Row row, const PayloadCodes::Code *codes, std::vector<Key> &to) const;
    // Whether the first row comes before the second, by their keys.
    [[nodiscard]] bool isBefore(const Key *a, const Key *b, const std::vector<PayloadCodes> &codes) const;
    // All rows, ascending, with the codes of each path, into their order.
    void sort(std::vector<Row> &rows, std::vector<std::vector<PayloadCodes::Code>> &codes,
        const std::vector<PayloadCodes> &known, const Parallel &parallel, const std::function<bool()> &cancelled) const;

private:
    std::vector<std::optional<SortKeys>> m_columns;    // nothing: the next path
    std::vector<bool> m_descending;
    std::vector<PayloadPath> m_paths;
    bool m_followsColumns = false;
};

}
