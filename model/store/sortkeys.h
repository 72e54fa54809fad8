// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "store/scanfilter.h"

#include <span>

namespace eventscope {

// A row and what it is sorted by.
struct KeyedRow {
    quint64 key;
    Row row;
};

// Numbers of rows that compare as one key of an order does. Verdicts and rule sets may change while they are read.
// Path is none of the columns': all rows are equal in it.
class SortKeys {
public:
    SortKeys(const SearchOrder &order, const ScanDictionaries &dictionaries);

    // Writes as many as there are rows.
    void read(std::span<const Row> rows, KeyedRow *keyed) const;
    [[nodiscard]] quint64 of(Row row) const;

private:
    template <typename Visit>
    void withColumn(Visit &&visit) const;

    SearchOrder m_order;
    const Columns::Private &m_columns;
    TermTables::Ranks m_ranks;    // by term, or by origin
};

}
