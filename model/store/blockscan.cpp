// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/blockscan.h"

#include <algorithm>
#include <numeric>

namespace eventscope {

namespace {

constexpr int cancelEvery = 64;    // payloads

// Calls `visit` with what gives a row's term in that column, so that loops have no switch inside.
template <typename Visit>
void withColumn(CountedColumn column, const ScanBlock &block, Visit &&visit)
{
    const Chunk &chunk = *block.chunk;
    const Row at = block.at;
    const auto visitTerms = [&visit](const auto *values) { visit([values](Row i) { return Term(values[i]); }); };
    switch (column) {
    case CountedColumn::Tenant:
        return chunk.tenant.visitFrom(at, visitTerms);
    case CountedColumn::User:
        return visitTerms(chunk.user + at);
    case CountedColumn::Name:
        return chunk.name.visitFrom(at, visitTerms);
    case CountedColumn::Service:
        return visitTerms(chunk.service + at);
    case CountedColumn::Origin:
        return visitTerms(chunk.origin + at);
    case CountedColumn::Verdict:
        return visit([flags = chunk.flags + at](
                         Row i) { return Term(flags[i].load(std::memory_order_relaxed) & rowflag::verdictMask); });
    case CountedColumn::RuleSet:
        return visit([sets = chunk.ruleSet + at](Row i) { return Term(sets[i].load(std::memory_order_relaxed)); });
    }
}

}

void countVisible(const ScanBlock &block, CountedColumn column, std::vector<quint32> &counts)
{
    withColumn(column, block, [&](auto term) {
        for (Row i = 0; i < block.count; ++i) {
            const quint8 flags = block.chunk->flags[block.at + i].load(std::memory_order_relaxed);
            counts[term(i)] += flags & rowflag::removed ? 0 : 1;
        }
    });
}

ScanTally::ScanTally(const ScanPlan &plan)
    : ScanTally(plan, {})
{}

ScanTally::ScanTally(const ScanPlan &plan, Spare spare)
{
    if (plan.histogram)
        histogram.resize(plan.stackTerms * static_cast<std::size_t>(plan.histogram->buckets));
    for (const std::size_t terms : plan.facetTerms) {
        std::vector<quint32> counts;
        if (terms >= manyTerms && !spare.empty()) {
            counts = std::move(spare.back());
            spare.pop_back();
        }
        counts.resize(terms);
        facets.push_back(std::move(counts));
    }
}

BlockScan::BlockScan(const ScanPlan &plan, PayloadReader *payloads, std::function<bool()> cancelled)
    : m_plan(plan)
    , m_payloads(payloads)
    , m_cancelled(std::move(cancelled))
    , m_visible(m_scratch.take())
    , m_mask(m_scratch.take())
    , m_wanted(m_scratch.take())
    , m_covers(plan.filter->conjuncts().size(), Cover::Some)
    , m_evaluated(plan.filter->conjuncts().size())
    , m_selected(scanBlockRows + scanmask::listScratch)
    , m_everyRow(scanBlockRows)
{
    std::iota(m_everyRow.begin(), m_everyRow.end(), quint16(0));
    for (std::size_t i = 0; i < plan.filter->conjuncts().size(); ++i)
        m_conjuncts.push_back(m_scratch.take());
    if (plan.histogram) {
        m_stack.emplace(plan.histogram->from, plan.histogram->to, plan.bucket,
            static_cast<std::size_t>(plan.histogram->buckets), plan.stackTerms);
    }
    for (const std::size_t terms : plan.facetTerms)
        m_facets.emplace_back(terms);
}

void BlockScan::addTo(ScanTally &sum) const
{
    sum.total += m_tally.total;
    sum.earliest = std::min(sum.earliest, m_tally.earliest);
    sum.latest = std::max(sum.latest, m_tally.latest);
    if (m_stack) {
        const std::vector<quint32> &counts = m_stack->counts();
        std::transform(counts.begin(), counts.end(), sum.histogram.begin(), sum.histogram.begin(), std::plus<>());
    }
    for (std::size_t i = 0; i < m_facets.size(); ++i)
        m_facets[i].addTo(0, sum.facets[i].size(), sum.facets[i].data());
    sum.problems.add(m_tally.problems);
}

void BlockScan::scan(Row first, Row end, std::vector<Row> &rows)
{
    for (Row row = first; row < end && !m_cancelled();) {
        const Row count = std::min(scanBlockRows - row % scanBlockRows, end - row);
        scanBlock({&m_plan.columns->chunk(row), row & (Chunk::rows - 1), row, count}, rows);
        row += count;
    }
    settleTimes(rows);
    if (m_stack)
        m_stack->settle();
}

void BlockScan::scanBlock(const ScanBlock &block, std::vector<Row> &rows)
{
    if (!coverConjuncts(block))
        return;
    m_allVisible = block.chunk->removedRows.load(std::memory_order_acquire) == 0;
    if (!m_allVisible)
        scanmask::visible(block.chunk->flags + block.at, block.count, m_visible);
    evaluateConjuncts(block);
    const std::span<const quint16> selected = select(0, block);
    m_tally.total += static_cast<qint64>(selected.size());
    if (m_plan.rows)
        addRows(block, selected, rows);
    findTimes(block, selected, rows);
    if (m_plan.problems)
        m_tally.problems.add(block, selected);
    if (m_plan.histogram)
        tallyHistogram(block, selected);
    tallyFacets(block, selected);
}

void BlockScan::addRows(const ScanBlock &block, std::span<const quint16> selected, std::vector<Row> &rows) const
{
    const std::size_t known = rows.size();
    rows.resize(known + selected.size());
    std::transform(selected.begin(), selected.end(), rows.begin() + static_cast<std::ptrdiff_t>(known),
        [first = block.first](quint16 i) { return first + i; });
}

void BlockScan::tallyFacets(const ScanBlock &block, std::span<const quint16> selected)
{
    std::size_t current = 0;    // the filter that `selected` is of
    for (std::size_t i = 0; i < m_plan.facets.size(); ++i) {
        if (m_plan.filter->conjunctsOf(i + 1) != m_plan.filter->conjunctsOf(current)) {
            selected = select(i + 1, block);
            current = i + 1;
        }
        withColumn(m_plan.facets[i], block, [&](auto term) { m_facets[i].count(selected, term); });
    }
}

bool BlockScan::isDead(std::size_t filter) const
{
    const std::vector<std::size_t> &conjuncts = m_plan.filter->conjunctsOf(filter);
    return std::any_of(
        conjuncts.begin(), conjuncts.end(), [this](std::size_t i) { return m_covers[i] == Cover::None; });
}

// False when no filter matches anything in the block.
bool BlockScan::coverConjuncts(const ScanBlock &block)
{
    const std::vector<ScanNode> &conjuncts = m_plan.filter->conjuncts();
    for (std::size_t i = 0; i < conjuncts.size(); ++i)
        m_covers[i] = conjuncts[i].cover(block);
    for (std::size_t filter = 0; filter < m_plan.filter->filters(); ++filter) {
        if (!isDead(filter))
            return true;
    }
    return false;
}

void BlockScan::evaluateConjuncts(const ScanBlock &block)
{
    const std::vector<ScanNode> &conjuncts = m_plan.filter->conjuncts();
    std::fill(m_evaluated.begin(), m_evaluated.end(), false);
    bool payload = false;
    for (const std::size_t i : m_plan.filter->order()) {
        if (m_covers[i] != Cover::Some)
            continue;
        findWanted(i, block);
        conjuncts[i].evaluate(block, true, m_wanted, m_conjuncts[i], m_scratch);
        m_evaluated[i] = true;
        payload = payload || conjuncts[i].needsPayload();
    }
    if (m_payloads && payload)
        readPayloads(block);
}

// The rows that the conjuncts evaluated before let through, in some filter that the conjunct is part of.
void BlockScan::findWanted(std::size_t conjunct, const ScanBlock &block)
{
    scanmask::clear(m_wanted, block.count);
    for (const std::size_t filter : m_plan.filter->filtersOf(conjunct)) {
        const Cover cover = maskOf(filter, block, m_mask);
        if (cover == Cover::All)
            return scanmask::setAll(m_wanted, block.count);
        if (cover == Cover::Some)
            scanmask::orWith(m_wanted, m_mask, block.count);
    }
}

// Makes the masks of conjuncts exact that depend on payloads, for the rows where that matters.
void BlockScan::readPayloads(const ScanBlock &block)
{
    const std::vector<ScanNode> &conjuncts = m_plan.filter->conjuncts();
    std::vector<PayloadReader::Wanted> rows = payloadRows(block);
    int untilCancel = cancelEvery;
    m_payloads->read(rows, [&](Row row, std::string_view text) {
        m_payload.set(text);
        for (std::size_t i = 0; i < conjuncts.size(); ++i) {
            if (conjuncts[i].needsPayload() && m_covers[i] == Cover::Some)
                scanmask::set(m_conjuncts[i], row, conjuncts[i].matches(block, row, m_payload));
        }
        if (--untilCancel > 0)
            return true;
        untilCancel = cancelEvery;
        return !m_cancelled();
    });
}

// The rows that some filter lets through on its columns alone, but for those that all conjuncts match whatever
// their payloads say.
std::vector<PayloadReader::Wanted> BlockScan::payloadRows(const ScanBlock &block)
{
    const std::vector<ScanNode> &conjuncts = m_plan.filter->conjuncts();
    scanmask::clear(m_wanted, block.count);
    for (std::size_t filter = 0; filter < m_plan.filter->filters(); ++filter) {
        const Cover cover = maskOf(filter, block, m_mask);
        if (cover == Cover::All)
            scanmask::setAll(m_wanted, block.count);
        if (cover == Cover::Some)
            scanmask::orWith(m_wanted, m_mask, block.count);
    }
    const ScanMask settled = m_scratch.take();
    const ScanMask sure = m_scratch.take();
    scanmask::copy(settled, m_wanted, block.count);
    for (std::size_t i = 0; i < conjuncts.size(); ++i) {
        if (!conjuncts[i].needsPayload() || m_covers[i] != Cover::Some)
            continue;
        conjuncts[i].evaluate(block, false, m_wanted, sure, m_scratch);
        scanmask::andWith(settled, sure, block.count);
    }
    scanmask::andNot(m_wanted, settled, block.count);
    m_scratch.give();
    m_scratch.give();
    const std::size_t count = scanmask::list(m_wanted, block.count, m_selected.data());
    std::vector<PayloadReader::Wanted> rows;
    rows.reserve(count);
    for (const quint16 row : std::span(m_selected).first(count))
        rows.push_back({block.chunk->id[block.at + row], row});
    return rows;
}

// By the conjuncts that are evaluated so far. The mask is written where the cover is Some.
Cover BlockScan::maskOf(std::size_t filter, const ScanBlock &block, ScanMask mask) const
{
    if (isDead(filter))
        return Cover::None;
    bool written = !m_allVisible;
    if (written)
        scanmask::copy(mask, m_visible, block.count);
    for (const std::size_t conjunct : m_plan.filter->conjunctsOf(filter)) {
        if (m_covers[conjunct] != Cover::Some || !m_evaluated[conjunct])
            continue;
        if (written)
            scanmask::andWith(mask, m_conjuncts[conjunct], block.count);
        else
            scanmask::copy(mask, m_conjuncts[conjunct], block.count);
        written = true;
    }
    return written ? Cover::Some : Cover::All;
}

std::span<const quint16> BlockScan::select(std::size_t filter, const ScanBlock &block)
{
    switch (maskOf(filter, block, m_mask)) {
    case Cover::None:
        break;
    case Cover::Some:
        return {m_selected.data(), scanmask::list(m_mask, block.count, m_selected.data())};
    case Cover::All:
        return {m_everyRow.data(), block.count};
    }
    return {};
}

bool BlockScan::mayBeEarlier(const ScanBlock &block) const noexcept
{
    return block.bounds().earliest.load(std::memory_order_relaxed) < m_tally.earliest;
}

bool BlockScan::mayBeLater(const ScanBlock &block) const noexcept
{
    return block.bounds().latest.load(std::memory_order_relaxed) > m_tally.latest;
}

void BlockScan::findTimes(const ScanBlock &block, std::span<const quint16> selected, const std::vector<Row> &rows)
{
    if (selected.size() == Chunk::boundedRows) {    // the bounds are of these
        m_tally.earliest = std::min(m_tally.earliest, block.bounds().earliest.load(std::memory_order_relaxed));
        m_tally.latest = std::max(m_tally.latest, block.bounds().latest.load(std::memory_order_relaxed));
    } else if (!selected.empty() && (mayBeEarlier(block) || mayBeLater(block))) {
        if (m_plan.rows)
            m_parts.push_back({block, rows.size() - selected.size(), selected.size()});
        else
            tallyTimes(block, selected, quint16(0));
    }
}

// Times go up but for a few: the last blocks and the first leave little to find in those between.
void BlockScan::settleTimes(const std::vector<Row> &rows)
{
    const auto tally = [&](const Part &part) {
        tallyTimes(part.block, std::span(rows).subspan(part.begin, part.count), part.block.first);
    };
    for (auto part = m_parts.rbegin(); part != m_parts.rend(); ++part) {
        if (mayBeLater(part->block))
            tally(*part);
    }
    for (const Part &part : m_parts) {
        if (mayBeEarlier(part.block))
            tally(part);
    }
    m_parts.clear();
}

template <typename Place>
void BlockScan::tallyTimes(const ScanBlock &block, std::span<const Place> places, Place first)
{
    const Micros *times = block.chunk->time + block.at;
    Micros earliest = m_tally.earliest;
    Micros latest = m_tally.latest;
    for (const Place place : places) {
        const Micros time = times[place - first];
        earliest = std::min(earliest, time);
        latest = std::max(latest, time);
    }
    m_tally.earliest = earliest;
    m_tally.latest = latest;
}

void BlockScan::tallyHistogram(const ScanBlock &block, std::span<const quint16> selected)
{
    if (block.bounds().latest.load(std::memory_order_relaxed) < m_plan.histogram->from ||
        block.bounds().earliest.load(std::memory_order_relaxed) >= m_plan.histogram->to)
        return;
    withColumn(m_plan.stack, block, [&](auto term) { m_stack->count(selected, block.chunk->time + block.at, term); });
}

}
