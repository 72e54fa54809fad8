// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/lanetally.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <mutex>

namespace eventscope {

namespace {

constexpr std::size_t pageLanes = 4096;                         // sorted at once
constexpr std::size_t countersAtMost = std::size_t(1) << 22;    // of all threads together

// Each thread has counters of its own.
std::size_t threadsFor(std::size_t terms)
{
    return std::max<std::size_t>(2, countersAtMost / std::max<std::size_t>(1, terms));
}

std::size_t firstChunk(Row row)
{
    return row >> Chunk::bits;
}

struct KeyedLane {
    qint64 key;
    Term term;

    friend auto operator<=>(const KeyedLane &, const KeyedLane &) = default;
};

}

const Dictionary &laneDictionary(Field field, const Columns::Private &columns)
{
    switch (field) {
    case Field::Tenant:
        return columns.tenants;
    case Field::User:
        return columns.users;
    case Field::Service:
        return columns.services;
    default:
        return columns.names;
    }
}

void LaneTally::follow(
    const RowBits &rows, LaneSpec::Order order, const Columns::Private &columns, const RunShares &run)
{
    // After the rows: their terms are published before they are.
    const std::size_t terms = laneDictionary(m_field, columns).size();
    if (m_counted < rows.end()) {
        count(rows, terms, columns, run);
        m_page = {};
    }
    if (order == LaneSpec::Order::FirstSeen && m_timed < rows.end()) {
        findFirsts(rows, terms, columns, run);
        m_page = {};
    }
}

void LaneTally::count(const RowBits &rows, std::size_t terms, const Columns::Private &columns, const RunShares &run)
{
    m_counts.resize(terms);
    const std::size_t begin = firstChunk(m_counted);
    std::mutex mutex;
    run(rows.chunks() - begin, threadsFor(terms), [&](const NextShare &next) {
        std::vector<quint32> counts(terms);
        while (const auto share = next()) {
            const std::size_t index = begin + *share;
            const Chunk &chunk = columns.chunk(static_cast<Row>(index) << Chunk::bits);
            withLaneColumn(m_field, chunk,
                [&](const auto *values) { rows.forEach(index, m_counted, [&](Row at) { ++counts[values[at]]; }); });
        }
        const std::scoped_lock locked(mutex);
        std::transform(counts.begin(), counts.end(), m_counts.begin(), m_counts.begin(), std::plus<>());
    });
    m_counted = rows.end();
    m_lanes = std::count_if(m_counts.begin(), m_counts.end(), [](quint32 events) { return events > 0; });
}

void LaneTally::findFirsts(
    const RowBits &rows, std::size_t terms, const Columns::Private &columns, const RunShares &run)
{
    constexpr Micros never = std::numeric_limits<Micros>::max();
    m_firsts.resize(terms, never);
    const std::size_t begin = firstChunk(m_timed);
    std::mutex mutex;
    run(rows.chunks() - begin, threadsFor(terms), [&](const NextShare &next) {
        std::vector<Micros> firsts(terms, never);
        while (const auto share = next()) {
            const std::size_t index = begin + *share;
            const Chunk &chunk = columns.chunk(static_cast<Row>(index) << Chunk::bits);
            withLaneColumn(m_field, chunk, [&](const auto *values) {
                rows.forEach(index, m_timed, [&](Row at) {
                    Micros &first = firsts[values[at]];
                    first = std::min(first, chunk.time[at]);
                });
            });
        }
        const std::scoped_lock locked(mutex);
        std::transform(firsts.begin(), firsts.end(), m_firsts.begin(), m_firsts.begin(),
            [](Micros a, Micros b) { return std::min(a, b); });
    });
    m_timed = rows.end();
}

std::vector<Term> LaneTally::page(
    LaneSpec::Order order, qsizetype first, qsizetype count, const Columns::Private &columns, TermTables &tables)
{
    const auto lanes = static_cast<qsizetype>(m_lanes);
    const qsizetype begin = std::clamp<qsizetype>(first, 0, lanes);
    const qsizetype end = begin + std::clamp<qsizetype>(count, 0, lanes - begin);
    if (begin == end)
        return {};
    const auto from = static_cast<std::size_t>(begin);
    const auto to = static_cast<std::size_t>(end);
    if (m_page.order != order || from < m_page.first || to > m_page.first + m_page.terms.size())
        sortPage(order, from, to, columns, tables);
    const auto behind = [&](std::size_t lane) {
        return m_page.terms.begin() + static_cast<std::ptrdiff_t>(lane - m_page.first);
    };
    return {behind(from), behind(to)};
}

void LaneTally::sortPage(
    LaneSpec::Order order, std::size_t first, std::size_t last, const Columns::Private &columns, TermTables &tables)
{
    const auto terms = static_cast<Term>(m_counts.size());
    const TermTables::Ranks ranks =
        order == LaneSpec::Order::Value ? tables.ranks(laneDictionary(m_field, columns), terms) : nullptr;
    std::vector<KeyedLane> lanes;
    lanes.reserve(static_cast<std::size_t>(m_lanes));
    for (Term term = 0; term < terms; ++term) {
        if (m_counts[term] == 0)
            continue;
        const qint64 key = ranks                                 ? qint64((*ranks)[term])
                           : order == LaneSpec::Order::FirstSeen ? m_firsts[term]
                                                                 : -qint64(m_counts[term]);
        lanes.push_back({key, term});
    }
    const std::size_t from = first / pageLanes * pageLanes;
    const std::size_t to = std::min(lanes.size(), (last + pageLanes - 1) / pageLanes * pageLanes);
    const auto begin = lanes.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end = lanes.begin() + static_cast<std::ptrdiff_t>(to);
    if (end != lanes.end())
        std::nth_element(lanes.begin(), end, lanes.end());
    if (begin != lanes.begin())
        std::nth_element(lanes.begin(), begin, end);
    std::sort(begin, end);
    m_page = {order, from, {}};
    m_page.terms.reserve(to - from);
    for (auto lane = begin; lane != end; ++lane)
        m_page.terms.push_back(lane->term);
}

}
