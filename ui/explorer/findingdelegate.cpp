// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/findingdelegate.h"

#include "theme.h"
#include "views/findingmodel.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QListView>
#include <QPainter>
#include <QTextLayout>

#include <cmath>

namespace eventscope {

namespace {

constexpr int findingPadding = 8;
constexpr int findingSymbol = 16;
constexpr int findingGap = 8;
constexpr int wide = 640;    // from here on, details share a line

// The parts of a finding, each in its font, wrapped to the width and stacked. Painted when a painter is
// given; returns the height.
int stack(const QModelIndex &index, const QStyleOptionViewItem &option, int width, QPainter *painter, QPointF at,
    const QColor &ink, const QColor &faint)
{
    double y = 0;
    const auto add = [&](const QString &text, const QFont &font, const QColor &colour) {
        QString lines = text;
        QTextLayout layout(lines.replace(u'\n', QChar::LineSeparator), font);
        QTextOption wrap;
        wrap.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(wrap);
        layout.beginLayout();
        for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
            line.setLineWidth(width);
            line.setPosition({0, y});
            y += line.height();
        }
        layout.endLayout();
        if (!painter)
            return;
        painter->setPen(colour);
        layout.draw(painter, at);
    };
    add(index.data(Qt::DisplayRole).toString(), option.font, ink);
    QStringList more = index.data(FindingModel::DetailRole).toStringList();
    if (const QString place = index.data(FindingModel::PlaceRole).toString(); !place.isEmpty())
        more.prepend(place);
    if (width >= wide)
        more = more.isEmpty() ? more : QStringList(more.join(QStringLiteral("   ·   ")));
    for (const QString &line : more)
        add(line, option.font, faint);
    return static_cast<int>(std::ceil(y));
}

}

void FindingDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme theme = Theme::of(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    if (selected) {
        QColor fill = option.palette.color(QPalette::Highlight);
        fill.setAlphaF(0.18F);    // the colours of severity stay readable on it
        painter->fillRect(option.rect, fill);
        painter->fillRect(
            QRect(option.rect.topLeft(), QSize(3, option.rect.height())), option.palette.color(QPalette::Highlight));
    }
    const QVariant severity = index.data(FindingModel::SeverityRole);
    if (severity.isValid())
        severityIcon(static_cast<Severity>(severity.toInt()), option.palette)
            .paint(painter, QRect(option.rect.left() + findingPadding, option.rect.top() + findingPadding,
                                findingSymbol, findingSymbol));
    const int left = option.rect.left() + findingPadding + findingSymbol + findingGap;
    stack(index, option, option.rect.right() - findingPadding - left, painter,
        QPointF(left, option.rect.top() + findingPadding), option.palette.color(QPalette::Text), theme.subtleText);
    painter->setPen(theme.gridLine);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    painter->restore();
}

QSize FindingDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const int width = view ? view->viewport()->width() : 320;
    const int room = std::max(80, width - 2 * findingPadding - findingSymbol - findingGap);
    const int height = stack(index, option, room, nullptr, {}, {}, {}) + 2 * findingPadding + 1;
    return {width, std::max(height, findingSymbol + 2 * findingPadding + 1)};
}

void setUpFindings(QListView &list, FindingModel &model)
{
    list.setAccessibleName(FindingModel::tr("Findings"));
    list.setModel(&model);
    list.setItemDelegate(new FindingDelegate(&list));
    list.setFrameShape(QFrame::NoFrame);
    list.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // With a bar that comes and goes the width would depend on the height, and that on the width.
    list.setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    list.setResizeMode(QListView::Adjust);
    list.setContextMenuPolicy(Qt::CustomContextMenu);
}

}
