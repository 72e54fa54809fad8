// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/topterms.h"

#include <algorithm>

namespace eventscope {

namespace {

// Whether any of so many counts reaches a number. Told apart, as it takes far fewer steps than to look at each.
constexpr std::size_t countsAtOnce = 64;

bool anyReaches(const quint32 *counts, quint32 least) noexcept
{
    quint32 any = 0;
    for (std::size_t i = 0; i < countsAtOnce; ++i)
        any |= quint32(counts[i] >= least);
    return any != 0;
}

class MostFrequent {
public:
    MostFrequent(const Dictionary &dictionary, std::size_t top)
        : m_dictionary(dictionary)
        , m_top(top)
    {}

    // The fewest that a term must have to be among them.
    [[nodiscard]] quint32 least() const
    {
        return m_heap.size() < m_top ? 1 : static_cast<quint32>(m_heap.front().count);
    }

    void add(Term term, quint32 count)
    {
        const RankedTerm item{m_dictionary.text(term), count, term};
        if (m_heap.size() == m_top) {
            if (!comesFirst(item, m_heap.front()))
                return;
            std::pop_heap(m_heap.begin(), m_heap.end(), comesFirst);
            m_heap.pop_back();
        }
        m_heap.push_back(item);
        std::push_heap(m_heap.begin(), m_heap.end(), comesFirst);
    }

    [[nodiscard]] std::vector<RankedTerm> take()
    {
        std::sort_heap(m_heap.begin(), m_heap.end(), comesFirst);
        return std::move(m_heap);
    }

private:
    static bool comesFirst(const RankedTerm &a, const RankedTerm &b)
    {
        return a.count != b.count ? a.count > b.count : a.text < b.text;
    }

    const Dictionary &m_dictionary;
    std::size_t m_top;
    std::vector<RankedTerm> m_heap;    // its front is the last of them
};

}

std::vector<RankedTerm> mostFrequent(const std::vector<quint32> &counts, const Dictionary &dictionary, std::size_t top)
{
    MostFrequent found(dictionary, top);
    for (std::size_t first = 0; first < counts.size(); first += countsAtOnce) {
        const std::size_t end = std::min(counts.size(), first + countsAtOnce);
        if (end - first == countsAtOnce && !anyReaches(counts.data() + first, found.least()))
            continue;
        for (std::size_t term = std::max<std::size_t>(first, 1); term < end; ++term) {
            if (counts[term] >= found.least())
                found.add(static_cast<Term>(term), counts[term]);
        }
    }
    return found.take();
}

}
