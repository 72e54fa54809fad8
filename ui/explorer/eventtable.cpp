// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/eventtable.h"

#include "explorer/eventdelegate.h"

#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>

#include <algorithm>
#include <unordered_set>

namespace eventscope {

namespace {

constexpr std::size_t keptSelection = 10'000;

}

EventTable::EventTable(EventTableModel &model, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
{
    setObjectName(QStringLiteral("eventTable"));
    setAccessibleName(tr("Events"));
    setItemDelegate(new EventDelegate(this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setTabKeyNavigation(false);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setHighlightSections(false);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setRowHeight();
    setModel(&model);
    // A header asks of each column whether it is selected as a whole, which looks at every row of the
    // selection: a second of painting after Ctrl+A in ten million rows. These selections stay empty.
    for (QHeaderView *header : {horizontalHeader(), verticalHeader()})
        header->setSelectionModel(new QItemSelectionModel(&model, header));
    // The view's own answers to the same signals must come in between.
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, &EventTable::keepPlace);
    connect(&model, &QAbstractItemModel::modelReset, this, &EventTable::restorePlace);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, &EventTable::moveAfterRemoval);
    connect(&model, &QAbstractItemModel::columnsInserted, this, &EventTable::selectWholeRows);
}

void EventTable::setRowHeight()
{
    const int height = fontMetrics().height() + 8;
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(height);
}

std::optional<Row> EventTable::currentRow() const
{
    const QModelIndex current = currentIndex();
    return current.isValid() ? std::optional(m_model.rowAt(current.row())) : std::nullopt;
}

std::vector<Row> EventTable::selectedRows() const
{
    // Ranges, never indexes: everything selected is one range and millions of indexes.
    std::vector<std::pair<int, int>> ranges;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        ranges.emplace_back(range.top(), range.bottom());
    std::sort(ranges.begin(), ranges.end());
    std::vector<Row> rows;
    int next = 0;
    for (const auto &[top, bottom] : ranges) {
        for (int i = std::max(top, next); i <= bottom; ++i)
            rows.push_back(m_model.rowAt(i));
        next = std::max(next, bottom + 1);
    }
    return rows;
}

qint64 EventTable::selectedCount() const
{
    qint64 count = 0;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        count += range.height();
    return count;
}

void EventTable::showRow(Row row)
{
    const int position = m_model.positionOf(row);
    if (position < 0)
        return;
    updateGeometries();    // of rows that have just come
    setCurrentIndex(m_model.index(position, std::max(0, currentIndex().column())));
    scrollTo(currentIndex());
}

// Typing letters must not walk through millions of rows.
void EventTable::keyboardSearch(const QString &) {}

// The exact region of a large selection takes a second to compute; the rectangle is repainted anyway.
QRegion EventTable::visualRegionForSelection(const QItemSelection &selection) const
{
    return selection.isEmpty() ? QRegion() : QRegion(viewport()->rect());
}

void EventTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    const auto row = currentRow();
    if (row == m_told)
        return;
    m_told = row;
    emit currentRowChanged(row);
}

// --- The place

void EventTable::scrollSoThat(int position, int y)
{
    const int height = verticalHeader()->defaultSectionSize();
    updateGeometries();
    verticalScrollBar()->setValue(position * height - y);
}

void EventTable::keepPlace()
{
    m_place = {};
    if (m_model.rowCount() == 0)
        return;
    const QModelIndex current = currentIndex();
    const int height = verticalHeader()->defaultSectionSize();
    const int scroll = verticalScrollBar()->value();
    const int top = std::min(scroll / height, m_model.rowCount() - 1);
    if (scroll > 0) {
        m_place.anchor = m_model.rowAt(top);
        m_place.anchorY = top * height - scroll;
    }
    if (current.isValid()) {
        m_place.current = m_model.rowAt(current.row());
        m_place.currentColumn = current.column();
        const int y = current.row() * height - scroll;
        if (scroll > 0 && y >= 0 && y < viewport()->height()) {
            m_place.anchor = m_place.current;
            m_place.anchorY = y;
        }
    }
    if (selectedCount() <= static_cast<qint64>(keptSelection))
        m_place.selected = selectedRows();
}

void EventTable::restorePlace()
{
    m_firstTold = -1;
    const std::unordered_set<Row> wanted(m_place.selected.begin(), m_place.selected.end());
    QItemSelection selection;
    int current = -1;
    int anchor = -1;
    const std::span<const Row> rows = m_model.rows();
    if (m_place.current || m_place.anchor || !wanted.empty())
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto position = static_cast<int>(i);
            if (rows[i] == m_place.current)
                current = position;
            if (rows[i] == m_place.anchor)
                anchor = position;
            if (!wanted.empty() && wanted.contains(rows[i]))
                selection.select(m_model.index(position, 0), m_model.index(position, m_model.columnCount() - 1));
        }
    if (anchor >= 0)
        scrollSoThat(anchor, m_place.anchorY);
    else
        scrollSoThat(0, 0);
    if (!selection.isEmpty())
        selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    if (current >= 0) {
        setAutoScroll(false);
        selectionModel()->setCurrentIndex(
            m_model.index(current, std::min(m_place.currentColumn, m_model.columnCount() - 1)),
            QItemSelectionModel::NoUpdate);
        setAutoScroll(true);
    }
    const auto row = currentRow();
    if (row != m_told) {
        m_told = row;
        emit currentRowChanged(row);
    }
    tellVisible();
}

void EventTable::rowsInserted(const QModelIndex &parent, int start, int end)
{
    const int scroll = verticalScrollBar()->value();
    const int height = verticalHeader()->defaultSectionSize();
    QTableView::rowsInserted(parent, start, end);
    // What is looked at stays where it is; only at the very top new rows move in.
    if (scroll > 0 && start * height <= scroll) {
        updateGeometries();
        verticalScrollBar()->setValue(scroll + (end - start + 1) * height);
    }
    m_firstTold = -1;
    viewport()->update();
}

void EventTable::rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end)
{
    const int current = currentIndex().row();
    m_removedBelow = current >= start && current <= end ? start : -1;
    QTableView::rowsAboutToBeRemoved(parent, start, end);
}

// After a removal the next row is current, so that Delete can be pressed again.
void EventTable::moveAfterRemoval()
{
    m_firstTold = -1;
    if (m_removedBelow < 0)
        return;
    const int position = std::min(m_removedBelow, m_model.rowCount() - 1);
    m_removedBelow = -1;
    if (position >= 0)
        setCurrentIndex(m_model.index(position, std::max(0, currentIndex().column())));
    const auto row = currentRow();
    if (row != m_told) {
        m_told = row;
        emit currentRowChanged(row);
    }
}

// A new column belongs to the rows that are selected.
void EventTable::selectWholeRows()
{
    QItemSelection rows;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        rows.select(m_model.index(range.top(), 0), m_model.index(range.bottom(), m_model.columnCount() - 1));
    selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
}

// --- What is on the screen

void EventTable::tellVisible()
{
    const int height = verticalHeader()->defaultSectionSize();
    const int first = verticalScrollBar()->value() / height;
    const int last = std::min(first + viewport()->height() / height + 1, m_model.rowCount() - 1);
    if (first == m_firstTold && last == m_lastTold)
        return;
    m_firstTold = first;
    m_lastTold = last;
    m_model.setVisible(first, last);
}

void EventTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    tellVisible();
}

void EventTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    tellVisible();
}

void EventTable::paintEvent(QPaintEvent *event)
{
    tellVisible();
    QTableView::paintEvent(event);
}

void EventTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        setRowHeight();
}

}
