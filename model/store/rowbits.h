// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns_p.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <vector>

namespace eventscope {

// A set of rows below an end: a bit a row, and nothing for chunks of which all rows are in it. Cheap to copy.
class RowBits {
public:
    // The bits of one chunk; bits of rows behind the end are 0.
    using Words = std::vector<quint64>;
    static constexpr std::size_t wordsPerChunk = Chunk::rows / 64;

    [[nodiscard]] Row end() const noexcept { return m_end; }
    [[nodiscard]] std::size_t chunks() const noexcept { return m_chunks.size(); }

    // Rows [end(), end) follow, within one chunk: those whose bits are set, or all of them.
    void append(Row end, const Words &bits);
    void appendAll(Row end);

    // Calls `visit` with the places within the chunk of all rows of the set in [from, end()), ascending.
    template <typename Visit>
    void forEach(std::size_t chunk, Row from, Visit &&visit) const
    {
        const Row base = static_cast<Row>(chunk) << Chunk::bits;
        const Row first = from > base ? from - base : 0;
        const Row last = std::min(m_end - base, Chunk::rows);
        if (!m_chunks[chunk]) {
            for (Row at = first; at < last; ++at)
                visit(at);
            return;
        }
        const Words &words = *m_chunks[chunk];
        for (Row word = first / 64; word * 64 < last; ++word) {
            quint64 bits = words[word];
            if (word == first / 64)
                bits &= ~quint64(0) << (first % 64);
            for (; bits != 0; bits &= bits - 1)
                visit(word * 64 + static_cast<Row>(std::countr_zero(bits)));
        }
    }

private:
    [[nodiscard]] Words wordsOf(std::size_t chunk) const;

    Row m_end = 0;
    std::vector<std::shared_ptr<const Words>> m_chunks;    // null: all
};

}
