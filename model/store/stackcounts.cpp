// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/stackcounts.h"

namespace eventscope {

StackCounts::StackCounts(Micros from, Micros to, Micros width, std::size_t buckets, std::size_t terms)
    : m_from(static_cast<quint64>(from))
    , m_span(static_cast<quint64>(to) - m_from)
    , m_width(static_cast<quint64>(width))
    , m_divisor(m_width)
    , m_buckets(buckets)
    , m_terms(terms)
    , m_nearCounts(terms <= fewTerms ? turns * terms : 0)
    , m_counts(terms * buckets)
{}

void StackCounts::settle()
{
    if (m_nearWidth == 0)
        return;
    for (std::size_t term = 0; term < m_terms; ++term) {
        quint32 sum = 0;
        for (std::size_t turn = 0; turn < turns; ++turn)
            sum += std::exchange(m_nearCounts[turn * m_terms + term], 0);
        m_counts[term * m_buckets + m_nearBucket] += sum;
    }
}

void StackCounts::move(quint64 offset)
{
    if (m_nearCounts.empty() || offset >= m_span)
        return;
    settle();
    m_nearBucket = m_divisor.divide(offset);
    m_near = m_nearBucket * m_width;
    m_nearWidth = std::min(m_width, m_span - m_near);
    m_sinceMove = 0;
}

}
