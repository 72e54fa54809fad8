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

void TermCounts::addTo(std::vector<quint32> &sums) const
{
    for (std::size_t at = 0; at < m_counters.size(); at += m_terms) {
        for (std::size_t term = 0; term < m_terms; ++term)
            sums[term] += m_counters[at + term];
    }
    for (std::size_t term = 0; term < m_bytes.size(); ++term)
        sums[term] += m_bytes[term];
    for (std::size_t term = 0; term < m_overflow.size(); ++term)
        sums[term] += m_overflow[term] * byteValues;
}

}
