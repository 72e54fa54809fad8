// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sortkeys.h"

#include <limits>
#include <map>

namespace eventscope {

namespace {

const Dictionary *dictionaryOf(SortKey key, const Columns::Private &columns)
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

// By origin: the place of its label among all of them. Origins of one label are equal.
TermTables::Ranks ranksOf(const OriginLabels &labels)
{
    std::map<QByteArray, std::vector<quint32>> origins;
    quint32 highest = 0;
    for (const auto &[origin, label] : labels.all()) {
        origins[label].push_back(origin);
        highest = std::max(highest, origin);
    }
    std::vector<quint32> ranks(std::size_t(highest) + 1, 0);
    quint32 rank = 0;
    for (const auto &[label, ids] : origins) {
        ++rank;
        for (const quint32 id : ids)
            ranks[id] = rank;
    }
    return std::make_shared<const std::vector<quint32>>(std::move(ranks));
}

// Signed numbers as unsigned ones of the same order.
quint64 ordered(qint64 value) noexcept
{
    return static_cast<quint64>(value) ^ (quint64(1) << 63);
}

}

SortKeys::SortKeys(const SearchOrder &order, const ScanDictionaries &dictionaries)
    : m_order(order)
    , m_columns(dictionaries.columns)
{
    if (const Dictionary *dictionary = dictionaryOf(order.key, m_columns))
        m_ranks = dictionaries.tables.ranks(*dictionary, dictionary->size());
    else if (order.key == SortKey::Origin)
        m_ranks = ranksOf(dictionaries.labels);
}

// Calls `visit` with what gives the key of a place in a chunk, so that loops have no switch inside.
template <typename Visit>
void SortKeys::withColumn(Visit &&visit) const
{
    const quint32 *ranks = m_ranks ? m_ranks->data() : nullptr;
    // What was given meanwhile counts as the last: it is told of as a change, and sorted again.
    const std::size_t known = m_ranks ? m_ranks->size() : 0;
    const auto rankOf = [ranks, known](std::size_t term) {
        return quint64(term < known ? ranks[term] : std::numeric_limits<quint32>::max());
    };
    switch (m_order.key) {
    case SortKey::Arrival:
        return visit([](const Chunk &chunk, Row at) { return quint64(chunk.id[at]); });
    case SortKey::Time:
        return visit([](const Chunk &chunk, Row at) { return ordered(chunk.time[at]); });
    case SortKey::Received:
        return visit([](const Chunk &chunk, Row at) { return ordered(chunk.received[at]); });
    case SortKey::Tenant:
        return visit([rankOf](const Chunk &chunk, Row at) { return rankOf(chunk.tenant[at]); });
    case SortKey::User:
        return visit([rankOf](const Chunk &chunk, Row at) { return rankOf(chunk.user[at]); });
    case SortKey::Name:
        return visit([rankOf](const Chunk &chunk, Row at) { return rankOf(chunk.name[at]); });
    case SortKey::Service:
        return visit([rankOf](const Chunk &chunk, Row at) { return rankOf(chunk.service[at]); });
    case SortKey::Origin:
        return visit([rankOf](const Chunk &chunk, Row at) { return rankOf(chunk.origin[at]); });
    case SortKey::Rules:
        return visit(
            [rankOf](const Chunk &chunk, Row at) { return rankOf(chunk.ruleSet[at].load(std::memory_order_relaxed)); });
    case SortKey::Verdict:
        return visit([](const Chunk &chunk, Row at) {
            return quint64(chunk.flags[at].load(std::memory_order_relaxed) & rowflag::verdictMask);
        });
    case SortKey::Size:
        return visit([](const Chunk &chunk, Row at) { return quint64(chunk.bytes[at]); });
    case SortKey::Path:
        return visit([](const Chunk &, Row) { return quint64(0); });
    }
}

void SortKeys::read(std::span<const Row> rows, KeyedRow *keyed) const
{
    const quint64 flipped = m_order.descending ? ~quint64(0) : 0;
    withColumn([&](const auto &keyAt) {
        for (const Row row : rows)
            *keyed++ = {keyAt(m_columns.chunk(row), row & (Chunk::rows - 1)) ^ flipped, row};
    });
}

quint64 SortKeys::of(Row row) const
{
    KeyedRow keyed{};
    read({&row, 1}, &keyed);
    return keyed.key;
}

}
