// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/longtable.h"

#include <QAbstractButton>
#include <QHeaderView>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace eventscope {

LongTable::LongTable(QWidget *parent)
    : QTableView(parent)
{
    setSelectionBehavior(SelectRows);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    verticalHeader()->hide();
    // Where both headers would meet stands a button that QTableView's own layout would hide.
    for (QAbstractButton *corner : findChildren<QAbstractButton *>(QString(), Qt::FindDirectChildrenOnly))
        corner->hide();
}

void LongTable::setModel(QAbstractItemModel *model)
{
    QTableView::setModel(model);
    verticalHeader()->setModel(&m_noRows);
    const auto follow = [this] {
        updateRange();
        viewport()->update();
    };
    connect(model, &QAbstractItemModel::rowsRemoved, this, follow);
    connect(model, &QAbstractItemModel::modelReset, this, follow);
}

void LongTable::setLineHeight(int pixels)
{
    m_lineHeight = std::max(1, pixels);
    updateRange();
    viewport()->update();
}

int LongTable::rows() const
{
    return model() ? model()->rowCount() : 0;
}

int LongTable::firstColumn() const
{
    return std::max(0, horizontalHeader()->logicalIndex(0));
}

// --- Where things are

int LongTable::positionAt(int y) const
{
    const int position = (y + verticalOffset()) / m_lineHeight;
    return y + verticalOffset() >= 0 && position < rows() ? position : -1;
}

int LongTable::topOf(int position) const
{
    return position * m_lineHeight - verticalOffset();
}

int LongTable::verticalOffset() const
{
    return verticalScrollBar()->value();
}

QRect LongTable::visualRect(const QModelIndex &index) const
{
    if (!index.isValid() || isIndexHidden(index))
        return {};
    return {columnViewportPosition(index.column()), topOf(index.row()), columnWidth(index.column()), m_lineHeight};
}

QModelIndex LongTable::indexAt(const QPoint &point) const
{
    const int position = positionAt(point.y());
    const int column = columnAt(point.x());
    return position < 0 || column < 0 ? QModelIndex() : model()->index(position, column);
}

bool LongTable::isIndexHidden(const QModelIndex &index) const
{
    return isColumnHidden(index.column());
}

// The exact region of a large selection takes a second to compute; the rectangle is repainted anyway.
QRegion LongTable::visualRegionForSelection(const QItemSelection &selection) const
{
    return selection.isEmpty() ? QRegion() : QRegion(viewport()->rect());
}

int LongTable::sizeHintForColumn(int column) const
{
    if (rows() == 0)
        return -1;
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const int last = std::min(rows() - 1, (verticalOffset() + viewport()->height()) / m_lineHeight);
    int width = 0;
    for (int position = verticalOffset() / m_lineHeight; position <= last; ++position) {
        const QModelIndex index = model()->index(position, column);
        width = std::max(width, itemDelegateForIndex(index)->sizeHint(option, index).width());
    }
    return width;
}

void LongTable::updateRange()
{
    const int height = viewport()->height();
    QScrollBar *bar = verticalScrollBar();
    bar->setPageStep(height);
    bar->setSingleStep(m_lineHeight);
    bar->setRange(0, std::max(0, rows() * m_lineHeight - height));
}

void LongTable::updateGeometries()
{
    if (std::exchange(m_updating, true))
        return;
    QHeaderView *header = horizontalHeader();
    const int headerHeight =
        header->isHidden() ? 0
                           : std::clamp(header->sizeHint().height(), header->minimumHeight(), header->maximumHeight());
    setViewportMargins(0, headerHeight, 0, 0);
    const QRect view = viewport()->geometry();
    header->setGeometry(view.left(), view.top() - headerHeight, view.width(), headerHeight);
    QScrollBar *bar = horizontalScrollBar();
    bar->setPageStep(view.width());
    bar->setSingleStep(std::max(view.width() / 20, 20));
    bar->setRange(0, std::max(0, header->length() - view.width()));
    updateRange();
    // What QTableView does is done above, without its walk over all rows.
    QAbstractItemView::updateGeometries();    // NOLINT(bugprone-parent-virtual-call)
    m_updating = false;
}

void LongTable::rowsInserted(const QModelIndex &parent, int start, int end)
{
    QTableView::rowsInserted(parent, start, end);
    updateRange();
    viewport()->update();
}

