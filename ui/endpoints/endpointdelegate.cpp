// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/endpointdelegate.h"

#include "theme.h"
#include "views/endpointmodel.h"

#include <QApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int margin = 8;
constexpr int gap = 2;

}

void EndpointDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem ground = option;
    initStyleOption(&ground, index);
    ground.text.clear();
    const QStyle *style = ground.widget ? ground.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &ground, painter, ground.widget);
    const Theme theme = Theme::of(option.palette);
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QColor ink = option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text);
    const int line = option.fontMetrics.height();
    QRect upper(option.rect.left() + margin, option.rect.top() + margin - 1, option.rect.width() - 2 * margin, line);
    const QRect lower = upper.translated(0, line + gap);
    painter->save();
    if (index.data(EndpointModel::ProductionRole).toBool()) {
        QFont small = option.font;
        small.setBold(true);
        small.setPointSizeF(small.pointSizeF() * 0.8);
        painter->setFont(small);
        const QString word = tr("PRODUCTION");
        const int width = painter->fontMetrics().horizontalAdvance(word) + 8;
        const QRect tag(upper.right() - width + 1, upper.top(), width, line);
        painter->setPen(isSelected ? ink : theme.error);
        painter->drawRect(tag.adjusted(0, 0, -1, -1));
        painter->drawText(tag, Qt::AlignCenter, word);
        upper.setRight(tag.left() - 6);
    }
    QFont bold = option.font;
    bold.setBold(true);
    painter->setFont(bold);
    painter->setPen(ink);
    const QString name = index.data(Qt::DisplayRole).toString();
    painter->drawText(upper, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(name, Qt::ElideRight, upper.width()));
    painter->setFont(option.font);
    painter->setPen(isSelected ? ink : theme.subtleText);
    const QString service = index.data(EndpointModel::ServiceRole).toString();
    painter->drawText(
        lower, Qt::AlignLeft | Qt::AlignVCenter, option.fontMetrics.elidedText(service, Qt::ElideRight, lower.width()));
    painter->restore();
}

QSize EndpointDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {120, 2 * option.fontMetrics.height() + gap + 2 * margin - 2};
}

}
