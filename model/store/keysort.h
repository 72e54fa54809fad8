// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/parallel.h"
#include "store/sortkeys.h"

#include <functional>
#include <memory>
#include <vector>

namespace eventscope {

// Sorts rows by keys of 64 bits, stably and on all cores: parts that fit into a core's cache are sorted in their
// place, then each range of keys is put together from the parts. Takes the memory of the rows once more.
//
// What is in order already, or but for a few that came late, costs little more than a look at it.
class KeySort {
public:
    // The rows stay the caller's and are sorted in place.
    KeySort(std::vector<Row> &rows, const Parallel &parallel, const std::function<bool()> &cancelled);

    // Leaves the rows in some order when it was cancelled.
    void by(const SortKeys &keys);

private:
    struct Workspace {
        std::vector<KeyedRow> items;
        std::vector<KeyedRow> other;
    };

    void chooseRanges(const SortKeys &keys);
    void sortPart(std::size_t part, const SortKeys &keys, Workspace &workspace);
    [[nodiscard]] bool partsAreInOrder() const;
    void placeRanges();
    void fillRange(std::size_t range, const SortKeys &keys, Workspace &workspace);
    void eachPart(std::size_t parts, const std::function<void(std::size_t, Workspace &)> &work) const;
    [[nodiscard]] std::span<Row> rowsOf(std::size_t part) const;
    [[nodiscard]] std::span<Row> rowsOf(std::size_t part, std::size_t range) const;

    std::vector<Row> &m_rows;
    const Parallel &m_parallel;
    const std::function<bool()> &m_cancelled;
    const std::size_t m_parts;
    std::unique_ptr<Row[]> m_sorted;
    std::vector<quint64> m_lowest;                        // key of each range, ascending
    std::vector<quint32> m_begins;                        // by part, then by range and its end: within the part
    std::vector<std::size_t> m_places;                    // of ranges among all rows
    std::vector<std::pair<quint64, quint64>> m_bounds;    // lowest and highest key of each part
};

}
