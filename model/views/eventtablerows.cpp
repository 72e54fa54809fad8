// SPDX-License-Identifier: GPL-3.0-or-later
// Where events stand in the table, and which of them are looked at.
#include "views/eventtablemodel.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr int pagesAhead = 10;    // of cells that need payloads
constexpr int rowsAhead = 600;    // of them at least

template <typename T>
int compared(const T &a, const T &b)
{
    return a < b ? -1 : b < a ? 1 : 0;
}

// As the store sorts by one key; nothing where that depends on payloads.
std::optional<int> compared(const Columns &columns, SortKey key, Row a, Row b)
{
    switch (key) {
    case SortKey::Arrival:
        return compared(a, b);
    case SortKey::Time:
        return compared(columns.time(a), columns.time(b));
    case SortKey::Received:
        return compared(columns.received(a), columns.received(b));
    case SortKey::Size:
        return compared(columns.bytes(a), columns.bytes(b));
    case SortKey::Verdict:
        return compared(columns.verdict(a), columns.verdict(b));
    case SortKey::Tenant:
        return compared(columns.tenantText(columns.tenant(a)), columns.tenantText(columns.tenant(b)));
    case SortKey::User:
        return compared(columns.userText(columns.user(a)), columns.userText(columns.user(b)));
    case SortKey::Name:
        return compared(columns.nameText(columns.name(a)), columns.nameText(columns.name(b)));
    case SortKey::Service:
        return compared(columns.serviceText(columns.service(a)), columns.serviceText(columns.service(b)));
    case SortKey::Rules:
        return compared(columns.rulesText(columns.rules(a)), columns.rulesText(columns.rules(b)));
    case SortKey::Origin:
    case SortKey::Path:
        break;
    }
    return std::nullopt;
}

}

// --- Rows

int EventTableModel::positionOf(Row row) const
{
    const auto found = std::find(m_rows.begin(), m_rows.end(), row);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

bool EventTableModel::isBefore(Row a, Row b) const
{
    for (const SearchOrder &order : m_orders)
        if (const int sign = compared(m_store.columns(), order.key, a, b).value_or(0); sign != 0)
            return order.descending ? sign > 0 : sign < 0;
    // What is equal stays in the order of arrival.
    return a < b;
}

int EventTableModel::nearestTo(Row row) const
{
    const bool isKnown = std::none_of(m_orders.begin(), m_orders.end(),
        [](const SearchOrder &order) { return order.key == SortKey::Path || order.key == SortKey::Origin; });
    if (m_rows.empty() || !isKnown)
        return -1;
    const auto found =
        std::lower_bound(m_rows.begin(), m_rows.end(), row, [this](Row a, Row b) { return isBefore(a, b); });
    return std::min(static_cast<int>(found - m_rows.begin()), rowCount() - 1);
}

int EventTableModel::positionAt(Micros time) const
{
    if (m_orders.empty() || m_orders.front().key != SortKey::Time || m_rows.empty())
        return -1;
    const Columns &columns = m_store.columns();
    if (!m_orders.front().descending) {
        const auto found =
            std::partition_point(m_rows.begin(), m_rows.end(), [&](Row row) { return columns.time(row) < time; });
        return std::min(static_cast<int>(found - m_rows.begin()), rowCount() - 1);
    }
    // The last of those that are not before it.
    const auto found =
        std::partition_point(m_rows.begin(), m_rows.end(), [&](Row row) { return columns.time(row) >= time; });
    return std::max(static_cast<int>(found - m_rows.begin()) - 1, 0);
}

qint64 EventTableModel::countFrom(Row row) const
{
    return std::count_if(m_rows.begin(), m_rows.end(), [row](Row one) { return one >= row; });
}

void EventTableModel::setVisible(int first, int last)
{
    if (first != m_firstVisible)
        m_downwards = first > m_firstVisible;
    m_firstVisible = std::max(0, first);
    m_lastVisible = std::min(last, rowCount() - 1);
    if (m_paths.isEmpty() || m_firstVisible > m_lastVisible)
        return;
    const int page = m_lastVisible - m_firstVisible + 1;
    const int ahead = std::max(page * pagesAhead, rowsAhead);
    const int below = m_downwards ? ahead : page;
    const int above = m_downwards ? page : ahead;
    std::vector<Row> rows;
    rows.reserve(static_cast<std::size_t>(page + ahead + page));
    // Nearest first, on the side it goes to before the other.
    const auto addBelow = [&] {
        for (int i = m_lastVisible + 1; i <= std::min(m_lastVisible + below, rowCount() - 1); ++i)
            rows.push_back(rowAt(i));
    };
    const auto addAbove = [&] {
        for (int i = m_firstVisible - 1; i >= std::max(0, m_firstVisible - above); --i)
            rows.push_back(rowAt(i));
    };
    for (int i = m_firstVisible; i <= m_lastVisible; ++i)
        rows.push_back(rowAt(i));
    if (m_downwards)
        addBelow();
    addAbove();
    if (!m_downwards)
        addBelow();
    m_cells.want(std::move(rows));
}

}
