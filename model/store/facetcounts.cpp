// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/facetcounts.h"

#include "store/tallies.h"

namespace eventscope {

FacetCounts::FacetCounts(
    const SearchSpec &spec, const Columns::Private &columns, const OriginLabels &labels, TotalCounts &totals)
    : m_spec(spec)
    , m_columns(columns)
    , m_labels(labels)
    , m_totals(totals)
    , m_generation(columns.generation.load(std::memory_order_acquire))
{}

void FacetCounts::plan(const EventFilter &filter, ScanPlan &plan, std::vector<EventFilter> &filters)
{
    m_end = plan.end;
    for (const FacetSpec &spec : m_spec.facets) {
        EventFilter other = filter.without(spec.field);
        const CountedColumn column = countedColumn(spec.field);
        const std::size_t terms = termCount(column, m_columns, m_labels);
        Part part{column, other.matchesAll(), {}};
        if (part.all)
            part.counts = m_totals.of(column, m_end, terms);
        if (!part.counts) {
            plan.facets.push_back(column);
            plan.facetTerms.push_back(terms);
            filters.push_back(std::move(other));
        }
        m_parts.push_back(std::move(part));
    }
}

std::vector<Facet> FacetCounts::result(const ScanTally &tally, const Parallel &parallel)
{
    std::vector<Facet> facets;
    std::size_t next = 0;    // of the tally's
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const Part &part = m_parts[i];
        const TotalCounts::Counts &counts = part.counts ? *part.counts : tally.facets[next++];
        if (part.all && !part.counts)
            m_totals.keep(part.column, m_end, m_generation, std::make_shared<const TotalCounts::Counts>(counts));
        facets.push_back(facetOf(m_spec.facets[i], counts, m_columns, m_labels, parallel));
    }
    return facets;
}

}
