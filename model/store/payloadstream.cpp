// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadstream.h"

#include "store/eventstore.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t mostRows = SearchResult::streamedRows;

}

PayloadStream::PayloadStream(const PayloadOrder &order, std::vector<PayloadOrder::Key> bounds)
    : m_order(order)
    , m_bounds(std::move(bounds))
    , m_done(m_bounds.size())
{}

void PayloadStream::begin(std::vector<Row> rows, PayloadOrder::Key below)
{
    m_shown = std::move(rows);
    m_shown.resize(std::min(m_shown.size(), mostRows));
    m_shownBelow = below;
}

void PayloadStream::add(std::size_t share, const std::vector<Row> &rows,
    const std::vector<std::vector<PayloadCodes::Code>> &codes, const std::vector<PayloadCodes> &known)
{
    if (share < m_done.size()) {
        m_done[share] = true;
        while (m_firstLeft < m_done.size() && m_done[m_firstLeft])
            ++m_firstLeft;
    }
    if (m_order.followsColumns() && m_shown.size() >= mostRows)
        return;
    std::vector<PayloadCodes::Code> own(codes.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t path = 0; path < codes.size(); ++path)
            own[path] = codes[path][i];
        Found found{rows[i], {}};
        found.keys.reserve(m_order.keys());
        m_order.addKeys(rows[i], own.data(), found.keys);
        if (found.keys.front() < m_shownBelow)
            continue;
        m_found.push_back(std::move(found));
    }
    m_sorted = m_sorted && rows.empty();
    if (m_found.size() > 3 * mostRows)
        keepBest(known, mostRows);
}

void PayloadStream::keepBest(const std::vector<PayloadCodes> &known, std::size_t most)
{
    const auto before = [&](const Found &a, const Found &b) {
        return m_order.isBefore(a.keys.data(), b.keys.data(), known);
    };
    if (m_found.size() > most) {
        std::nth_element(m_found.begin(), m_found.begin() + static_cast<std::ptrdiff_t>(most), m_found.end(), before);
        m_found.resize(most);
        m_sorted = false;
    }
    if (!m_sorted)
        std::sort(m_found.begin(), m_found.end(), before);
    m_sorted = true;
}

void PayloadStream::showWhatIsCertain(const std::vector<PayloadCodes> &known)
{
    keepBest(known, mostRows);
    const bool allDone = m_firstLeft == m_bounds.size();
    std::size_t certain = 0;
    while (certain < m_found.size() && m_shown.size() < mostRows &&
           (allDone || m_found[certain].keys.front() < m_bounds[m_firstLeft]))
        m_shown.push_back(m_found[certain++].row);
    m_found.erase(m_found.begin(), m_found.begin() + static_cast<std::ptrdiff_t>(certain));
}

std::vector<Row> PayloadStream::rows(const std::vector<PayloadCodes> &known)
{
    if (m_order.followsColumns()) {
        showWhatIsCertain(known);
        return m_shown;
    }
    keepBest(known, mostRows);
    std::vector<Row> rows;
    rows.reserve(m_found.size());
    for (const Found &found : m_found)
        rows.push_back(found.row);
    return rows;
}

}
