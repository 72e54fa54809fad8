// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/termcounts.h"

namespace eventscope {

namespace {

constexpr quint32 byteValues = 256;

}

TermCounts::TermCounts(std::size_t terms)
    : m_terms(terms)
    , m_counters(terms <= fewTerms ? turns * terms : 0)
    , m_bytes(terms <= fewTerms ? 0 : terms)
{}

void TermCounts::overflow(Term term)
{
    if (m_overflow.empty())
        m_overflow.resize(m_terms);
    ++m_overflow[term];
}

void TermCounts::addTo(std::size_t begin, std::size_t end, quint32 *sums) const
{
    for (std::size_t at = 0; at < m_counters.size(); at += m_terms) {
        for (std::size_t term = begin; term < end; ++term)
            sums[term - begin] += m_counters[at + term];
    }
    if (!m_bytes.empty()) {
        for (std::size_t term = begin; term < end; ++term)
            sums[term - begin] += m_bytes[term];
    }
    if (!m_overflow.empty()) {
        for (std::size_t term = begin; term < end; ++term)
            sums[term - begin] += m_overflow[term] * byteValues;
    }
}

}
