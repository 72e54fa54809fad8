// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/eventtable.h"

#include "explorer/eventdelegate.h"
#include "explorer/sortheader.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>

namespace eventscope {

EventTable::EventTable(EventTableModel &model, QWidget *parent)
    : LongTable(parent)
    , m_model(model)
    , m_header(new SortHeader(model, this))
{
    setObjectName(QStringLiteral("eventTable"));
    setAccessibleName(tr("Events"));
    setItemDelegate(new EventDelegate(this));
    setSelectionMode(ExtendedSelection);
    setAlternatingRowColors(true);
    setTabKeyNavigation(false);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setHorizontalHeader(m_header);
    m_header->setHighlightSections(false);
    m_header->setSectionsMovable(true);
    m_header->setStretchLastSection(true);
    m_header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    fitLines();
    setModel(&model);
    // A header asks of each column whether it is selected as a whole, which looks at every row of the
    // selection: a second of painting after Ctrl+A in ten million rows. This selection stays empty.
    m_header->setSelectionModel(new QItemSelectionModel(&model, m_header));
    // The view's own answers to the same signals must come in between.
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, &EventTable::keepPlace);
    connect(&model, &QAbstractItemModel::modelReset, this, &EventTable::restorePlace);
    connect(&model, &QAbstractItemModel::rowsAboutToBeInserted, this, &EventTable::keepAnchor);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, &EventTable::moveAfterRemoval);
    connect(&model, &QAbstractItemModel::columnsInserted, this, &EventTable::selectWholeRows);
    connect(&model, &EventTableModel::searchEnded, this, &EventTable::findSought);
}

void EventTable::fitLines()
{
    setLineHeight(fontMetrics().height() + 8);
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
    if (const int position = m_model.positionOf(row); position >= 0)
        showPosition(position);
}

void EventTable::showPosition(int position, ScrollHint hint)
{
    setCurrentIndex(m_model.index(position, std::max(0, currentIndex().column())));
    scrollTo(currentIndex(), hint);
    emit visited(position);
}

void EventTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    LongTable::currentChanged(current, previous);
    if (current.isValid())
        m_sought.reset();
    tellCurrent();
}

void EventTable::tellCurrent()
{
    const auto row = currentRow();
    if (row == m_told || m_sought)
        return;
    m_told = row;
    emit currentRowChanged(row);
}

void EventTable::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex before = currentIndex();
    const auto isMove = [event] {
        switch (event->key()) {
        case Qt::Key_Home:
        case Qt::Key_End:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            return true;
        default:
            return false;
        }
    };
    LongTable::keyPressEvent(event);
    if (currentIndex().isValid() && (currentIndex() != before || isMove()))
        emit visited(currentIndex().row());
}

void EventTable::mousePressEvent(QMouseEvent *event)
{
    LongTable::mousePressEvent(event);
    if (const int position = positionAt(event->position().toPoint().y()); position >= 0)
        emit visited(position);
}

// A new column belongs to the rows that are selected.
void EventTable::selectWholeRows()
{
    QItemSelection rows;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        rows.select(m_model.index(range.top(), 0), m_model.index(range.bottom(), m_model.columnCount() - 1));
    selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
}

// --- The newest end

void EventTable::setStick(NewestEnd end)
{
    m_stick = end;
}

bool EventTable::isAtEnd(NewestEnd end) const
{
    const QScrollBar *bar = verticalScrollBar();
    return end == NewestEnd::First ? bar->value() == 0 : end == NewestEnd::Last && bar->value() == bar->maximum();
}

void EventTable::scrollToEnd(NewestEnd end)
{
    updateRange();
    if (end == NewestEnd::First)
        verticalScrollBar()->setValue(0);
    else if (end == NewestEnd::Last)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

// --- What is on the screen

void EventTable::tellVisible()
{
    const int first = verticalOffset() / lineHeight();
    const int last = std::min(first + viewport()->height() / lineHeight() + 1, m_model.rowCount() - 1);
    if (first == m_firstTold && last == m_lastTold)
        return;
    m_firstTold = first;
    m_lastTold = last;
    m_model.setVisible(first, last);
}

void EventTable::scrollContentsBy(int dx, int dy)
{
    LongTable::scrollContentsBy(dx, dy);
    tellVisible();
    if (dy != 0 && !m_adjusting)
        emit scrolled();
}

void EventTable::resizeEvent(QResizeEvent *event)
{
    const QScopedValueRollback adjusting(m_adjusting, true);
    LongTable::resizeEvent(event);
    if (m_stick != NewestEnd::None)
        scrollToEnd(m_stick);
    tellVisible();
}

void EventTable::paintEvent(QPaintEvent *event)
{
    tellVisible();
    LongTable::paintEvent(event);
}

void EventTable::changeEvent(QEvent *event)
{
    LongTable::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitLines();
}

}
