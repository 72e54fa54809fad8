// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/blockscan.h"

#include <map>
#include <memory>
#include <mutex>

namespace eventscope {

// How often each term of a column comes among all visible rows, remembered from search to search: facets of all
// events, and those that ignore the only selection there is, then cost no scan, and as events arrive only these
// are counted. Any thread.
class TotalCounts {
public:
    using Counts = std::vector<quint32>;    // by term

    explicit TotalCounts(const Columns::Private &columns)
        : m_columns(columns)
    {}

    // Of the visible ones among the first `end` rows. Null when too much changed since they were counted.
    [[nodiscard]] std::shared_ptr<const Counts> of(CountedColumn column, Row end, std::size_t terms);
    // Counted by a scan that began when the columns had that generation.
    void keep(CountedColumn column, Row end, quint64 generation, std::shared_ptr<const Counts> counts);

private:
    struct Known {
        Row end = 0;
        quint64 generation = 0;
        std::shared_ptr<const Counts> counts;
    };

    [[nodiscard]] std::optional<Known> find(CountedColumn column, Row end);

    const Columns::Private &m_columns;
    std::mutex m_mutex;
    std::map<CountedColumn, Known> m_known;
};

}
