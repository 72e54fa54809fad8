// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadorder.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace eventscope {

namespace {

using Code = PayloadCodes::Code;

constexpr std::size_t partCodes = std::size_t(1) << 15;

struct Item {
    quint64 key;
    quint32 at;
};

// Sorts parts on all cores, then merges them two by two.
template <typename Less>
void sortCoded(
    std::vector<Item> &items, const Less &less, const Parallel &parallel, const std::function<bool()> &cancelled)
{
    const auto parts = (items.size() + partCodes - 1) / partCodes;
    const auto place = [&items](std::size_t at) { return items.begin() + static_cast<std::ptrdiff_t>(at); };
    parallel.forEach(parts, [&](std::size_t part) {
        if (!cancelled())
            std::sort(place(part * partCodes), place(std::min(items.size(), (part + 1) * partCodes)), less);
    });
    std::vector<Item> other(items.size());
    for (std::size_t width = partCodes; width < items.size() && !cancelled(); width *= 2) {
        const std::size_t pairs = (items.size() + 2 * width - 1) / (2 * width);
        parallel.forEach(pairs, [&](std::size_t pair) {
            if (cancelled())
                return;
            const std::size_t from = pair * 2 * width;
            const auto middle = place(std::min(items.size(), from + width));
            std::merge(place(from), middle, middle, place(std::min(items.size(), from + 2 * width)),
                other.begin() + static_cast<std::ptrdiff_t>(from), less);
        });
        items.swap(other);
    }
}

}

PayloadOrder::PayloadOrder(const SearchOrders &orders, const ScanDictionaries &dictionaries)
{
    for (const SearchOrder &order : orders) {
        m_descending.push_back(order.descending);
        if (order.key == SortKey::Path) {
            m_columns.emplace_back();
            m_paths.emplace_back(order.path, dictionaries.places);
        } else {
            m_columns.emplace_back(std::in_place, order, dictionaries);
        }
    }
    m_columns.emplace_back(std::in_place, SearchOrder{SortKey::Arrival}, dictionaries);
    m_descending.push_back(false);
    const SortKey first = orders.empty() ? SortKey::Arrival : orders.front().key;
    m_followsColumns = m_paths.empty() && (first == SortKey::Arrival || first == SortKey::Time);
}

bool PayloadOrder::followsColumns() const noexcept
{
    return m_followsColumns;
}

PayloadOrder::Key PayloadOrder::lowestFirstKey(Row first, Row end) const
{
    constexpr Row atOnce = 512;
    std::array<Row, atOnce> rows;
    std::array<KeyedRow, atOnce> keyed;
    Key lowest = std::numeric_limits<Key>::max();
    for (; first < end; first += atOnce) {
        const std::size_t count = std::min(atOnce, end - first);
        std::iota(rows.begin(), rows.begin() + count, first);
        m_columns.front()->read({rows.data(), count}, keyed.data());
        for (std::size_t i = 0; i < count; ++i)
            lowest = std::min(lowest, keyed[i].key);
    }
    return lowest;
}

void PayloadOrder::addKeys(Row row, const Code *codes, std::vector<Key> &to) const
{
    for (const auto &column : m_columns)
        to.push_back(column ? column->of(row) : *codes++);
}

bool PayloadOrder::isBefore(const Key *a, const Key *b, const std::vector<PayloadCodes> &codes) const
{
    std::size_t path = 0;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (m_columns[i]) {
            if (a[i] != b[i])
                return a[i] < b[i];
            continue;
        }
        const PayloadCodes &known = codes[path++];
        if (a[i] == b[i])
            continue;
        if (a[i] == PayloadCodes::missing || b[i] == PayloadCodes::missing)
            return b[i] == PayloadCodes::missing;
        if (const int compared = known.compared(a[i], b[i]); compared != 0)
            return m_descending[i] ? compared > 0 : compared < 0;
    }
    return false;
}

void PayloadOrder::sort(std::vector<Row> &rows, std::vector<std::vector<Code>> &codes,
    const std::vector<PayloadCodes> &known, const Parallel &parallel, const std::function<bool()> &cancelled) const
{
    for (std::size_t path = 0; path < codes.size() && !cancelled(); ++path)
        known[path].settle(codes[path], cancelled);
    // Verdicts may change meanwhile, so that every key is read once.
    std::vector<std::vector<Key>> keys(m_columns.size());
    for (std::size_t i = 0, path = 0; i < m_columns.size(); ++i) {
        if (!m_columns[i]) {
            keys[i] = std::move(codes[path++]);
            for (Key &key : keys[i])
                key = m_descending[i] && key != PayloadCodes::missing ? ~key : key;
            continue;
        }
        keys[i].reserve(rows.size());
        for (const Row row : rows)
            keys[i].push_back(m_columns[i]->of(row));
    }
    std::vector<Item> items(rows.size());
    for (quint32 i = 0; i < items.size(); ++i)
        items[i] = {keys.front()[i], i};
    const auto less = [&](const Item &a, const Item &b) {
        if (a.key != b.key)
            return a.key < b.key;
        for (std::size_t key = 1; key < keys.size(); ++key) {
            if (keys[key][a.at] != keys[key][b.at])
                return keys[key][a.at] < keys[key][b.at];
        }
        return false;
    };
    sortCoded(items, less, parallel, cancelled);
    std::vector<Row> sorted(rows.size());
    for (std::size_t i = 0; i < items.size(); ++i)
        sorted[i] = rows[items[i].at];
    rows.swap(sorted);
}

}
