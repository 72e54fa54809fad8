// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/receptiondelegate.h"

#include "theme.h"
#include "views/receptionmodel.h"

#include <QPainter>

namespace eventscope {

namespace {

constexpr qreal receptionSymbol = 13;
constexpr qreal receptionGround = 2;    // around it, on the highlight

}

void ReceptionDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const bool isMarked = index.column() == ReceptionModel::Answer && index.data(ReceptionModel::FailedRole).toBool();
    if (isMarked && !option->state.testFlag(QStyle::State_Selected))
        option->palette.setColor(QPalette::Text, Theme::of(option->palette).error);
}

void ReceptionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    if (index.column() != ReceptionModel::Verdict)
        return;
    QRectF square(0, 0, receptionSymbol, receptionSymbol);
    square.moveCenter(QRectF(option.rect).center());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state.testFlag(QStyle::State_Selected)) {
        // There the symbol keeps its colour by standing on the table's own ground.
        painter->setPen(Qt::NoPen);
        painter->setBrush(option.palette.base());
        painter->drawEllipse(square.adjusted(-receptionGround, -receptionGround, receptionGround, receptionGround));
    }
    const auto verdict = static_cast<Verdict>(index.data(ReceptionModel::VerdictRole).toInt());
    paintVerdict(*painter, square, verdict, Theme::of(option.palette));
    painter->restore();
}

}
