// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/scanfilter.h"

#include "event/utf8.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace eventscope {

ScanNode::ScanNode(const EventFilter::Node &node, const ScanDictionaries &dictionaries)
{
    using NodeKind = EventFilter::Node::Kind;
    if (node.kind == NodeKind::Term) {
        compileTerm(node.term, dictionaries);
        return;
    }
    m_kind = node.kind == NodeKind::All ? Kind::All : node.kind == NodeKind::Any ? Kind::Any : Kind::None;
    for (const EventFilter::Node &child : node.children) {
        m_children.emplace_back(child, dictionaries);
        m_needsPayload = m_needsPayload || m_children.back().m_needsPayload;
    }
}

void ScanNode::compileTerm(const FilterTerm &term, const ScanDictionaries &dictionaries)
{
    const Columns::Private &columns = dictionaries.columns;
    switch (term.field) {
    case Field::Tenant:
        m_column = Column::Tenant;
        return compileValues(term, columns.tenants, dictionaries);
    case Field::User:
        m_column = Column::User;
        return compileValues(term, columns.users, dictionaries);
    case Field::Name:
        m_column = Column::Name;
        return compileValues(term, columns.names, dictionaries);
    case Field::Service:
        m_column = Column::Service;
        return compileValues(term, columns.services, dictionaries);
    case Field::Origin:
        m_column = Column::Origin;
        return compileOrigins(term, dictionaries.labels);
    case Field::Verdict:
        return compileVerdicts(term);
    case Field::Rule:
        return compileRules(term, columns.ruleSets, dictionaries.tables);
    case Field::Time:
        m_kind = Kind::Time;
        m_from = term.timeFrom.value_or(std::numeric_limits<Micros>::min());
        m_open = !term.timeTo;
        m_to = term.timeTo.value_or(0);
        return;
    case Field::Text:
    case Field::Path:
        m_kind = Kind::Payload;
        m_needsPayload = true;
        m_payload.emplace(term, dictionaries.places);
        m_probe.emplace(term);
        return;
    }
}

void ScanNode::compileValues(const FilterTerm &term, const Dictionary &dictionary, const ScanDictionaries &dictionaries)
{
    m_table = dictionaries.tables.matches(term, dictionary, dictionary.size(), dictionaries.parallel);
    settleTable();
}

void ScanNode::compileOrigins(const FilterTerm &term, const OriginLabels &labels)
{
    const ValueMatcher matcher(term);
    std::vector<quint8> table;
    for (const auto &[origin, label] : labels.all()) {
        if (origin >= table.size())
            table.resize(std::size_t(origin) + 1, 0);
        table[origin] = matcher.matches(viewOf(label));
    }
    m_table = std::make_shared<const TermTable>(std::move(table));
    settleTable();
}

void ScanNode::compileVerdicts(const FilterTerm &term)
{
    const ValueMatcher matcher(term);
    std::vector<quint8> table(256);
    for (std::size_t flags = 0; flags < table.size(); ++flags)
        table[flags] = matcher.matches(static_cast<Verdict>(flags & rowflag::verdictMask));
    m_kind = Kind::Flags;
    m_table = std::make_shared<const TermTable>(std::move(table));
}

// Rows may be given sets meanwhile that are not known yet: the table has a place for every possible one.
void ScanNode::compileRules(const FilterTerm &term, const Dictionary &dictionary, TermTables &tables)
{
    std::vector<quint8> table = tables.matches(term, dictionary, dictionary.size())->held;
    table.resize(ruleSetTerms);
    m_kind = Kind::Rules;
    m_table = std::make_shared<const TermTable>(std::move(table));
}

// A table that says the same of all, or yes to one alone, need not be read for each row.
void ScanNode::settleTable()
{
    m_kind = Kind::Table;
    if (m_table->count == 0) {
        m_kind = Kind::Never;
    } else if (m_table->count == 1) {
        m_kind = Kind::Equals;
        m_term = m_table->first;
    } else if (m_table->count == m_table->held.size() && m_column != Column::Origin) {
        m_kind = Kind::Always;
    }
}

int ScanNode::cost() const noexcept
{
    switch (m_kind) {
    case Kind::Never:
    case Kind::Always:
        return 0;
    case Kind::Time:
    case Kind::Equals:
        return 1;
    case Kind::Flags:
        return 2;
    case Kind::Table:
        return m_table->bits.empty() ? 3 : 5;
    case Kind::Rules:
        return 4;
    case Kind::Payload:
        return 1'000;    // says nothing before payloads are read
    case Kind::All:
    case Kind::Any:
    case Kind::None:
        break;
    }
    return std::accumulate(
        m_children.begin(), m_children.end(), 6, [](int sum, const ScanNode &child) { return sum + child.cost(); });
}

