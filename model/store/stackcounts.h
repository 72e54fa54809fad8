// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns.h"
#include "store/divisor.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace eventscope {

// How many events of each term came in each bucket of time. For one thread.
//
// As events are stored in the order of their times but for a few, most fall into the bucket of the one before: the
// terms of that bucket have small counters apart, which take turns, so that an increment need not wait for the one
// before, and of which bucket a time is need not be calculated.
class StackCounts {
public:
    StackCounts() = default;
    // Times [from, to), buckets of that width.
    StackCounts(Micros from, Micros to, Micros width, std::size_t buckets, std::size_t terms);

    // `times` and `termAt` give what a row has, the term below the number of terms.
    template <typename TermAt>
    void count(std::span<const quint16> rows, const Micros *times, const TermAt &termAt)
    {
        while (!rows.empty()) {
            const std::size_t some = std::min(rows.size(), together);
            const std::size_t turned = some - some % turns;
            for (std::size_t i = 0; i < turned; i += turns) {
                for (std::size_t turn = 0; turn < turns; ++turn)
                    countOne(times[rows[i + turn]], termAt(rows[i + turn]), turn);
            }
            for (std::size_t i = turned; i < some; ++i)
                countOne(times[rows[i]], termAt(rows[i]), 0);
            follow(times[rows[some - 1]], some);
            rows = rows.subspan(some);
        }
    }

    // Until then what was counted last is not among the counts.
    void settle();
    // By term, then by bucket.
    [[nodiscard]] const std::vector<quint32> &counts() const noexcept { return m_counts; }

private:
    static constexpr std::size_t turns = 4;
    static constexpr std::size_t fewTerms = 4096;
    static constexpr std::size_t together = 256;    // rows

    void countOne(Micros time, Term term, std::size_t turn)
    {
        // Times before the first wrap around to numbers far beyond the last.
        const quint64 offset = static_cast<quint64>(time) - m_from;
        if (offset - m_near < m_nearWidth) [[likely]]
            ++m_nearCounts[turn * m_terms + term];
        else if (offset < m_span)
            countFar(offset, term);
    }
    void countFar(quint64 offset, Term term)
    {
        ++m_far;
        ++m_counts[term * m_buckets + m_divisor.divide(offset)];
    }
    // The small counters move on when the last so many rows were mostly of other buckets.
    void follow(Micros last, std::size_t rows)
    {
        m_sinceMove += rows;
        if (std::exchange(m_far, 0) > rows / 2 && m_sinceMove > m_nearCounts.size())
            move(static_cast<quint64>(last) - m_from);
    }
    void move(quint64 offset);

    quint64 m_from = 0;
    quint64 m_span = 0;
    quint64 m_width = 1;
    Divisor m_divisor{1};
    std::size_t m_buckets = 0;
    std::size_t m_terms = 0;
    quint64 m_near = 0;    // where the bucket of the small counters begins
    quint64 m_nearWidth = 0;
    std::size_t m_nearBucket = 0;
    std::size_t m_far = 0;                // of the rows counted together, those of other buckets
    std::size_t m_sinceMove = 0;          // rows
    std::vector<quint32> m_nearCounts;    // by turn, then by term; none where terms are many
    std::vector<quint32> m_counts;
};

}
