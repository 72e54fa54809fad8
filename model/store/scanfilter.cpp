// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/scanfilter.h"

#include "event/utf8.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace eventscope {

namespace {

template <typename Number>
void maskEquals(const Number *values, Row count, Number wanted, ScanMask mask) noexcept
{
    for (Row i = 0; i < count; ++i)
        mask[i] = values[i] == wanted;
}

template <typename Number>
void maskTable(const Number *values, Row count, const quint8 *table, ScanMask mask) noexcept
{
    for (Row i = 0; i < count; ++i)
        mask[i] = table[values[i]];
}

void maskFlags(const std::atomic<quint8> *flags, Row count, const quint8 *table, ScanMask mask) noexcept
{
    for (Row i = 0; i < count; ++i)
        mask[i] = table[flags[i].load(std::memory_order_relaxed)];
}

void maskRules(const std::atomic<quint16> *rules, Row count, const quint8 *table, ScanMask mask) noexcept
{
    for (Row i = 0; i < count; ++i)
        mask[i] = table[rules[i].load(std::memory_order_relaxed)];
}

void maskTime(const Micros *times, Row count, Micros from, Micros to, ScanMask mask) noexcept
{
    for (Row i = 0; i < count; ++i)
        mask[i] = static_cast<quint8>((times[i] >= from) & (times[i] < to));
}

void maskSince(const Micros *times, Row count, Micros from, ScanMask mask) noexcept
{
    for (Row i = 0; i < count; ++i)
        mask[i] = times[i] >= from;
}

void maskAnd(ScanMask mask, const quint8 *other, Row count) noexcept
{
    for (Row i = 0; i < count; ++i)
        mask[i] &= other[i];
}

void maskOr(ScanMask mask, const quint8 *other, Row count) noexcept
{
    for (Row i = 0; i < count; ++i)
        mask[i] |= other[i];
}

void maskNot(ScanMask mask, Row count) noexcept
{
    for (Row i = 0; i < count; ++i)
        mask[i] ^= 1;
}

}

ScanMask ScanScratch::take()
{
    if (m_taken == m_masks.size())
        m_masks.push_back(std::make_unique_for_overwrite<quint8[]>(scanBlockRows));
    return m_masks[m_taken++].get();
}

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
        return compileValues(term, columns.tenants, dictionaries.tables);
    case Field::User:
        m_column = Column::User;
        return compileValues(term, columns.users, dictionaries.tables);
    case Field::Name:
        m_column = Column::Name;
        return compileValues(term, columns.names, dictionaries.tables);
    case Field::Service:
        m_column = Column::Service;
        return compileValues(term, columns.services, dictionaries.tables);
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

void ScanNode::compileValues(const FilterTerm &term, const Dictionary &dictionary, TermTables &tables)
{
    m_table = tables.matches(term, dictionary, dictionary.size());
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
    m_table = std::make_shared<const std::vector<quint8>>(std::move(table));
    settleTable();
}

void ScanNode::compileVerdicts(const FilterTerm &term)
{
    const ValueMatcher matcher(term);
    std::vector<quint8> table(256);
    for (std::size_t flags = 0; flags < table.size(); ++flags)
        table[flags] = matcher.matches(static_cast<Verdict>(flags & rowflag::verdictMask));
    m_kind = Kind::Flags;
    m_table = std::make_shared<const std::vector<quint8>>(std::move(table));
}

// Rows may be given sets meanwhile that are not known yet: the table has a place for every possible one.
void ScanNode::compileRules(const FilterTerm &term, const Dictionary &dictionary, TermTables &tables)
{
    std::vector<quint8> table = *tables.matches(term, dictionary, dictionary.size());
    table.resize(ruleSetTerms);
    m_kind = Kind::Rules;
    m_table = std::make_shared<const std::vector<quint8>>(std::move(table));
}

// A table that says the same of all, or yes to one alone, need not be read for each row.
void ScanNode::settleTable()
{
    m_kind = Kind::Table;
    const auto wanted = static_cast<std::size_t>(std::count(m_table->begin(), m_table->end(), 1));
    if (wanted == 0) {
        m_kind = Kind::Never;
    } else if (wanted == 1) {
        m_kind = Kind::Equals;
        m_term = static_cast<Term>(std::find(m_table->begin(), m_table->end(), 1) - m_table->begin());
    } else if (wanted == m_table->size() && m_column != Column::Origin) {
        m_kind = Kind::Always;
    }
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

void ScanNode::evaluate(const ScanBlock &block, bool upper, ScanMask mask, ScanScratch &scratch) const
{
    switch (m_kind) {
    case Kind::All:
    case Kind::Any:
        evaluateGroup(block, upper, mask, scratch);
        return;
    case Kind::None:
        // What may match at most is what the children do not match at least.
        evaluateGroup(block, !upper, mask, scratch);
        maskNot(mask, block.count);
        return;
    case Kind::Never:
        std::memset(mask, 0, block.count);
        return;
    case Kind::Always:
        std::memset(mask, 1, block.count);
        return;
    case Kind::Payload:
        std::memset(mask, upper ? 1 : 0, block.count);
        return;
    case Kind::Flags:
        maskFlags(block.chunk->flags + block.at, block.count, m_table->data(), mask);
        return;
    case Kind::Rules:
        maskRules(block.chunk->ruleSet + block.at, block.count, m_table->data(), mask);
        return;
    case Kind::Time:
        if (m_open)
            maskSince(block.chunk->time + block.at, block.count, m_from, mask);
        else
            maskTime(block.chunk->time + block.at, block.count, m_from, m_to, mask);
        return;
    case Kind::Equals:
    case Kind::Table:
        evaluateColumn(block, mask);
        return;
    }
}

void ScanNode::evaluateGroup(const ScanBlock &block, bool upper, ScanMask mask, ScanScratch &scratch) const
{
    std::memset(mask, m_kind == Kind::All ? 1 : 0, block.count);
    const ScanMask other = scratch.take();
    for (const ScanNode &child : m_children) {
        child.evaluate(block, upper, other, scratch);
        if (m_kind == Kind::All)
            maskAnd(mask, other, block.count);
        else
            maskOr(mask, other, block.count);
    }
    scratch.give();
}

void ScanNode::evaluateColumn(const ScanBlock &block, ScanMask mask) const
{
    const auto evaluateOn = [&](const auto *values) {
        using Number = std::remove_cvref_t<decltype(*values)>;
        if (m_kind == Kind::Equals)
            maskEquals(values + block.at, block.count, static_cast<Number>(m_term), mask);
        else
            maskTable(values + block.at, block.count, m_table->data(), mask);
    };
    switch (m_column) {
    case Column::Tenant:
        return evaluateOn(block.chunk->tenant);
    case Column::User:
        return evaluateOn(block.chunk->user);
    case Column::Name:
        return evaluateOn(block.chunk->name);
    case Column::Service:
        return evaluateOn(block.chunk->service);
    case Column::Origin:
        return evaluateOn(block.chunk->origin);
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
        return (*m_table)[termAt(block, row)];
    case Kind::Flags:
        return (*m_table)[block.chunk->flags[at].load(std::memory_order_relaxed)];
    case Kind::Rules:
        return (*m_table)[block.chunk->ruleSet[at].load(std::memory_order_relaxed)];
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
}

bool ScanFilter::needsPayload() const noexcept
{
    return std::any_of(
        m_conjuncts.begin(), m_conjuncts.end(), [](const ScanNode &node) { return node.needsPayload(); });
}

}