Cover ScanNode::cover(const ScanBlock &block) const noexcept
{
    switch (m_kind) {
    case Kind::All:
    case Kind::Any:
    case Kind::None:
        return coverOfGroup(block);
    case Kind::Never:
        return Cover::None;
    case Kind::Always:
        return Cover::All;
    case Kind::Time: {
        const Micros earliest = block.bounds().earliest.load(std::memory_order_relaxed);
        const Micros latest = block.bounds().latest.load(std::memory_order_relaxed);
        if (latest < m_from || (!m_open && earliest >= m_to))
            return Cover::None;
        return earliest >= m_from && (m_open || latest < m_to) ? Cover::All : Cover::Some;
    }
    case Kind::Equals:
    case Kind::Table:
    case Kind::Flags:
    case Kind::Rules:
    case Kind::Payload:
        break;
    }
    return Cover::Some;
}

Cover ScanNode::coverOfGroup(const ScanBlock &block) const noexcept
{
    bool anyNone = false;
    bool anyAll = false;
    bool anySome = false;
    for (const ScanNode &child : m_children) {
        const Cover covered = child.cover(block);
        anyNone = anyNone || covered == Cover::None;
        anyAll = anyAll || covered == Cover::All;
        anySome = anySome || covered == Cover::Some;
    }
    if (m_kind == Kind::All)
        return anyNone ? Cover::None : anySome ? Cover::Some : Cover::All;
    const Cover any = anyAll ? Cover::All : anySome ? Cover::Some : Cover::None;
    if (m_kind == Kind::Any || any == Cover::Some)
        return any;
    return any == Cover::All ? Cover::None : Cover::All;
}

void ScanNode::evaluate(
    const ScanBlock &block, bool upper, ConstScanMask wanted, ScanMask mask, ScanScratch &scratch) const
{
    const Chunk &chunk = *block.chunk;
    const scanmask::Asked asked{block.count, wanted, mask};
    switch (m_kind) {
    case Kind::All:
    case Kind::Any:
        return evaluateGroup(block, upper, wanted, mask, scratch);
    case Kind::None:
        // What may match at most is what the children do not match at least.
        evaluateGroup(block, !upper, wanted, mask, scratch);
        return scanmask::invert(mask, block.count);
    case Kind::Never:
        return scanmask::clear(mask, block.count);
    case Kind::Always:
        return scanmask::setAll(mask, block.count);
    case Kind::Payload:
        return upper ? scanmask::setAll(mask, block.count) : scanmask::clear(mask, block.count);
    case Kind::Flags:
        return scanmask::table(chunk.flags + block.at, m_table->held.data(), asked);
    case Kind::Rules:
        return scanmask::table(chunk.ruleSet + block.at, m_table->held.data(), asked);
    case Kind::Time:
        return m_open ? scanmask::since(chunk.time + block.at, m_from, asked)
                      : scanmask::between(chunk.time + block.at, m_from, m_to, asked);
    case Kind::Equals:
    case Kind::Table:
        return evaluateColumn(chunk, block.at, asked);
    }
}

void ScanNode::evaluateGroup(
    const ScanBlock &block, bool upper, ConstScanMask wanted, ScanMask mask, ScanScratch &scratch) const
{
    const bool all = m_kind == Kind::All;
    if (all)
        scanmask::setAll(mask, block.count);
    else
        scanmask::clear(mask, block.count);
    const ScanMask left = scratch.take();    // rows that the children before did not settle
    const ScanMask other = scratch.take();
    scanmask::copy(left, wanted, block.count);
    for (const ScanNode &child : m_children) {
        child.evaluate(block, upper, left, other, scratch);
        if (all) {
            scanmask::andWith(mask, other, block.count);
            scanmask::andWith(left, other, block.count);
        } else {
            scanmask::orWith(mask, other, block.count);
            scanmask::andNot(left, other, block.count);
        }
    }
    scratch.give();
    scratch.give();
}