void LongTable::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    if (!index.isValid() || isIndexHidden(index))
        return;
    const QHeaderView *header = horizontalHeader();
    const int x = header->sectionPosition(index.column());
    const int width = header->sectionSize(index.column());
    const int room = viewport()->width();
    if (x < header->offset() || width > room)
        horizontalScrollBar()->setValue(x);
    else if (x + width > header->offset() + room)
        horizontalScrollBar()->setValue(x + width - room);

    updateRange();
    const int y = index.row() * m_lineHeight;
    const int height = viewport()->height();
    const int bottom = y + m_lineHeight - height;
    if (hint == PositionAtTop || (hint == EnsureVisible && y < verticalOffset()))
        verticalScrollBar()->setValue(y);
    else if (hint == PositionAtBottom || (hint == EnsureVisible && bottom > verticalOffset()))
        verticalScrollBar()->setValue(bottom);
    else if (hint == PositionAtCenter)
        verticalScrollBar()->setValue(y - (height - m_lineHeight) / 2);
    update(index);
}

// --- What a person does

// Typing letters must not walk through millions of rows.
void LongTable::keyboardSearch(const QString &) {}

QModelIndex LongTable::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    const QHeaderView *header = horizontalHeader();
    const int last = rows() - 1;
    if (last < 0 || header->count() == 0)
        return {};
    const QModelIndex current = currentIndex();
    if (!current.isValid())
        return model()->index(action == MoveEnd ? last : 0, firstColumn());
    int position = current.row();
    int visual = header->visualIndex(current.column());
    const int page = std::max(1, viewport()->height() / m_lineHeight - 1);
    const int right = isRightToLeft() ? -1 : 1;
    switch (action) {
    case MoveUp:
        --position;
        break;
    case MoveDown:
        ++position;
        break;
    case MoveLeft:
    case MovePrevious:
        visual -= right;
        break;
    case MoveRight:
    case MoveNext:
        visual += right;
        break;
    case MoveHome:
        position = 0;
        break;
    case MoveEnd:
        position = last;
        break;
    case MovePageUp:
        position -= page;
        break;
    case MovePageDown:
        position += page;
        break;
    }
    const int column = header->logicalIndex(std::clamp(visual, 0, header->count() - 1));
    return model()->index(std::clamp(position, 0, last), column);
}

void LongTable::setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command)
{
    const QRect chosen = rect.normalized();
    const int last = rows() - 1;
    const int top = std::max(0, (chosen.top() + verticalOffset()) / m_lineHeight);
    const int bottom = std::min(last, (chosen.bottom() + verticalOffset()) / m_lineHeight);
    if (!selectionModel() || top > bottom || horizontalHeader()->count() == 0)
        return;
    const QItemSelection selection(model()->index(top, 0), model()->index(bottom, horizontalHeader()->count() - 1));
    selectionModel()->select(selection, command);
}

// --- Painting

void LongTable::paintEvent(QPaintEvent *event)
{
    const QHeaderView *header = horizontalHeader();
    if (rows() == 0 || header->count() == 0)
        return;
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    QPainter painter(viewport());
    const QRect area = event->rect();
    const int first = std::max(0, (area.top() + verticalOffset()) / m_lineHeight);
    const int last = std::min(rows() - 1, (area.bottom() + verticalOffset()) / m_lineHeight);
    int left = header->visualIndexAt(area.left());
    int right = header->visualIndexAt(area.right());
    if (isRightToLeft())
        std::swap(left, right);
    left = std::max(0, left);
    right = right < 0 ? header->count() - 1 : right;
    for (int position = first; position <= last; ++position)
        paintRow(painter, option, position, left, right);
}

void LongTable::paintRow(QPainter &painter, const QStyleOptionViewItem &option, int position, int from, int to)
{
    const QHeaderView *header = horizontalHeader();
    const bool selected = selectionModel() && selectionModel()->isSelected(model()->index(position, 0));
    const QModelIndex current = hasFocus() ? currentIndex() : QModelIndex();
    for (int visual = from; visual <= to; ++visual) {
        const int column = header->logicalIndex(visual);
        if (header->isSectionHidden(column))
            continue;
        const QModelIndex index = model()->index(position, column);
        QStyleOptionViewItem cell = option;
        cell.rect = visualRect(index);
        cell.state.setFlag(QStyle::State_Selected, selected);
        cell.state.setFlag(QStyle::State_HasFocus, index == current);
        cell.features.setFlag(QStyleOptionViewItem::Alternate, alternatingRowColors() && position % 2 == 1);
        style()->drawPrimitive(QStyle::PE_PanelItemViewRow, &cell, &painter, this);
        itemDelegateForIndex(index)->paint(&painter, cell, index);
    }
}

}
