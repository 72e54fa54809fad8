// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/keysort.h"

#include "store/systemmemory.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <numeric>

namespace eventscope {

namespace {

constexpr std::size_t partRows = std::size_t(1) << 15;     // with their keys, half a megabyte
constexpr std::size_t rangeRows = std::size_t(1) << 14;    // about
constexpr std::size_t mostRanges = 1024;
constexpr std::size_t samplesPerRange = 8;
constexpr int digitBits = 11;
constexpr std::size_t digits = std::size_t(1) << digitBits;

using Items = std::vector<KeyedRow>;

// Least significant digit first; digits that are the same in all keys are passed over.
void radixSort(Items &items, Items &other)
{
    quint64 differs = 0;
    for (const KeyedRow &item : items)
        differs |= item.key ^ items.front().key;
    other.resize(items.size());
    for (int shift = 0; shift < 64; shift += digitBits) {
        if (((differs >> shift) & (digits - 1)) == 0)
            continue;
        std::array<quint32, digits> places{};
        for (const KeyedRow &item : items)
            ++places[(item.key >> shift) & (digits - 1)];
        std::exclusive_scan(places.begin(), places.end(), places.begin(), quint32(0));
        for (const KeyedRow &item : items)
            other[places[(item.key >> shift) & (digits - 1)]++] = item;
        items.swap(other);
    }
}

std::size_t countLate(const Items &items)
{
    quint64 highest = items.front().key;
    std::size_t late = 0;
    for (const KeyedRow &item : items) {
        late += item.key < highest;
        highest = std::max(highest, item.key);
    }
    return late;
}

// Sorts those alone that came late, and merges them in. Of equal keys a late one is the later.
void mergeLate(Items &items, std::size_t count, Items &other)
{
    Items late;
    late.reserve(count);
    std::size_t kept = 0;
    for (const KeyedRow &item : items) {
        if (kept == 0 || items[kept - 1].key <= item.key)
            items[kept++] = item;
        else
            late.push_back(item);
    }
    items.resize(kept);
    std::stable_sort(late.begin(), late.end(), [](const KeyedRow &a, const KeyedRow &b) { return a.key < b.key; });
    other.resize(items.size() + late.size());
    std::merge(items.begin(), items.end(), late.begin(), late.end(), other.begin(),
        [](const KeyedRow &a, const KeyedRow &b) { return a.key < b.key; });
    items.swap(other);
}

void sortItems(Items &items, Items &other)
{
    if (items.empty())
        return;
    const std::size_t late = countLate(items);
    if (late == 0)
        return;
    if (late < items.size() / 16)
        mergeLate(items, late, other);
    else
        radixSort(items, other);
}

}

KeySort::KeySort(std::vector<Row> &rows, const Parallel &parallel, const std::function<bool()> &cancelled)
    : m_rows(rows)
    , m_parallel(parallel)
    , m_cancelled(cancelled)
    , m_parts((rows.size() + partRows - 1) / partRows)
{}

void KeySort::by(const SortKeys &keys)
{
    chooseRanges(keys);
    m_begins.resize(m_parts * (m_lowest.size() + 1));
    m_bounds.resize(m_parts);
    eachPart(m_parts, [&](std::size_t part, Workspace &workspace) { sortPart(part, keys, workspace); });
    if (m_cancelled() || partsAreInOrder())
        return;
    placeRanges();
    if (!m_sorted) {
        m_sorted = std::make_unique_for_overwrite<Row[]>(m_rows.size());
        preferHugePages(m_sorted.get(), m_rows.size() * sizeof(Row));
    }
    eachPart(m_lowest.size(), [&](std::size_t range, Workspace &workspace) { fillRange(range, keys, workspace); });
    if (m_cancelled())
        return;
    m_parallel.forEach(m_parts, [this](std::size_t part) {
        const std::span<Row> rows = rowsOf(part);
        std::copy_n(m_sorted.get() + part * partRows, rows.size(), rows.begin());
    });
}

void KeySort::eachPart(std::size_t parts, const std::function<void(std::size_t, Workspace &)> &work) const
{
    std::atomic<std::size_t> next = 0;
    m_parallel.onThreads(parts, [&] {
        Workspace workspace;
        for (std::size_t part = next++; part < parts && !m_cancelled(); part = next++)
            work(part, workspace);
    });
}

std::span<Row> KeySort::rowsOf(std::size_t part) const
{
    const std::size_t begin = part * partRows;
    return {m_rows.data() + begin, std::min(partRows, m_rows.size() - begin)};
}

std::span<Row> KeySort::rowsOf(std::size_t part, std::size_t range) const
{
    const quint32 *begin = m_begins.data() + part * (m_lowest.size() + 1) + range;
    return rowsOf(part).subspan(begin[0], begin[1] - begin[0]);
}

// Ranges of about as many rows, as a sample tells. A key that many rows have gets a range of its own, which needs
// no more sorting.
void KeySort::chooseRanges(const SortKeys &keys)
{
    m_lowest.assign(1, 0);
    const std::size_t ranges = std::min(m_rows.size() / rangeRows, mostRanges);
    if (m_parts < 2 || ranges < 2)
        return;
    std::vector<quint64> sample(ranges * samplesPerRange);
    const std::size_t step = m_rows.size() / sample.size();
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const std::size_t scattered = (i * 0x9e37'79b9 >> 7) % step;
        sample[i] = keys.of(m_rows[i * step + scattered]);
    }
    std::sort(sample.begin(), sample.end());
    for (std::size_t i = samplesPerRange; i < sample.size(); i += samplesPerRange) {
        const quint64 lowest = sample[i];
        if (lowest > m_lowest.back())
            m_lowest.push_back(lowest);
        else if (lowest == m_lowest.back() && lowest != std::numeric_limits<quint64>::max())
            m_lowest.push_back(lowest + 1);
    }
}

void KeySort::sortPart(std::size_t part, const SortKeys &keys, Workspace &workspace)
{
    const std::span<Row> rows = rowsOf(part);
    Items &items = workspace.items;
    items.resize(rows.size());
    keys.read(rows, items.data());
    sortItems(items, workspace.other);
    std::transform(items.begin(), items.end(), rows.begin(), [](const KeyedRow &item) { return item.row; });
    m_bounds[part] = {items.front().key, items.back().key};
    quint32 *begins = m_begins.data() + part * (m_lowest.size() + 1);
    auto from = items.begin();
    for (const quint64 lowest : m_lowest) {
        from = std::partition_point(from, items.end(), [lowest](const KeyedRow &item) { return item.key < lowest; });
        *begins++ = static_cast<quint32>(from - items.begin());
    }
    *begins = static_cast<quint32>(items.size());
}

bool KeySort::partsAreInOrder() const
{
    return std::adjacent_find(m_bounds.begin(), m_bounds.end(),
               [](const auto &before, const auto &after) { return before.second > after.first; }) == m_bounds.end();
}

void KeySort::placeRanges()
{
    m_places.assign(m_lowest.size() + 1, 0);
    for (std::size_t part = 0; part < m_parts; ++part) {
        for (std::size_t range = 0; range < m_lowest.size(); ++range)
            m_places[range + 1] += rowsOf(part, range).size();
    }
    std::inclusive_scan(m_places.begin(), m_places.end(), m_places.begin());
}

void KeySort::fillRange(std::size_t range, const SortKeys &keys, Workspace &workspace)
{
    Row *const sorted = m_sorted.get() + m_places[range];
    Row *end = sorted;
    bool inOrder = true;
    for (std::size_t part = 0; part < m_parts; ++part) {
        const std::span<const Row> rows = rowsOf(part, range);
        if (rows.empty())
            continue;
        inOrder = inOrder && (end == sorted || keys.of(end[-1]) <= keys.of(rows.front()));
        end = std::copy(rows.begin(), rows.end(), end);
    }
    if (inOrder)
        return;
    Items &items = workspace.items;
    items.resize(static_cast<std::size_t>(end - sorted));
    keys.read({sorted, end}, items.data());
    sortItems(items, workspace.other);
    std::transform(items.begin(), items.end(), sorted, [](const KeyedRow &item) { return item.row; });
}

}