void ScanNode::evaluateColumn(const Chunk &chunk, Row at, const scanmask::Asked &asked) const
{
    const auto evaluateOn = [&](const auto *values) {
        using Number = std::remove_cvref_t<decltype(*values)>;
        if constexpr (sizeof(Number) == 1)
            return scanmask::table(values, m_table->low, asked);
        else if (m_kind == Kind::Equals && m_term > std::numeric_limits<Number>::max())
            return scanmask::clear(asked.mask, asked.count);
        else if (m_kind == Kind::Equals)
            return scanmask::equals(values, static_cast<Number>(m_term), asked);
        else if constexpr (sizeof(Number) == 2)
            return scanmask::table(values, m_table->held.data(), asked);
        else if (m_table->bits.empty())
            return scanmask::table(values, m_table->held, m_table->low, asked);
        else
            return scanmask::bits(values, m_table->bits.data(), asked);
    };
    switch (m_column) {
    case Column::Tenant:
        return chunk.tenant.visitFrom(at, evaluateOn);
    case Column::User:
        return evaluateOn(chunk.user + at);
    case Column::Name:
        return chunk.name.visitFrom(at, evaluateOn);
    case Column::Service:
        return evaluateOn(chunk.service + at);
    case Column::Origin:
        return evaluateOn(chunk.origin + at);
    }
}

Term ScanNode::termAt(const ScanBlock &block, Row row) const noexcept
{
    const Row at = block.at + row;
    switch (m_column) {
    case Column::Tenant:
        return block.chunk->tenant[at];
    case Column::User:
        return block.chunk->user[at];
    case Column::Name:
        return block.chunk->name[at];
    case Column::Service:
        return block.chunk->service[at];
    case Column::Origin:
        return block.chunk->origin[at];
    }
    return 0;
}

bool ScanNode::matches(const ScanBlock &block, Row row, LazyPayload &payload) const
{
    const auto holds = [&](const ScanNode &child) { return child.matches(block, row, payload); };
    const Row at = block.at + row;
    switch (m_kind) {
    case Kind::All:
        return std::all_of(m_children.begin(), m_children.end(), holds);
    case Kind::Any:
        return std::any_of(m_children.begin(), m_children.end(), holds);
    case Kind::None:
        return std::none_of(m_children.begin(), m_children.end(), holds);
    case Kind::Never:
        return false;
    case Kind::Always:
        return true;
    case Kind::Equals:
        return termAt(block, row) == m_term;
    case Kind::Table:
        return m_table->held[termAt(block, row)];
    case Kind::Flags:
        return m_table->held[block.chunk->flags[at].load(std::memory_order_relaxed)];
    case Kind::Rules:
        return m_table->held[block.chunk->ruleSet[at].load(std::memory_order_relaxed)];
    case Kind::Time:
        return block.chunk->time[at] >= m_from && (m_open || block.chunk->time[at] < m_to);
    case Kind::Payload:
        return m_probe->mayMatch(payload.text()) && m_payload->matches(payload.tape());
    }
    return false;
}

ScanFilter::ScanFilter(const std::vector<EventFilter> &filters, const ScanDictionaries &dictionaries)
{
    std::vector<EventFilter::Node> nodes;
    for (const EventFilter &filter : filters) {
        std::vector<std::size_t> conjuncts;
        const EventFilter::Node &root = filter.root();
        const bool conjunction = root.kind == EventFilter::Node::Kind::All;
        for (const EventFilter::Node &node : conjunction ? root.children : QList<EventFilter::Node>{root}) {
            const auto known = std::find(nodes.begin(), nodes.end(), node);
            conjuncts.push_back(static_cast<std::size_t>(known - nodes.begin()));
            if (known == nodes.end()) {
                nodes.push_back(node);
                m_conjuncts.emplace_back(node, dictionaries);
            }
        }
        std::sort(conjuncts.begin(), conjuncts.end());
        conjuncts.erase(std::unique(conjuncts.begin(), conjuncts.end()), conjuncts.end());
        m_filters.push_back(std::move(conjuncts));
    }
    m_users.resize(m_conjuncts.size());
    for (std::size_t filter = 0; filter < m_filters.size(); ++filter) {
        for (const std::size_t conjunct : m_filters[filter])
            m_users[conjunct].push_back(filter);
    }
    m_order.resize(m_conjuncts.size());
    std::iota(m_order.begin(), m_order.end(), std::size_t(0));
    std::stable_sort(m_order.begin(), m_order.end(),
        [this](std::size_t a, std::size_t b) { return m_conjuncts[a].cost() < m_conjuncts[b].cost(); });
}

bool ScanFilter::needsPayload() const noexcept
{
    return std::any_of(
        m_conjuncts.begin(), m_conjuncts.end(), [](const ScanNode &node) { return node.needsPayload(); });
}

}
