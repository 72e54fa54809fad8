// SPDX-License-Identifier: GPL-3.0-or-later
// How the event table asks the store and takes its answers.
#include "views/eventtablemodel.h"
#include "views/rowpatch.h"

#include <algorithm>

using namespace std::chrono_literals;

namespace eventscope {

namespace {

constexpr auto followEvery = 100ms;
constexpr auto followLoadingEvery = 400ms;
constexpr auto together = 10ms;    // news that come so close to one another are looked at once
constexpr int longSearches = 2;    // after a search, the store's news rest so many times its length
// A step of a patch moves all rows behind it: of very many, few steps are made.
constexpr std::size_t manyRows = 1'000'000;
constexpr std::size_t patchLimit = 16;
constexpr std::size_t patchLimitOfMany = 2;

using Kind = TableColumn::Kind;

}

void EventTableModel::search()
{
    m_follow.stop();
    m_stale = false;
    m_stopped = false;
    m_progress = {};
    SearchSpec spec;
    spec.order = m_orders;
    spec.stream =
        m_state.filter().needsPayload() || std::any_of(m_orders.begin(), m_orders.end(),
                                               [](const SearchOrder &order) { return order.key == SortKey::Path; });
    m_sinceAsked.start();
    m_search.follow(m_store.search(m_state.filter(), spec));
    emit searchStarted();
}

void EventTableModel::askAnew()
{
    m_ofQuestion = false;
    search();
}

void EventTableModel::refresh()
{
    // A running search is not thrown away for news: under steady arrivals none would ever end.
    if (m_search.isRunning()) {
        m_stale = true;
        return;
    }
    search();
}

void EventTableModel::followStore()
{
    followIn(followEvery);
    if (!m_origins.isRunning() && m_columns.contains(TableColumn{Kind::Origin, {}}))
        readOrigins();
}

void EventTableModel::followLoading()
{
    followIn(followLoadingEvery);
}

void EventTableModel::followIn(std::chrono::milliseconds spacing)
{
    if (m_stopped)
        return;
    if (m_search.isRunning()) {
        m_stale = true;
        return;
    }
    if (m_follow.isActive())
        return;
    const auto rest = std::max(spacing, m_took * longSearches);
    const auto since = m_sinceAnswer.isValid() ? std::chrono::milliseconds(m_sinceAnswer.elapsed()) : rest;
    m_follow.start(std::max<std::chrono::milliseconds>(together, rest - since));
}

void EventTableModel::readOrigins()
{
    m_origins.follow(m_store.origins());
}

void EventTableModel::cancelSearch()
{
    if (!m_search.isRunning())
        return;
    m_search.cancel();
    m_stopped = true;
    emit searchEnded();
}

// The rows of the same question stay until there are more of them.
void EventTableModel::takePartial(Result<SearchResult> result)
{
    if (!result)
        return;
    m_progress = {result->total, result->looked, Row(result->seen)};
    const bool isBetter = !m_ofQuestion || (m_partial && result->rows.size() >= m_rows.size());
    if (isBetter) {
        if (!m_ofQuestion || !patch(result->rows))
            reset(std::move(result->rows));
        m_ofQuestion = true;
        m_partial = true;
        m_seen = result->seen;
    }
    emit searchProgressed();
}

void EventTableModel::take(Result<SearchResult> result)
{
    m_took = std::chrono::milliseconds(m_sinceAsked.elapsed());
    m_sinceAnswer.start();
    if (result) {
        m_progress = {result->total, Row(result->seen), Row(result->seen)};
        const bool patched = m_ofQuestion && patch(result->rows);
        if (!patched)
            reset(std::move(result->rows));
        m_ofQuestion = true;
        m_partial = false;
        m_answered = true;
        m_seen = result->seen;
        if (patched && m_firstVisible <= m_lastVisible)
            emit dataChanged(index(m_firstVisible, 0), index(m_lastVisible, std::max(0, columnCount() - 1)));
    } else if (result.error().kind != Error::Kind::Cancelled) {
        emit failed(result.error());
    }
    emit searchEnded();
    if (m_stale) {
        m_stale = false;
        followIn(followEvery);
    }
}

bool EventTableModel::patch(std::vector<Row> &rows)
{
    const auto steps = rowSteps(m_rows, rows, rows.size() > manyRows ? patchLimitOfMany : patchLimit);
    if (!steps)
        return false;
    for (const RowStep &step : *steps) {
        const int first = static_cast<int>(step.at);
        const int last = static_cast<int>(step.at + step.count - 1);
        const bool inserts = step.kind == RowStep::Kind::Insert;
        if (inserts)
            beginInsertRows({}, first, last);
        else
            beginRemoveRows({}, first, last);
        if (&step == &steps->back()) {
            m_rows.swap(rows);    // which is what the steps lead to
        } else if (inserts) {
            const auto from = rows.begin() + step.from;
            m_rows.insert(m_rows.begin() + step.at, from, from + step.count);
        } else {
            m_rows.erase(m_rows.begin() + step.at, m_rows.begin() + step.at + step.count);
        }
        if (inserts)
            endInsertRows();
        else
            endRemoveRows();
    }
    m_lastVisible = std::min(m_lastVisible, rowCount() - 1);
    return true;
}

void EventTableModel::reset(std::vector<Row> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_firstVisible = 0;
    m_lastVisible = -1;
    endResetModel();
}

}
