// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns_p.h"
#include "store/eventfilter.h"
#include "store/filtermatch.h"
#include "store/payloadprobe.h"
#include "store/scanmask.h"
#include "store/storerows.h"
#include "store/termtables.h"

#include <optional>
#include <vector>

namespace eventscope {

// A run of rows within one stretch of a chunk that has bounds.
struct ScanBlock {
    const Chunk *chunk = nullptr;
    Row at = 0;       // within the chunk
    Row first = 0;    // within the columns
    Row count = 0;

    [[nodiscard]] const TimeBounds &bounds() const noexcept { return chunk->bounds[at / Chunk::boundedRows]; }
};

// What can be said of all rows of a block at once.
enum class Cover : quint8 { None, Some, All };

// Where filters look their values up.
struct ScanDictionaries {
    const Columns::Private &columns;
    const OriginLabels &labels;
    TermTables &tables;
    QList<QByteArray> places = {};         // of properties
    const Parallel *parallel = nullptr;    // share the work where there are many values
};

// One conjunct of a filter, its values looked up in the dictionaries once. Immutable.
class ScanNode {
public:
    ScanNode(const EventFilter::Node &node, const ScanDictionaries &dictionaries);

    [[nodiscard]] bool needsPayload() const noexcept { return m_needsPayload; }

    // How much of a block matches, as far as that can be told without looking at its rows.
    [[nodiscard]] Cover cover(const ScanBlock &block) const noexcept;

    // How long a look at a row takes, compared with other nodes.
    [[nodiscard]] int cost() const noexcept;

    // Which of the rows wanted match as far as the columns tell; what it says of others means nothing. Where that
    // takes the payload: all that may match (upper), or those only that match whatever it says (not upper).
    void evaluate(const ScanBlock &block, bool upper, ConstScanMask wanted, ScanMask mask, ScanScratch &scratch) const;

    // The same for one row of the block, exactly.
    [[nodiscard]] bool matches(const ScanBlock &block, Row row, LazyPayload &payload) const;

private:
    enum class Kind : quint8 { All, Any, None, Never, Always, Equals, Table, Flags, Rules, Time, Payload };
    enum class Column : quint8 { Tenant, User, Name, Service, Origin };

    void compileTerm(const FilterTerm &term, const ScanDictionaries &dictionaries);
    void compileValues(const FilterTerm &term, const Dictionary &dictionary, const ScanDictionaries &dictionaries);
    void compileOrigins(const FilterTerm &term, const OriginLabels &labels);
    void compileVerdicts(const FilterTerm &term);
    void compileRules(const FilterTerm &term, const Dictionary &dictionary, TermTables &tables);
    void settleTable();
    [[nodiscard]] Cover coverOfGroup(const ScanBlock &block) const noexcept;
    void evaluateGroup(
        const ScanBlock &block, bool upper, ConstScanMask wanted, ScanMask mask, ScanScratch &scratch) const;
    void evaluateColumn(const Chunk &chunk, Row at, const scanmask::Asked &asked) const;
    [[nodiscard]] Term termAt(const ScanBlock &block, Row row) const noexcept;

    Kind m_kind = Kind::Always;
    Column m_column = Column::Tenant;
    bool m_needsPayload = false;
    std::vector<ScanNode> m_children;
    Term m_term = 0;
    TermTables::Table m_table;    // by term, or by flags
    Micros m_from = 0;
    Micros m_to = 0;
    bool m_open = false;    // no end: every time from m_from on
    std::optional<PayloadMatcher> m_payload;
    std::optional<PayloadProbe> m_probe;
};

// Several filters made ready for one pass: what they have in common is evaluated once.
class ScanFilter {
public:
    ScanFilter(const std::vector<EventFilter> &filters, const ScanDictionaries &dictionaries);

    [[nodiscard]] const std::vector<ScanNode> &conjuncts() const noexcept { return m_conjuncts; }
    // Which conjuncts a filter is made of.
    [[nodiscard]] const std::vector<std::size_t> &conjunctsOf(std::size_t filter) const { return m_filters[filter]; }
    [[nodiscard]] std::size_t filters() const noexcept { return m_filters.size(); }
    // Which filters a conjunct is part of.
    [[nodiscard]] const std::vector<std::size_t> &filtersOf(std::size_t conjunct) const { return m_users[conjunct]; }
    // Conjuncts that take least time first.
    [[nodiscard]] const std::vector<std::size_t> &order() const noexcept { return m_order; }
    [[nodiscard]] bool needsPayload() const noexcept;

private:
    std::vector<ScanNode> m_conjuncts;
    std::vector<std::vector<std::size_t>> m_filters;
    std::vector<std::vector<std::size_t>> m_users;
    std::vector<std::size_t> m_order;
};

}
