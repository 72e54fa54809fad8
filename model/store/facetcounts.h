// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/parallel.h"
#include "store/totalcounts.h"

#include <memory>
#include <vector>

namespace eventscope {

// The facets of one search by column: what is remembered of them is not counted again.
class FacetCounts {
public:
    FacetCounts(
        const SearchSpec &spec, const Columns::Private &columns, const OriginLabels &labels, TotalCounts &totals);

    // Adds what the pass must count to its plan, whose end is known, and to its filters, of which the search's own
    // is there.
    void plan(const EventFilter &filter, ScanPlan &plan, std::vector<EventFilter> &filters);
    [[nodiscard]] std::vector<Facet> result(const ScanTally &tally, const Parallel &parallel);

private:
    struct Part {
        CountedColumn column;
        bool all = false;                                     // of all events
        std::shared_ptr<const TotalCounts::Counts> counts;    // null: the next of the tally's
    };

    const SearchSpec &m_spec;
    const Columns::Private &m_columns;
    const OriginLabels &m_labels;
    TotalCounts &m_totals;
    const quint64 m_generation;
    Row m_end = 0;
    std::vector<Part> m_parts;
};

}
