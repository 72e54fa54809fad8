// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/sortheader.h"

#include "theme.h"
#include "views/eventtablemodel.h"

#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionHeader>

namespace eventscope {

namespace {

constexpr int rankGap = 3;

}

SortHeader::SortHeader(EventTableModel &model, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
    , m_model(model)
{
    setSectionsClickable(true);
    setSortIndicatorShown(false);    // it knows of one key only
    connect(this, &QHeaderView::sectionClicked, this, [this](int logical) { emit sortRequested(logical, m_further); });
    connect(&model, &EventTableModel::ordersChanged, this, [this] { viewport()->update(); });
}

qsizetype SortHeader::rankOf(int logicalIndex) const
{
    return logicalIndex < m_model.columns().size() ? rankIn(m_model.orders(), m_model.columns().at(logicalIndex)) : -1;
}

QString SortHeader::rankText(int logicalIndex) const
{
    const qsizetype rank = rankOf(logicalIndex);
    return rank < 0 || m_model.orders().size() < 2 ? QString() : QString::number(rank + 1);
}

QFont SortHeader::rankFont() const
{
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.8);
    return small;
}

int SortHeader::rankWidth(int logicalIndex) const
{
    const QString text = rankText(logicalIndex);
    return text.isEmpty() ? 0 : QFontMetrics(rankFont()).horizontalAdvance(text) + rankGap;
}

QSize SortHeader::sectionSizeFromContents(int logicalIndex) const
{
    const QSize size = QHeaderView::sectionSizeFromContents(logicalIndex);
    const int arrow = style()->pixelMetric(QStyle::PM_HeaderMarkSize, nullptr, this) + rankGap;
    return {size.width() + arrow + rankWidth(logicalIndex), size.height()};
}

void SortHeader::initStyleOptionForIndex(QStyleOptionHeader *option, int logicalIndex) const
{
    QHeaderView::initStyleOptionForIndex(option, logicalIndex);
    const qsizetype rank = rankOf(logicalIndex);
    int room = sectionSize(logicalIndex) - 2 * style()->pixelMetric(QStyle::PM_HeaderMargin, option, this) - 2;
    if (rank >= 0) {
        const bool descending = m_model.orders()[static_cast<std::size_t>(rank)].descending;
        option->sortIndicator = descending ? QStyleOptionHeader::SortUp : QStyleOptionHeader::SortDown;
        room -= style()->pixelMetric(QStyle::PM_HeaderMarkSize, option, this) + rankGap + rankWidth(logicalIndex);
    }
    option->text = option->fontMetrics.elidedText(option->text, Qt::ElideRight, std::max(0, room));
}

void SortHeader::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    painter->save();    // it leaves a clip behind that hides everything
    QHeaderView::paintSection(painter, rect, logicalIndex);
    painter->restore();
    const QString rank = rankText(logicalIndex);
    if (rank.isEmpty())
        return;
    const int mark = style()->pixelMetric(QStyle::PM_HeaderMarkSize, nullptr, this);
    const int margin = style()->pixelMetric(QStyle::PM_HeaderMargin, nullptr, this);
    const int width = rankWidth(logicalIndex);
    const int x = isRightToLeft() ? rect.left() + mark + 2 * margin : rect.right() - mark - 2 * margin - width;
    const QRect room(x, rect.top(), width, rect.height());
    painter->save();
    painter->setFont(rankFont());
    painter->setPen(Theme::of(palette()).accent);
    painter->drawText(room, Qt::AlignVCenter | Qt::AlignLeft, rank);
    painter->restore();
}

void SortHeader::mouseReleaseEvent(QMouseEvent *event)
{
    m_further = event->modifiers().testFlag(Qt::ShiftModifier);
    QHeaderView::mouseReleaseEvent(event);
}

}
