// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/axispainter.h"

#include "theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace eventscope {

namespace {

constexpr double tickDistance = 84;

}

void paintTimeTicks(
    QPainter &painter, const QRectF &plot, const TimeAxis &axis, const QTimeZone &zone, const QPalette &palette)
{
    const Theme theme = Theme::of(palette);
    const QFontMetricsF metrics(painter.font());
    const double base = plot.bottom();
    const double line = metrics.height();
    QString context;
    double contextEnd = -1e9;
    for (const TimeTick &tick : ticksFor(axis, tickDistance, zone)) {
        const double x = std::round(plot.left() + axis.x(tick.time)) + 0.5;
        painter.setPen(theme.gridLine);
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, base));
        painter.setPen(theme.outline);
        painter.drawLine(QPointF(x, base), QPointF(x, base + 4));
        const double width = metrics.horizontalAdvance(tick.label);
        const double left = std::clamp(x - width / 2, 0.0, std::max(0.0, plot.right() - width));
        painter.setPen(theme.subtleText);
        painter.drawText(QPointF(left, base + 5 + metrics.ascent()), tick.label);
        if (tick.context == context)
            continue;
        context = tick.context;
        const double room = metrics.horizontalAdvance(context);
        const double start = std::clamp(x - width / 2, 0.0, std::max(0.0, plot.right() - room));
        if (start < contextEnd + 12)
            continue;
        painter.setPen(palette.color(QPalette::Text));
        painter.drawText(QPointF(start, base + 5 + line + metrics.ascent()), context);
        contextEnd = start + room;
    }
}

void paintFlag(QPainter &painter, const QString &text, double center, const QRectF &area, const QPalette &palette)
{
    const QFontMetricsF metrics(painter.font());
    const double width = metrics.horizontalAdvance(text) + 8;
    const double left = std::clamp(center - width / 2, area.left(), std::max(area.left(), area.right() - width));
    const QRectF flag(left, area.top() + 2, width, area.height() - 4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::of(palette).accent);
    painter.drawRoundedRect(flag, 3, 3);
    painter.setPen(palette.color(QPalette::Base));
    painter.drawText(flag, Qt::AlignCenter, text);
}

}
