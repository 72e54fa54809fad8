// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns.h"

#include <array>
#include <span>
#include <vector>

namespace eventscope {

// How often each term of a column came. For one thread.
//
// Few terms have several counters each, which take turns, so that an increment need not wait for the one
// before; many have one of a byte, so that they stay in the processor's cache, and what overflows is kept apart.
class TermCounts {
public:
    explicit TermCounts(std::size_t terms);

    // `termAt` gives a row's term, below the number of terms.
    template <typename TermAt>
    void count(std::span<const quint16> rows, const TermAt &termAt)
    {
        if (m_bytes.empty())
            countFew(rows, termAt);
        else
            countMany(rows, termAt);
    }

    // Adds those of terms [begin, end) to as many sums.
    void addTo(std::size_t begin, std::size_t end, quint32 *sums) const;

private:
    static constexpr std::size_t turns = 4;
    static constexpr std::size_t fewTerms = 4096;

    template <typename TermAt>
    void countFew(std::span<const quint16> rows, const TermAt &termAt)
    {
        std::array<quint32 *, turns> counters{};
        for (std::size_t turn = 0; turn < turns; ++turn)
            counters[turn] = m_counters.data() + turn * m_terms;
        std::size_t i = 0;
        for (; i + turns <= rows.size(); i += turns) {
            for (std::size_t turn = 0; turn < turns; ++turn)
                ++counters[turn][termAt(rows[i + turn])];
        }
        for (; i < rows.size(); ++i)
            ++counters[0][termAt(rows[i])];
    }

    template <typename TermAt>
    void countMany(std::span<const quint16> rows, const TermAt &termAt)
    {
        quint8 *counters = m_bytes.data();
        for (const quint16 row : rows) {
            const Term term = termAt(row);
            if (++counters[term] == 0)
                overflow(term);
        }
    }

    void overflow(Term term);

    std::size_t m_terms;
    std::vector<quint32> m_counters;    // few terms: by turn, then by term
    std::vector<quint8> m_bytes;        // many
    std::vector<quint32> m_overflow;    // how often a byte began again; empty while none has
};

}
