// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rowbits.h"

#include <algorithm>
#include <functional>

namespace eventscope {

RowBits::Words RowBits::wordsOf(std::size_t chunk) const
{
    if (m_chunks[chunk])
        return *m_chunks[chunk];
    Words words(wordsPerChunk, 0);
    const Row rows = m_end - (static_cast<Row>(chunk) << Chunk::bits);
    for (Row at = 0; at < rows; ++at)
        words[at / 64] |= quint64(1) << (at % 64);
    return words;
}

void RowBits::append(Row end, const Words &bits)
{
    if (end <= m_end)
        return;
    const std::size_t chunk = m_end >> Chunk::bits;
    if (chunk == m_chunks.size()) {
        m_chunks.push_back(std::make_shared<const Words>(bits));
    } else {
        Words words = wordsOf(chunk);
        std::transform(words.begin(), words.end(), bits.begin(), words.begin(), std::bit_or<>());
        m_chunks[chunk] = std::make_shared<const Words>(std::move(words));
    }
    m_end = end;
}

void RowBits::appendAll(Row end)
{
    if (end <= m_end)
        return;
    const std::size_t chunk = m_end >> Chunk::bits;
    if (chunk == m_chunks.size()) {
        m_chunks.emplace_back();
    } else if (m_chunks[chunk]) {
        Words words = wordsOf(chunk);
        const Row base = static_cast<Row>(chunk) << Chunk::bits;
        for (Row at = m_end - base; at < end - base; ++at)
            words[at / 64] |= quint64(1) << (at % 64);
        m_chunks[chunk] = std::make_shared<const Words>(std::move(words));
    }
    m_end = end;
}

}
