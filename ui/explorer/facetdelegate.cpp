// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/facetdelegate.h"

#include "theme.h"
#include "views/facetmodel.h"

#include <QApplication>
#include <QLocale>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int facetPadding = 6;
constexpr int boxSize = 14;
constexpr int facetGap = 6;
constexpr int percentNeeds = 30;    // letters of a line, all in all

void paintBox(QPainter *painter, const QRect &box, bool included, bool excluded, const QColor &ink, const Theme &theme)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5);
    const QColor fill = excluded ? theme.error : theme.accent;
    if (included || excluded) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(fill);
        painter->drawRoundedRect(frame, 3, 3);
        painter->setPen(QPen(theme.dark ? Qt::black : Qt::white, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        if (excluded)
            painter->drawLine(
                QPointF(box.left() + 3.5, box.center().y() + 0.5), QPointF(box.right() - 2.5, box.center().y() + 0.5));
        else
            painter->drawPolyline(QPolygonF{{box.left() + 3.2, box.top() + 7.2}, {box.left() + 6.0, box.top() + 10.0},
                {box.left() + 10.8, box.top() + 4.4}});
    } else {
        QColor line = ink;
        line.setAlphaF(0.45F);
        painter->setPen(line);
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(frame, 3, 3);
    }
    painter->restore();
}

void paintFocus(QPainter *painter, const QStyleOptionViewItem &option, bool selected)
{
    QStyleOptionFocusRect focus;
    focus.QStyleOption::operator=(option);
    focus.backgroundColor = option.palette.color(selected ? QPalette::Highlight : QPalette::Base);
    QApplication::style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
}

void paintShare(QPainter *painter, const QRect &room, double share, const QColor &ink)
{
    const int width = static_cast<int>(share * room.width());
    painter->fillRect(QRect(room.left(), room.bottom() - 2, std::max(1, width), 2), ink);
}

}

void FacetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme theme = Theme::of(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool excluded = index.data(FacetModel::ExcludedRole).toBool();
    const bool included = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    const QRect line = option.rect;

    painter->save();
    if (selected)
        painter->fillRect(line, option.palette.brush(QPalette::Highlight));
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(line, option.palette.brush(QPalette::AlternateBase));
    const QColor ink = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);

    QRect room = line.adjusted(facetPadding, 0, -facetPadding, 0);
    const QRect box(room.left(), line.center().y() - boxSize / 2, boxSize, boxSize);
    paintBox(painter, box, included, excluded, ink, theme);
    room.setLeft(box.right() + 1 + facetGap);

    painter->setFont(option.font);
    if (const qint64 count = index.data(FacetModel::CountRole).toLongLong(); count >= 0) {
        const QString text = QLocale().toString(count);
        // Where it is narrow the name needs the room more: the bar and the tool tip tell the share.
        const bool isWide = room.width() >= percentNeeds * option.fontMetrics.averageCharWidth();
        const QString percent = isWide ? percentText(index.data(FacetModel::PercentRole).toDouble()) : QString();
        const int percentWidth = percent.isEmpty() ? 0 : option.fontMetrics.horizontalAdvance(u"100 %"_s) + facetGap;
        painter->setPen(selected ? ink : theme.subtleText);
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, percent);
        painter->drawText(room.adjusted(0, 0, -percentWidth, 0), Qt::AlignRight | Qt::AlignVCenter, text);
        QColor bar = selected ? ink : theme.accent;
        bar.setAlphaF(selected ? 0.8F : 0.55F);
        paintShare(painter, room, index.data(FacetModel::ShareRole).toDouble(), bar);
        room.setRight(room.right() - option.fontMetrics.horizontalAdvance(text) - facetGap - percentWidth);
    }

    const auto *facet = qobject_cast<const FacetModel *>(index.model());
    if (facet && facet->field() == Field::Verdict)
        if (const auto verdict = verdictFromId(index.data(FacetModel::PlainRole).toByteArray())) {
            paintVerdict(*painter, QRectF(room.left(), line.center().y() - 6, 13, 13), *verdict, theme);
            room.setLeft(room.left() + 13 + facetGap);
        }

    QFont font = option.font;
    font.setStrikeOut(excluded);
    painter->setFont(font);
    painter->setPen(ink);
    // A rule's id comes first.
    const Qt::TextElideMode elide = facet && facet->field() == Field::Rule ? Qt::ElideRight : Qt::ElideMiddle;
    const QString title = option.fontMetrics.elidedText(index.data(Qt::DisplayRole).toString(), elide, room.width());
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, title);
    painter->restore();

    if (option.state.testFlag(QStyle::State_HasFocus))
        paintFocus(painter, option, selected);
}

QSize FacetDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {120, std::max(option.fontMetrics.height(), boxSize) + 9};
}

bool FacetDelegate::editorEvent(QEvent *, QAbstractItemModel *, const QStyleOptionViewItem &, const QModelIndex &)
{
    return false;
}

}
