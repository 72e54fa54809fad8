// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plandelegate.h"

#include "theme.h"
#include "views/planmodel.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int margin = 6;
constexpr int barHeight = 8;

// Filled: planned and there. Hatched: there, not planned. The frame alone: none of it is there.
void paintBar(QPainter *painter, const QRectF &room, double share, bool planned, const QColor &ink, const QColor &frame)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(frame, 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(room, 2, 2);
    if (share > 0) {
        QRectF bar = room.adjusted(1, 1, -1, -1);
        bar.setWidth(std::max(2.0, bar.width() * std::min(1.0, share)));
        painter->setPen(planned ? QPen(Qt::NoPen) : QPen(ink, 1));
        painter->setBrush(planned ? QBrush(ink) : QBrush(ink, Qt::BDiagPattern));
        painter->drawRoundedRect(bar, 1.5, 1.5);
    }
    painter->restore();
}

}

void PlanDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const bool selected = option->state.testFlag(QStyle::State_Selected);
    const Theme theme = Theme::of(option->palette);
    const auto mark = static_cast<Severity>(index.data(PlanModel::MarkRole).toInt());
    if (index.column() == PlanModel::NoteColumn && !option->text.isEmpty()) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = severityIcon(mark, option->palette);
        option->decorationSize = {16, 16};
    }
    if (!index.data(PlanModel::PlannedRole).toBool())
        option->font.setItalic(true);
    if (index.column() == PlanModel::NameColumn && !index.parent().isValid())
        option->font.setWeight(QFont::DemiBold);
    const bool explains = index.column() == PlanModel::TypeColumn || index.column() == PlanModel::FirstColumn ||
                          index.column() == PlanModel::LastColumn;
    if (explains && !selected)
        option->palette.setColor(QPalette::Text, theme.subtleText);
    if (index.column() == PlanModel::ShareColumn) {
        option->text.clear();    // beside the bar
        option->features &= ~QStyleOptionViewItem::HasDisplay;
    }
}

void PlanDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    if (index.column() != PlanModel::ShareColumn || index.data(PlanModel::SeenRole).toLongLong() < 0)
        return;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool planned = index.data(PlanModel::PlannedRole).toBool();
    const Theme theme = Theme::of(option.palette);
    const QColor text = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor ink = selected ? text : planned ? theme.accent : theme.warning;
    const int numbers = option.fontMetrics.horizontalAdvance(u"> 99 %"_s);
    QRect room = option.rect.adjusted(margin, 0, -margin, 0);
    painter->save();
    painter->setFont(option.font);
    painter->setPen(text);
    painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, index.data().toString());
    painter->restore();
    room.setRight(room.right() - numbers - margin);
    if (room.width() < 12)
        return;
    const QRectF bar(room.left() + 0.5, room.center().y() - barHeight / 2.0 + 0.5, room.width() - 1, barHeight);
    paintBar(painter, bar, index.data(PlanModel::ShareRole).toDouble(), planned, ink, selected ? text : theme.gridLine);
}

QSize PlanDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(16, option.fontMetrics.height()) + 8);
    return size;
}

}
