// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/completiondelegate.h"

#include "theme.h"
#include "views/filtercompletion.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int rowPadding = 8;
constexpr int columnGap = 12;
constexpr int titleColumn = 96;    // so that what is told about short keys stands below one another

QString rightText(const QModelIndex &index)
{
    if (const qint64 count = index.data(FilterCompletion::CountRole).toLongLong(); count >= 0)
        return QLocale().toString(count);
    const double share = index.data(FilterCompletion::ShareRole).toDouble();
    if (share < 0)
        return {};
    if (share < 0.01)
        return CompletionDelegate::tr("< 1 %");
    return CompletionDelegate::tr("%1 %").arg(qRound(share * 100));
}

}

void CompletionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme theme = Theme::of(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    if (selected)
        painter->fillRect(option.rect, option.palette.brush(QPalette::Highlight));
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(option.rect, option.palette.brush(QPalette::AlternateBase));
    const QColor ink = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor subtle = selected ? ink : theme.subtleText;
    painter->setFont(option.font);

    QRect room = option.rect.adjusted(rowPadding, 0, -rowPadding, 0);
    if (const QString right = rightText(index); !right.isEmpty()) {
        painter->setPen(subtle);
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, right);
        room.setRight(room.right() - option.fontMetrics.horizontalAdvance(right) - columnGap);
    }
    const QString about = index.data(FilterCompletion::AboutRole).toString();
    const QString whole = index.data(Qt::DisplayRole).toString();
    const QString title = option.fontMetrics.elidedText(whole, Qt::ElideMiddle, room.width());
    painter->setPen(ink);
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, title);
    room.setLeft(room.left() + std::max(option.fontMetrics.horizontalAdvance(title) + columnGap, titleColumn));
    if (!about.isEmpty() && room.width() > 4 * rowPadding) {
        painter->setPen(subtle);
        painter->drawText(
            room, Qt::AlignLeft | Qt::AlignVCenter, option.fontMetrics.elidedText(about, Qt::ElideRight, room.width()));
    }
    painter->restore();
}

QSize CompletionDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {120, option.fontMetrics.height() + 8};
}

}
