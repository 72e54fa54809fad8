// SPDX-License-Identifier: GPL-3.0-or-later
#include "problems/problemdelegate.h"

#include "theme.h"
#include "views/problemmodel.h"

#include <QPainter>

namespace eventscope {

namespace {

constexpr int barHeight = 3;
constexpr int margin = 6;

}

void ProblemDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const bool selected = option->state.testFlag(QStyle::State_Selected);
    const QVariant severity = index.data(ProblemModel::SeverityRole);
    if (index.column() == ProblemModel::Rule && severity.isValid()) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = severityIcon(static_cast<Severity>(severity.toInt()), option->palette);
        option->decorationSize = {16, 16};
    }
    if (index.data(ProblemModel::ChosenRole).toBool())
        option->font.setBold(true);
    const bool explains = index.column() == ProblemModel::Service || index.column() == ProblemModel::First;
    if (explains && !selected)
        option->palette.setColor(QPalette::Text, Theme::of(option->palette).subtleText);
}

void ProblemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
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
    size.setHeight(std::max(16, option.fontMetrics.height()) + 8);
    return size;
}

}
