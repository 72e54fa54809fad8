// SPDX-License-Identifier: GPL-3.0-or-later
// How the event table keeps its place when rows come, go or are others.
#include "explorer/eventtable.h"

#include <QCursor>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>

namespace eventscope {

namespace {

// A selection in more pieces than these is given up: each costs its share at every paint.
constexpr qsizetype keptPieces = 10'000;

}

void EventTable::scrollSoThat(int position, int y)
{
    updateRange();
    verticalScrollBar()->setValue(position * lineHeight() - y);
}

int EventTable::anchorPosition(bool mouseFirst) const
{
    if (mouseFirst && viewport()->underMouse()) {
        const int position = positionAt(viewport()->mapFromGlobal(QCursor::pos()).y());
        if (position >= 0)
            return position;
    }
    if (const QModelIndex current = currentIndex(); current.isValid()) {
        const int y = topOf(current.row());
        if (y >= 0 && y < viewport()->height())
            return current.row();
    }
    return verticalOffset() > 0 ? positionAt(0) : -1;
}

// --- Few changes

void EventTable::keepAnchor()
{
    m_anchor = anchorPosition(true);
}

void EventTable::rowsInserted(const QModelIndex &parent, int start, int end)
{
    const QScopedValueRollback adjusting(m_adjusting, true);
    const int offset = verticalOffset();
    LongTable::rowsInserted(parent, start, end);
    m_firstTold = -1;
    if (m_stick != NewestEnd::None)
        return scrollToEnd(m_stick);
    // At the very top, where nothing is looked at in particular, it stays with what stood there.
    const bool above = m_anchor < 0 ? start * lineHeight() <= offset : start <= m_anchor;
    if (above)
        verticalScrollBar()->setValue(offset + (end - start + 1) * lineHeight());
}

void EventTable::rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end)
{
    const int current = currentIndex().row();
    m_removedAt = start;
    m_removedCurrent = current >= start && current <= end;
    const int anchor = anchorPosition(true);
    const int stays = anchor < 0 ? verticalOffset() / lineHeight() : anchor;
    m_removedAbove = std::clamp(stays - start, 0, end - start + 1);
    LongTable::rowsAboutToBeRemoved(parent, start, end);
}

// After a removal of the current row the next one is current, so that Delete can be pressed again.
void EventTable::moveAfterRemoval()
{
    const QScopedValueRollback adjusting(m_adjusting, true);
    m_firstTold = -1;
    if (m_stick != NewestEnd::None)
        scrollToEnd(m_stick);
    else if (m_removedAbove > 0)
        verticalScrollBar()->setValue(verticalOffset() - m_removedAbove * lineHeight());
    if (!m_removedCurrent)
        return;
    m_removedCurrent = false;
    if (const int position = std::min(m_removedAt, m_model.rowCount() - 1); position >= 0)
        setCurrentIndex(m_model.index(position, std::max(0, currentIndex().column())));
    tellCurrent();
}

// --- A reset

void EventTable::showRows(const std::vector<Row> &rows)
{
    if (rows.empty())
        return;
    showRow(*std::ranges::max_element(rows));
    m_place = {};
    m_place.selected.add(rows);
    restoreSelection();
    m_place = {};
}

void EventTable::keepPlace()
{
    m_place = {};
    m_place.offset = verticalOffset();
    m_place.current = m_sought;
    if (m_model.rowCount() == 0)
        return;
    // Under the same question it is the mouse that must not lose its row; after a change of the filter, what
    // was being read.
    const int anchor = anchorPosition(m_model.isOfQuestion());
    if (anchor >= 0) {
        m_place.anchor = m_model.rowAt(anchor);
        m_place.anchorY = topOf(anchor);
    }
    if (const QModelIndex current = currentIndex(); current.isValid()) {
        m_place.current = m_model.rowAt(current.row());
        m_place.currentPosition = current.row();
        m_place.currentColumn = current.column();
    }
    keepSelection();
}

void EventTable::keepSelection()
{
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        m_place.selected.add(
            m_model.rows().subspan(static_cast<std::size_t>(range.top()), static_cast<std::size_t>(range.height())));
    }
}

void EventTable::restoreSelection()
{
    const SelectedRows &selected = m_place.selected;
    if (selected.size() == 0)
        return;
    const std::span<const Row> rows = m_model.rows();
    const int lastColumn = m_model.columnCount() - 1;
    QItemSelection selection;
    for (std::size_t i = 0; i < rows.size();) {
        if (!selected.contains(rows[i])) {
            ++i;
            continue;
        }
        const std::size_t first = i;
        while (i < rows.size() && selected.contains(rows[i]))
            ++i;
        if (selection.size() == keptPieces)
            return;
        // Not select(), which compares with all the others.
        selection.append(QItemSelectionRange(
            m_model.index(static_cast<int>(first), 0), m_model.index(static_cast<int>(i) - 1, lastColumn)));
    }
    if (!selection.isEmpty())
        selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

void EventTable::restorePlace()
{
    const QScopedValueRollback adjusting(m_adjusting, true);
    m_firstTold = -1;
    const int current = m_place.current ? m_model.positionOf(*m_place.current) : -1;
    const bool anchorIsCurrent = m_place.anchor == m_place.current;
    int anchor = -1;
    if (m_place.anchor)
        anchor = anchorIsCurrent ? current : m_model.positionOf(*m_place.anchor);
    if (m_place.anchor && anchor < 0)
        anchor = m_model.nearestTo(*m_place.anchor);
    if (m_stick != NewestEnd::None)
        scrollToEnd(m_stick);
    else if (m_place.anchor && anchor < 0)
        scrollSoThat(0, -m_place.offset);    // nobody knows where it would stand in this order
    else
        scrollSoThat(std::max(0, anchor), anchor < 0 ? 0 : m_place.anchorY);
    restoreSelection();
    if (current < 0 && m_place.current && m_model.isPartial())
        m_sought = m_place.current;    // it may be among those still to come
    else if (m_place.current)
        restoreCurrent(current);
    m_place = {};
    tellCurrent();
    tellVisible();
}

void EventTable::restoreCurrent(int position)
{
    const bool isThere = position >= 0;
    int place = isThere ? position : m_model.nearestTo(*m_place.current);
    if (place < 0)
        place = std::min(m_place.currentPosition, m_model.rowCount() - 1);
    m_sought.reset();
    if (place < 0)
        return;
    setAutoScroll(false);
    selectionModel()->setCurrentIndex(
        m_model.index(place, std::clamp(m_place.currentColumn, 0, m_model.columnCount() - 1)),
        isThere || m_place.selected.size() > 1 ? QItemSelectionModel::NoUpdate
                                               : QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    setAutoScroll(true);
}

// The search that may have found what was current has ended.
void EventTable::findSought()
{
    if (!m_sought)
        return;
    m_place = {};
    m_place.current = m_sought;
    restoreCurrent(m_model.positionOf(*m_sought));
    m_sought.reset();
    m_place = {};
    tellCurrent();
}

}
