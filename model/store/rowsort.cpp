// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rowsort.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace eventscope {

namespace {

struct Keyed {
    quint64 key;
    Row row;
};

constexpr int digitBits = 11;
constexpr std::size_t digits = std::size_t(1) << digitBits;

// Least significant digit first; digits that are the same in all keys are passed over.
void radixSort(std::vector<Keyed> &items)
{
    quint64 differs = 0;
    for (const Keyed &item : items)
        differs |= item.key ^ items.front().key;
    std::vector<Keyed> other(items.size());
    for (int shift = 0; shift < 64; shift += digitBits) {
        if (((differs >> shift) & (digits - 1)) == 0)
            continue;
        std::array<std::size_t, digits> places{};
        for (const Keyed &item : items)
            ++places[(item.key >> shift) & (digits - 1)];
        std::exclusive_scan(places.begin(), places.end(), places.begin(), std::size_t(0));
        for (const Keyed &item : items)
            other[places[(item.key >> shift) & (digits - 1)]++] = item;
        items.swap(other);
    }
}

// Stable. Most input is in order but for a few that are late, so these alone are sorted and merged in.
void sortByKey(std::vector<Keyed> &items)
{
    std::vector<Keyed> late;
    std::size_t kept = 0;
    for (const Keyed &item : items) {
        if (kept == 0 || items[kept - 1].key <= item.key)
            items[kept++] = item;
        else
            late.push_back(item);
    }
    if (late.empty())
        return;
    items.resize(kept);
    radixSort(late);
    // Of equal keys a late one may have arrived first; position decides then.
    std::vector<Keyed> merged(items.size() + late.size());
    std::merge(items.begin(), items.end(), late.begin(), late.end(), merged.begin(),
        [](const Keyed &a, const Keyed &b) { return a.key != b.key ? a.key < b.key : a.row < b.row; });
    items.swap(merged);
}

// Signed numbers as unsigned ones of the same order.
quint64 ordered(qint64 value) noexcept
{
    return static_cast<quint64>(value) ^ (quint64(1) << 63);
}

class KeyReader {
public:
    KeyReader(SortKey key, const Columns::Private &columns, TermTables &tables)
        : m_key(key)
        , m_columns(columns)
    {
        if (const Dictionary *dictionary = dictionaryOf(key, columns))
            m_ranks = tables.ranks(*dictionary, dictionary->size());
    }

    [[nodiscard]] quint64 operator()(Row row) const
    {
        const Chunk &chunk = m_columns.chunk(row);
        switch (m_key) {
        case SortKey::Arrival:
            return chunk.id[at(row)];
        case SortKey::Time:
            return ordered(chunk.time[at(row)]);
        case SortKey::Received:
            return ordered(chunk.received[at(row)]);
        case SortKey::Tenant:
            return (*m_ranks)[chunk.tenant[at(row)]];
        case SortKey::User:
            return (*m_ranks)[chunk.user[at(row)]];
        case SortKey::Name:
            return (*m_ranks)[chunk.name[at(row)]];
        case SortKey::Service:
            return (*m_ranks)[chunk.service[at(row)]];
        case SortKey::Verdict:
            return chunk.flags[at(row)].load(std::memory_order_relaxed) & rowflag::verdictMask;
        case SortKey::Size:
            return chunk.bytes[at(row)];
        case SortKey::Origin:
            return chunk.origin[at(row)];
        case SortKey::Rules:
            return (*m_ranks)[chunk.ruleSet[at(row)].load(std::memory_order_relaxed)];
        case SortKey::Path:
            break;
        }
        return 0;
    }

private:
    static constexpr Row at(Row row) noexcept { return row & (Chunk::rows - 1); }

    [[nodiscard]] static const Dictionary *dictionaryOf(SortKey key, const Columns::Private &columns)
    {
        switch (key) {
        case SortKey::Tenant:
            return &columns.tenants;
        case SortKey::User:
            return &columns.users;
        case SortKey::Name:
            return &columns.names;
        case SortKey::Service:
            return &columns.services;
        case SortKey::Rules:
            return &columns.ruleSets;
        default:
            return nullptr;
        }
    }

    SortKey m_key;
    const Columns::Private &m_columns;
    TermTables::Ranks m_ranks;
};

// In place and stable; the tie-breaker of sortByKey is the position among `rows`.
void sortBy(std::vector<Row> &rows, const SearchOrder &order, const Columns::Private &columns, TermTables &tables)
{
    const KeyReader keyOf(order.key, columns, tables);
    std::vector<Keyed> items(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const quint64 value = keyOf(rows[i]);
        items[i] = {order.descending ? ~value : value, static_cast<Row>(i)};
    }
    sortByKey(items);
    std::vector<Row> sorted(rows.size());
    for (std::size_t i = 0; i < items.size(); ++i)
        sorted[i] = rows[items[i].row];
    rows.swap(sorted);
}

}

void sortRows(std::vector<Row> &rows, const SearchOrders &orders, const Columns::Private &columns, TermTables &tables,
    const std::function<bool()> &cancelled)
{
    if (rows.size() < 2)
        return;
    if (!columns.idsAscend())
        sortBy(rows, {SortKey::Arrival, false}, columns, tables);
    for (auto order = orders.rbegin(); order != orders.rend() && !cancelled(); ++order) {
        const bool last = order == orders.rbegin();
        if (last && !order->descending && order->key == SortKey::Arrival)
            continue;
        if (last && order->key == SortKey::Arrival) {
            std::reverse(rows.begin(), rows.end());
            continue;
        }
        const bool ordered =
            last && order->key == SortKey::Time && !order->descending && columns.idsAscend() && columns.timesAscend();
        if (!ordered)
            sortBy(rows, *order, columns, tables);
    }
}

}
