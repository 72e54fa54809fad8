// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/totalcounts.h"

namespace eventscope {

namespace {

constexpr Row countedAgain = 2 * Chunk::rows;    // rows that are counted here, at most

}

std::optional<TotalCounts::Known> TotalCounts::find(CountedColumn column, Row end)
{
    const quint64 generation = m_columns.generation.load(std::memory_order_acquire);
    const std::scoped_lock locked(m_mutex);
    const auto known = m_known.find(column);
    if (known == m_known.end() || known->second.generation != generation || known->second.end > end ||
        end - known->second.end > countedAgain)
        return std::nullopt;
    return known->second;
}

std::shared_ptr<const TotalCounts::Counts> TotalCounts::of(CountedColumn column, Row end, std::size_t terms)
{
    const std::optional<Known> known = find(column, end);
    if (!known || known->counts->size() > terms)
        return nullptr;
    if (known->end == end && known->counts->size() == terms)
        return known->counts;
    auto counts = std::make_shared<Counts>();
    counts->reserve(terms);
    *counts = *known->counts;
    counts->resize(terms);
    for (Row row = known->end; row < end;) {
        const Row count = std::min(scanBlockRows - row % scanBlockRows, end - row);
        countVisible({&m_columns.chunk(row), row & (Chunk::rows - 1), row, count}, column, *counts);
        row += count;
    }
    keep(column, end, known->generation, counts);
    return counts;
}

void TotalCounts::keep(CountedColumn column, Row end, quint64 generation, std::shared_ptr<const Counts> counts)
{
    // What was counted while rows changed is dropped at the latest when that change is done, and raises it.
    if (m_columns.generation.load(std::memory_order_acquire) != generation)
        return;
    const std::scoped_lock locked(m_mutex);
    Known &known = m_known[column];
    if (known.generation != generation || known.end <= end)
        known = {end, generation, std::move(counts)};
}

}
