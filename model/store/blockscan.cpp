// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/blockscan.h"

#include <algorithm>
#include <cstring>

namespace eventscope {

namespace {

constexpr int cancelEvery = 64;    // payloads

void maskVisible(const ScanBlock &block, ScanMask mask) noexcept
{
    if (block.chunk->removedRows.load(std::memory_order_acquire) == 0) {
        std::memset(mask, 1, block.count);
        return;
    }
    for (Row i = 0; i < block.count; ++i) {
        const quint8 flags = block.chunk->flags[block.at + i].load(std::memory_order_relaxed);
        mask[i] = !(flags & rowflag::removed);
    }
}

// Calls `visit` with what gives a row's term in that column, so that loops have no switch inside.
template <typename Visit>
void withColumn(CountedColumn column, const ScanBlock &block, Visit &&visit)
{
    const Chunk &chunk = *block.chunk;
    const Row at = block.at;
    switch (column) {
    case CountedColumn::Tenant:
        return visit([values = chunk.tenant + at](Row i) { return values[i]; });
    case CountedColumn::User:
        return visit([values = chunk.user + at](Row i) { return values[i]; });
    case CountedColumn::Name:
        return visit([values = chunk.name + at](Row i) { return values[i]; });
    case CountedColumn::Service:
        return visit([values = chunk.service + at](Row i) { return Term(values[i]); });
    case CountedColumn::Origin:
        return visit([values = chunk.origin + at](Row i) { return values[i]; });
    case CountedColumn::Verdict:
        return visit([flags = chunk.flags + at](
                         Row i) { return Term(flags[i].load(std::memory_order_relaxed) & rowflag::verdictMask); });
    case CountedColumn::RuleSet:
        return visit([sets = chunk.ruleSet + at](Row i) { return Term(sets[i].load(std::memory_order_relaxed)); });
    }
}

}

void ScanTally::add(const ScanTally &other)
{
    const auto sum = [](std::vector<quint32> &into, const std::vector<quint32> &from) {
        std::transform(into.begin(), into.end(), from.begin(), into.begin(), std::plus<>());
    };
    total += other.total;
    earliest = std::min(earliest, other.earliest);
    latest = std::max(latest, other.latest);
    sum(histogram, other.histogram);
    for (std::size_t i = 0; i < facets.size(); ++i)
        sum(facets[i], other.facets[i]);
    problems.add(other.problems);
}

BlockScan::BlockScan(const ScanPlan &plan, PayloadReader *payloads, std::function<bool()> cancelled)
    : m_plan(plan)
    , m_payloads(payloads)
    , m_cancelled(std::move(cancelled))
    , m_visible(m_scratch.take())
    , m_mask(m_scratch.take())
    , m_selected(scanBlockRows)
{
    for (std::size_t i = 0; i < plan.filter->conjuncts().size(); ++i)
        m_conjuncts.push_back(m_scratch.take());
    if (plan.histogram)
        m_tally.histogram.resize(plan.stackTerms * static_cast<std::size_t>(plan.histogram->buckets));
    for (const std::size_t terms : plan.facetTerms)
        m_tally.facets.emplace_back(terms);
}

void BlockScan::scan(Row first, Row end, std::vector<Row> &rows)
{
    for (Row row = first; row < end && !m_cancelled(); row += scanBlockRows) {
        const Row count = std::min(scanBlockRows, end - row);
        scanBlock({&m_plan.columns->chunk(row), row & (Chunk::rows - 1), row, count}, rows);
    }
}

void BlockScan::scanBlock(const ScanBlock &block, std::vector<Row> &rows)
{
    maskVisible(block, m_visible);
    evaluateConjuncts(block);
    maskOf(0, block, m_mask);
    std::span<const quint16> selected = select(m_mask, block.count);
    m_tally.total += static_cast<qint64>(selected.size());
    if (m_plan.rows) {
        for (const quint16 i : selected)
            rows.push_back(block.first + i);
    }
    tallyTimes(block, selected);
    if (m_plan.problems)
        m_tally.problems.add(block, selected);
    if (m_plan.histogram)
        tallyHistogram(block, selected);
    std::size_t current = 0;    // the filter that `selected` is of
    for (std::size_t i = 0; i < m_plan.facets.size(); ++i) {
        if (m_plan.filter->conjunctsOf(i + 1) != m_plan.filter->conjunctsOf(current)) {
            maskOf(i + 1, block, m_mask);
            selected = select(m_mask, block.count);
            current = i + 1;
        }
        withColumn(m_plan.facets[i], block, [&](auto term) {
            quint32 *counts = m_tally.facets[i].data();
            for (const quint16 row : selected)
                ++counts[term(row)];
        });
    }
}

void BlockScan::evaluateConjuncts(const ScanBlock &block)
{
    const std::vector<ScanNode> &conjuncts = m_plan.filter->conjuncts();
    for (std::size_t i = 0; i < conjuncts.size(); ++i)
        conjuncts[i].evaluate(block, true, m_conjuncts[i], m_scratch);
    if (m_payloads)
        readPayloads(block);
}

// Makes the masks of conjuncts exact that depend on payloads, for the rows where that matters: those
// that some filter lets through on its columns alone.
void BlockScan::readPayloads(const ScanBlock &block)
{
    const std::vector<ScanNode> &conjuncts = m_plan.filter->conjuncts();
    const ScanMask wanted = m_scratch.take();
    const ScanMask mask = m_scratch.take();
    std::memset(wanted, 0, block.count);
    for (std::size_t filter = 0; filter < m_plan.filter->filters(); ++filter) {
        maskOf(filter, block, mask);
        for (Row i = 0; i < block.count; ++i)
            wanted[i] |= mask[i];
    }
    // What a conjunct matches whatever the payload says needs no reading for that conjunct.
    std::memset(mask, 1, block.count);
    const ScanMask sure = m_scratch.take();
    for (const ScanNode &conjunct : conjuncts) {
        if (!conjunct.needsPayload())
            continue;
        conjunct.evaluate(block, false, sure, m_scratch);
        for (Row i = 0; i < block.count; ++i)
            mask[i] &= sure[i];
    }
    for (Row i = 0; i < block.count; ++i)
        wanted[i] &= mask[i] ^ 1;
    std::vector<PayloadReader::Wanted> rows;
    for (Row i = 0; i < block.count; ++i) {
        if (wanted[i])
            rows.push_back({block.chunk->id[block.at + i], i});
    }
    m_scratch.give();
    m_scratch.give();
    m_scratch.give();
    int untilCancel = cancelEvery;
    m_payloads->read(rows, [&](Row row, std::string_view text) {
        m_payload.set(text);
        for (std::size_t i = 0; i < conjuncts.size(); ++i) {
            if (conjuncts[i].needsPayload())
                m_conjuncts[i][row] = conjuncts[i].matches(block, row, m_payload);
        }
        if (--untilCancel > 0)
            return true;
        untilCancel = cancelEvery;
        return !m_cancelled();
    });
}

void BlockScan::maskOf(std::size_t filter, const ScanBlock &block, ScanMask mask) const
{
    std::memcpy(mask, m_visible, block.count);
    for (const std::size_t conjunct : m_plan.filter->conjunctsOf(filter)) {
        const quint8 *other = m_conjuncts[conjunct];
        for (Row i = 0; i < block.count; ++i)
            mask[i] &= other[i];
    }
}

std::span<const quint16> BlockScan::select(ScanMask mask, Row count)
{
    quint16 *selected = m_selected.data();
    std::size_t found = 0;
    Row i = 0;
    for (; i + 8 <= count; i += 8) {
        quint64 eight;
        std::memcpy(&eight, mask + i, sizeof eight);
        if (eight == 0)
            continue;
        for (Row j = i; j < i + 8; ++j) {
            selected[found] = static_cast<quint16>(j);
            found += mask[j];
        }
    }
    for (; i < count; ++i) {
        selected[found] = static_cast<quint16>(i);
        found += mask[i];
    }
    return {selected, found};
}

void BlockScan::tallyTimes(const ScanBlock &block, std::span<const quint16> selected)
{
    const Micros *times = block.chunk->time + block.at;
    Micros earliest = m_tally.earliest;
    Micros latest = m_tally.latest;
    for (const quint16 row : selected) {
        earliest = std::min(earliest, times[row]);
        latest = std::max(latest, times[row]);
    }
    m_tally.earliest = earliest;
    m_tally.latest = latest;
}

void BlockScan::tallyHistogram(const ScanBlock &block, std::span<const quint16> selected)
{
    const Micros *times = block.chunk->time + block.at;
    const Micros from = m_plan.histogram->from;
    const Micros to = m_plan.histogram->to;
    const auto width = static_cast<quint64>(m_plan.bucket);
    const double inverse = 1.0 / static_cast<double>(width);
    const auto buckets = static_cast<std::size_t>(m_plan.histogram->buckets);
    withColumn(m_plan.stack, block, [&](auto term) {
        quint32 *counts = m_tally.histogram.data();
        for (const quint16 row : selected) {
            const Micros time = times[row];
            if (time < from || time >= to)
                continue;
            const auto offset = static_cast<quint64>(time) - static_cast<quint64>(from);
            // A multiplication, as a division of this size costs ten times as much; off by one at most.
            auto index = static_cast<quint64>(static_cast<double>(offset) * inverse);
            index -= index * width > offset ? 1 : 0;
            index += (index + 1) * width <= offset ? 1 : 0;
            ++counts[term(row) * buckets + index];
        }
    });
}

}
