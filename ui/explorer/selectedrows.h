// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns.h"

#include <algorithm>
#include <span>
#include <vector>

namespace eventscope {

// What was selected, by row: a bit each, as all of ten million events may be and the window waits.
class SelectedRows {
public:
    void add(std::span<const Row> rows)
    {
        if (rows.empty())
            return;
        m_words.resize(std::max<std::size_t>(m_words.size(), *std::ranges::max_element(rows) / wordRows + 1));
        m_count += rows.size();
        // Neighbours mostly share a word, which is written once then.
        Row place = rows.front() / wordRows;
        quint64 word = 0;
        for (const Row row : rows) {
            if (row / wordRows != place) {
                m_words[place] |= word;
                place = row / wordRows;
                word = 0;
            }
            word |= quint64(1) << (row % wordRows);
        }
        m_words[place] |= word;
    }

    [[nodiscard]] bool contains(Row row) const noexcept
    {
        const Row place = row / wordRows;
        return place < m_words.size() && (m_words[place] >> (row % wordRows) & 1) != 0;
    }
    // Of what was added.
    [[nodiscard]] std::size_t size() const noexcept { return m_count; }

private:
    static constexpr Row wordRows = 64;

    std::vector<quint64> m_words;
    std::size_t m_count = 0;
};

}
