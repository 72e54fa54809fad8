// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "store/rowbits.h"
#include "store/termtables.h"

#include <functional>
#include <optional>
#include <vector>

namespace eventscope {

// Work divided into shares: gives the next one's number, and nothing when there is none left.
using NextShare = std::function<std::optional<std::size_t>()>;
// Runs the work on so many threads at most, this one too, until all shares are taken. What it throws is
// thrown.
using RunShares =
    std::function<void(std::size_t shares, std::size_t threads, const std::function<void(const NextShare &)> &work)>;

[[nodiscard]] const Dictionary &laneDictionary(Field field, const Columns::Private &columns);

// Calls `visit` with the chunk's column of that field; fields that no lanes are made of stand for the name.
template <typename Visit>
void withLaneColumn(Field field, const Chunk &chunk, Visit &&visit)
{
    switch (field) {
    case Field::Tenant:
        return chunk.tenant.visitFrom(0, visit);
    case Field::User:
        return visit(&chunk.user[0]);
    case Field::Service:
        return visit(&chunk.service[0]);
    default:
        return chunk.name.visitFrom(0, visit);
    }
}

// The events of each lane, and the lanes' order. Continued when rows follow.
class LaneTally {
public:
    explicit LaneTally(Field field)
        : m_field(field)
    {}

    [[nodiscard]] Field field() const noexcept { return m_field; }
    // Counts the rows of the set that are not counted yet and, where the order needs them, finds first times.
    void follow(const RowBits &rows, LaneSpec::Order order, const Columns::Private &columns, const RunShares &run);

    [[nodiscard]] qint64 lanes() const noexcept { return m_lanes; }
    [[nodiscard]] quint32 count(Term term) const noexcept { return m_counts[term]; }
    // The terms of lanes [first, first + count) in that order; what is equal in it stands in the order in which
    // the values came into the store. Fewer at the end.
    [[nodiscard]] std::vector<Term> page(
        LaneSpec::Order order, qsizetype first, qsizetype count, const Columns::Private &columns, TermTables &tables);

private:
    // Sorted so far: the lanes around the page asked for last.
    struct Page {
        LaneSpec::Order order = LaneSpec::Order::Count;
        std::size_t first = 0;
        std::vector<Term> terms;
    };

    void count(const RowBits &rows, std::size_t terms, const Columns::Private &columns, const RunShares &run);
    void findFirsts(const RowBits &rows, std::size_t terms, const Columns::Private &columns, const RunShares &run);
    void sortPage(LaneSpec::Order order, std::size_t first, std::size_t last, const Columns::Private &columns,
        TermTables &tables);

    Field m_field;
    Row m_counted = 0;
    Row m_timed = 0;
    qint64 m_lanes = 0;
    std::vector<quint32> m_counts;    // by term
    std::vector<Micros> m_firsts;     // by term
    Page m_page;
};

}
