// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "store/payloadreader.h"
#include "store/problemtally.h"
#include "store/scanfilter.h"
#include "store/stackcounts.h"
#include "store/termcounts.h"

#include <functional>
#include <span>
#include <utility>

namespace eventscope {

// The column that facets and series are counted by.
enum class CountedColumn : quint8 { Tenant, User, Name, Service, Origin, Verdict, RuleSet };

// What one pass over the rows is to find. Filter 0 of the scan filter says which rows match; facet i
// is counted under filter i + 1.
struct ScanPlan {
    const Columns::Private *columns = nullptr;
    const ScanFilter *filter = nullptr;
    Row end = 0;    // rows behind are not looked at
    bool rows = true;
    bool problems = false;
    std::optional<HistogramSpec> histogram;
    Micros bucket = 1;    // width
    CountedColumn stack = CountedColumn::Name;
    std::vector<CountedColumn> facets;
    std::vector<std::size_t> facetTerms;    // how many terms each facet's column has
    std::size_t stackTerms = 0;
};

// What was found. Sums of tallies do not depend on how the rows were divided.
struct ScanTally {
    qint64 total = 0;
    Micros earliest = std::numeric_limits<Micros>::max();
    Micros latest = std::numeric_limits<Micros>::min();
    std::vector<quint32> histogram;              // by term, then by bucket
    std::vector<std::vector<quint32>> facets;    // by term
    ProblemTally problems;

    // Memory of counts that are not needed any more.
    using Spare = std::vector<std::vector<quint32>>;
    static constexpr std::size_t manyTerms = std::size_t(1) << 16;    // for less it is not worth it

    ScanTally() = default;
    explicit ScanTally(const ScanPlan &plan);
    // The facets' counts are in spare memory, and have no meaning before they are set.
    ScanTally(const ScanPlan &plan, Spare spare);
};

// Counts the visible rows of a block by term.
void countVisible(const ScanBlock &block, CountedColumn column, std::vector<quint32> &counts);

// Scans blocks of rows. One a thread.
class BlockScan {
public:
    // The payload reader may be null when the filter needs no payload. `cancelled` is asked often.
    BlockScan(const ScanPlan &plan, PayloadReader *payloads, std::function<bool()> cancelled);

    // Rows [first, end), within one chunk; matching ones are added to `rows`. Throws SQLite::Exception.
    void scan(Row first, Row end, std::vector<Row> &rows);

    // Adds what was found to the sum of several scans.
    void addTo(ScanTally &sum) const;
    // The facets' counts, to be summed elsewhere: addTo() then leaves them out.
    [[nodiscard]] std::vector<TermCounts> takeFacets() { return std::exchange(m_facets, {}); }

private:
    // Rows that a block added to those found.
    struct Part {
        ScanBlock block;
        std::size_t begin;
        std::size_t count;
    };

    void scanBlock(const ScanBlock &block, std::vector<Row> &rows);
    [[nodiscard]] bool coverConjuncts(const ScanBlock &block);
    void evaluateConjuncts(const ScanBlock &block);
    void findWanted(std::size_t conjunct, const ScanBlock &block);
    void readPayloads(const ScanBlock &block);
    [[nodiscard]] std::vector<PayloadReader::Wanted> payloadRows(const ScanBlock &block);
    [[nodiscard]] bool isDead(std::size_t filter) const;
    [[nodiscard]] Cover maskOf(std::size_t filter, const ScanBlock &block, ScanMask mask) const;
    [[nodiscard]] std::span<const quint16> select(std::size_t filter, const ScanBlock &block);
    void addRows(const ScanBlock &block, std::span<const quint16> selected, std::vector<Row> &rows) const;
    void tallyFacets(const ScanBlock &block, std::span<const quint16> selected);
    void findTimes(const ScanBlock &block, std::span<const quint16> selected, const std::vector<Row> &rows);
    void settleTimes(const std::vector<Row> &rows);
    template <typename Place>
    void tallyTimes(const ScanBlock &block, std::span<const Place> places, Place first);
    [[nodiscard]] bool mayBeEarlier(const ScanBlock &block) const noexcept;
    [[nodiscard]] bool mayBeLater(const ScanBlock &block) const noexcept;
    void tallyHistogram(const ScanBlock &block, std::span<const quint16> selected);

    const ScanPlan &m_plan;
    PayloadReader *m_payloads;
    std::function<bool()> m_cancelled;
    ScanTally m_tally;
    ScanScratch m_scratch;
    std::optional<StackCounts> m_stack;
    std::vector<TermCounts> m_facets;
    bool m_allVisible = true;
    ScanMask m_visible = nullptr;
    ScanMask m_mask = nullptr;
    ScanMask m_wanted = nullptr;
    std::vector<ScanMask> m_conjuncts;    // meaningful where evaluated, for rows that some filter asks about
    std::vector<Cover> m_covers;
    std::vector<bool> m_evaluated;
    std::vector<Part> m_parts;    // whose times are not told yet
    std::vector<quint16> m_selected;
    std::vector<quint16> m_everyRow;
    LazyPayload m_payload;
};

}
