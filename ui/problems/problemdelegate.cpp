// SPDX-License-Identifier: GPL-3.0-or-later
#include "problems/problemdelegate.h"

#include "theme.h"
#include "views/problemmodel.h"

#include <QPainter>
#include <QTreeView>

namespace eventscope {

namespace {

constexpr int barHeight = 3;
constexpr int margin = 6;
constexpr int symbol = 16;

// Names of events run on into the columns that say something of rules alone.
constexpr int lastOfName = ProblemModel::Service;

// Of the whole name that the cell shows a part of.
QRect placeOfName(const QRect &cell, const QTreeView &tree, const QModelIndex &index)
{
    const QRect from = tree.visualRect(index.siblingAtColumn(ProblemModel::Rule));
    const QRect to = tree.visualRect(index.siblingAtColumn(lastOfName));
    QRect place = cell;
    place.setLeft(from.left());
    place.setRight(to.right());
    return place;
}

// On the highlight the symbol keeps its colour by standing on the table's own ground.
QIcon iconOf(Severity severity, const QPalette &palette, bool selected)
{
    QIcon icon = severityIcon(severity, palette);
    if (!selected)
        return icon;
    constexpr int scale = 2;
    QPixmap picture(symbol * scale, symbol * scale);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.base());
    painter.drawEllipse(picture.rect());
    icon.paint(&painter, picture.rect().adjusted(2 * scale, 2 * scale, -2 * scale, -2 * scale));
    painter.end();
    // The views take another mode of what is selected.
    QIcon grounded;
    for (const QIcon::Mode mode : {QIcon::Normal, QIcon::Active, QIcon::Selected})
        grounded.addPixmap(picture, mode);
    return grounded;
}

}

void ProblemDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const bool selected = option->state.testFlag(QStyle::State_Selected);
    const QVariant severity = index.data(ProblemModel::SeverityRole);
    if (index.column() == ProblemModel::Rule && severity.isValid()) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = iconOf(static_cast<Severity>(severity.toInt()), option->palette, selected);
        option->decorationSize = {symbol, symbol};
    }
    if (index.column() == ProblemModel::Rule && index.data(ProblemModel::ChosenRole).toBool())
        option->font.setBold(true);
    const bool explains = index.column() == ProblemModel::Service || index.column() == ProblemModel::First;
    if (explains && !selected)
        option->palette.setColor(QPalette::Text, Theme::of(option->palette).subtleText);
}

void ProblemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *tree = qobject_cast<const QTreeView *>(option.widget);
    if (tree && index.parent().isValid() && index.column() <= lastOfName) {
        QStyleOptionViewItem place = option;
        place.rect = placeOfName(option.rect, *tree, index);
        painter->save();
        painter->setClipRect(option.rect, Qt::IntersectClip);
        QStyledItemDelegate::paint(painter, place, index.siblingAtColumn(ProblemModel::Rule));
        painter->restore();
        return;
    }
    QStyledItemDelegate::paint(painter, option, index);
    const auto *model = qobject_cast<const ProblemModel *>(index.model());
    if (index.column() != ProblemModel::Events || !model || model->largest() == 0)
        return;
    const Theme theme = Theme::of(option.palette);
    const QVariant severity = index.siblingAtColumn(ProblemModel::Rule).data(ProblemModel::SeverityRole);
    QColor colour = severity.isValid() ? theme.color(static_cast<Severity>(severity.toInt())) : theme.subtleText;
    if (option.state.testFlag(QStyle::State_Selected))
        colour = option.palette.color(QPalette::HighlightedText);
    colour.setAlphaF(severity.isValid() ? 0.8F : 0.4F);
    const double share = static_cast<double>(model->countOf(index)) / static_cast<double>(model->largest());
    const int room = option.rect.width() - 2 * margin;
    const int width = std::max(1, static_cast<int>(share * room));
    painter->fillRect(
        QRect(option.rect.right() - margin - width + 1, option.rect.bottom() - barHeight, width, barHeight - 1),
        colour);
}

QSize ProblemDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(symbol, option.fontMetrics.height()) + 8);
    return size;
}

}
