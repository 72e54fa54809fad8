// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/splitting.h"

#include <algorithm>

namespace eventscope {

void Splitting::halve(std::span<const qint64> places)
{
    m_begins.insert(places.front());
    m_begins.insert(places[places.size() / 2]);
    m_begins.insert(places.back() + 1);
}

void Splitting::tooMany(qint64 sent)
{
    const qint64 fewer = std::max<qint64>(sent / 2, 1);
    m_limit = m_limit > 0 ? std::min(m_limit, fewer) : fewer;
}

// The bounds around them stay: their neighbours may still have to be apart.
void Splitting::taken(std::span<const qint64> places)
{
    m_refusedInRow = 0;
    m_begins.erase(m_begins.upper_bound(places.front()), m_begins.upper_bound(places.back()));
}

void Splitting::refusedAlone(qint64 place)
{
    const auto begin = m_begins.lower_bound(place);
    const bool cutOut = begin != m_begins.end() && *begin == place && std::next(begin) != m_begins.end();
    m_refusedInRow += cutOut ? 1 : 0;
}

std::size_t Splitting::together(std::span<const qint64> places) const
{
    const auto begin = m_begins.upper_bound(places.front());
    if (begin == m_begins.end())
        return places.size();
    const auto end = std::lower_bound(places.begin(), places.end(), *begin);
    return static_cast<std::size_t>(end - places.begin());
}

}
