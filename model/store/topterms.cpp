// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/topterms.h"

#include <algorithm>
#include <functional>

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

bool comesFirst(const RankedTerm &a, const RankedTerm &b)
{
    return a.count != b.count ? a.count > b.count : a.text < b.text;
}

// Calls `visit` with each place from `begin` on whose count reaches what `least` says then.
template <typename Least, typename Visit>
void forEachReaching(std::span<const quint32> counts, std::size_t begin, const Least &least, const Visit &visit)
{
    for (std::size_t first = 0; first < counts.size(); first += countsAtOnce) {
        const std::size_t end = std::min(counts.size(), first + countsAtOnce);
        if (end - first == countsAtOnce && !anyReaches(counts.data() + first, least()))
            continue;
        for (std::size_t i = std::max(first, begin); i < end; ++i) {
            if (counts[i] >= least())
                visit(i);
        }
    }
}

// What so many of the counts reach, or 1. Of equal counts, which are many, none is looked at twice.
quint32 reachedBy(std::size_t top, std::span<const quint32> counts, std::size_t begin)
{
    std::vector<quint32> heap;    // the smallest first
    const auto isFull = [&] { return heap.size() == top; };
    const auto least = [&] { return isFull() ? heap.front() + 1 : 1; };
    forEachReaching(counts, begin, least, [&](std::size_t i) {
        if (isFull()) {
            std::pop_heap(heap.begin(), heap.end(), std::greater<>());
            heap.pop_back();
        }
        heap.push_back(counts[i]);
        std::push_heap(heap.begin(), heap.end(), std::greater<>());
    });
    return isFull() ? heap.front() : 1;
}

}

std::vector<RankedTerm> mostFrequent(
    std::span<const quint32> counts, Term first, const Dictionary &dictionary, std::size_t top)
{
    const std::size_t begin = first == 0 ? 1 : 0;
    const quint32 reached = reachedBy(top, counts, begin);
    std::vector<RankedTerm> heap;    // the last of them first
    forEachReaching(
        counts, begin, [reached] { return reached; },
        [&](std::size_t i) {
            const Term term = first + static_cast<Term>(i);
            const RankedTerm item{dictionary.text(term), counts[i], term};
            if (heap.size() == top) {
                if (!comesFirst(item, heap.front()))
                    return;
                std::pop_heap(heap.begin(), heap.end(), comesFirst);
                heap.pop_back();
            }
            heap.push_back(item);
            std::push_heap(heap.begin(), heap.end(), comesFirst);
        });
    return heap;
}

std::vector<RankedTerm> mostFrequent(std::vector<RankedTerm> items, std::size_t top)
{
    std::sort(items.begin(), items.end(), comesFirst);
    items.resize(std::min(top, items.size()));
    return items;
}

}
