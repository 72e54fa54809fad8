// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/eventdelegate.h"

#include "theme.h"
#include "views/eventtablemodel.h"

#include <QApplication>
#include <QHeaderView>
#include <QPainter>
#include <QTableView>

namespace eventscope {

namespace {

constexpr int cellPadding = 6;
constexpr int cellSymbol = 13;
constexpr int flag = 10;    // of a marked event

// The first cell of its row, on the screen.
bool isFirst(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *table = qobject_cast<const QTableView *>(option.widget);
    return table && table->horizontalHeader()->visualIndex(index.column()) == 0;
}

void paintFlag(QPainter &painter, const QRect &room, const QColor &ink)
{
    const int top = room.center().y() - flag / 2;
    const QPolygon cloth({QPoint(room.left(), top), QPoint(room.left() + flag - 2, top + flag / 4),
        QPoint(room.left(), top + flag / 2 + 1)});
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ink, 1.5));
    painter.setBrush(ink);
    painter.drawPolygon(cloth);
    painter.drawLine(room.left(), top, room.left(), top + flag + 1);
    painter.restore();
}

bool isVerdict(const QModelIndex &index)
{
    const auto *model = qobject_cast<const EventTableModel *>(index.model());
    return model && model->columns().at(index.column()).kind == TableColumn::Kind::Verdict;
}

}

void EventDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = cell.text;
    cell.text.clear();
    const QStyle *style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);

    const Theme theme = Theme::of(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool active = option.state.testFlag(QStyle::State_Active);
    const QPalette::ColorGroup group = active ? QPalette::Active : QPalette::Inactive;
    const QColor ink = option.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    QRect room = option.rect.adjusted(cellPadding, 0, -cellPadding, 0);

    painter->save();
    painter->setFont(option.font);
    painter->setPen(ink);
    if (index.data(EventTableModel::MarkedRole).toBool() && isFirst(option, index)) {
        paintFlag(*painter, room, selected ? ink : theme.accent);
        room.setLeft(room.left() + flag + cellPadding / 2);
    }
    if (isVerdict(index)) {
        const auto verdict = static_cast<Verdict>(index.data(EventTableModel::VerdictRole).toInt());
        const QRectF square(room.left(), room.center().y() - cellSymbol / 2.0 + 0.5, cellSymbol, cellSymbol);
        if (selected) {
            // On the highlight the symbol keeps its colour by standing on the table's own ground.
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(option.palette.base());
            painter->drawEllipse(square.adjusted(-2, -2, 2, 2));
            painter->setPen(ink);
        }
        paintVerdict(*painter, square, verdict, theme);
        room.setLeft(room.left() + cellSymbol + cellPadding);
    } else if (index.data(EventTableModel::AbsentRole).toBool()) {
        painter->setPen(selected ? ink : theme.subtleText);
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("–"));
        painter->restore();
        return;
    }
    const QString shown = option.fontMetrics.elidedText(text, Qt::ElideRight, room.width());
    painter->drawText(room, static_cast<int>(cell.displayAlignment) | Qt::TextSingleLine, shown);
    painter->restore();
}

QSize EventDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int text = option.fontMetrics.horizontalAdvance(index.data(Qt::DisplayRole).toString());
    const int extra = isVerdict(index) ? cellSymbol + cellPadding : 0;
    return {text + extra + 2 * cellPadding + 4, option.fontMetrics.height() + 8};
}

}
