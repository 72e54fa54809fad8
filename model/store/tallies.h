// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/blockscan.h"
#include "store/parallel.h"

namespace eventscope {

// From counts by term to what people see.

// Fields that no facet is made of are counted by verdict.
[[nodiscard]] CountedColumn countedColumn(Field field);
// How many terms there are, the empty one included.
[[nodiscard]] std::size_t termCount(CountedColumn column, const Columns::Private &columns, const OriginLabels &labels);

[[nodiscard]] Facet facetOf(const FacetSpec &spec, const std::vector<quint32> &counts, const Columns::Private &columns,
    const OriginLabels &labels, const Parallel &parallel);

// Sums what threads counted for each of the tally's facets, in the plan's order, into its counts.
void sumFacets(ScanTally &tally, const std::vector<std::vector<TermCounts>> &counted, const Parallel &parallel);

// A stacked histogram: counted by term in the pass where that takes little memory; else the pass
// counts totals and finds rows, and the rows of the largest series are counted afterwards.
class HistogramTally {
public:
    HistogramTally() = default;
    HistogramTally(const HistogramSpec &spec, const Columns::Private &columns);

    void prepare(ScanPlan &plan) const;
    [[nodiscard]] bool needsRows() const noexcept { return m_columns && !m_direct; }
    [[nodiscard]] Histogram result(const ScanTally &tally, const std::vector<Row> &rows) const;

private:
    [[nodiscard]] std::vector<qint64> totals(const ScanTally &tally) const;
    [[nodiscard]] std::vector<Term> largest(const std::vector<qint64> &totals) const;
    [[nodiscard]] QByteArray textOf(Term term) const;
    void countDirect(const ScanTally &tally, const std::vector<int> &seriesOf, Histogram &histogram) const;
    void countRows(const std::vector<Row> &rows, const std::vector<int> &seriesOf, Histogram &histogram) const;

    const Columns::Private *m_columns = nullptr;
    HistogramSpec m_spec;
    CountedColumn m_stack = CountedColumn::Name;
    Micros m_bucket = 1;
    std::size_t m_terms = 0;
    bool m_direct = true;
};

}
