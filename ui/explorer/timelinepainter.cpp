// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/timelinepainter.h"

#include "explorer/axispainter.h"
#include "views/timelinerange.h"

#include <QFontMetrics>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

struct Brushes {
    Theme theme;
    QColor ground;
    QColor text;
};

// Whole pixels, at least one wide, with a gap to the next where there is room.
QRectF barAt(const TimelineScene &scene, int bucket)
{
    const TimeRange range = scene.buckets.at(bucket);
    const double left = std::round(scene.plot.left() + scene.axis.x(range.from));
    const double right = std::round(scene.plot.left() + scene.axis.x(range.to));
    const double gap = right - left >= 4 ? 1 : 0;
    return {left, scene.plot.top(), std::max(1.0, right - left - gap), scene.plot.height()};
}

void paintScale(QPainter &painter, const TimelineScene &scene, const Brushes &look, qint64 top)
{
    const QFontMetricsF metrics(painter.font());
    const std::vector<qint64> marks = top >= 2 ? std::vector<qint64>{top / 2, top} : std::vector<qint64>{top};
    for (const qint64 mark : marks) {
        const double part = static_cast<double>(mark) / static_cast<double>(top);
        const double y = std::round(scene.plot.bottom() - part * scene.plot.height()) + 0.5;
        painter.setPen(look.theme.gridLine);
        painter.drawLine(QPointF(scene.plot.left(), y), QPointF(scene.plot.right(), y));
        painter.setPen(look.theme.subtleText);
        const QRectF label(0, y - metrics.height() / 2, scene.plot.left() - 6, metrics.height());
        painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter, shortCount(mark));
    }
}

// What is there at all is seen: a part of one event in thousands keeps a pixel and a half.
void paintBar(QPainter &painter, const TimelineScene &scene, const Brushes &look, int bucket, qint64 top)
{
    const QRectF bar = barAt(scene, bucket);
    double y = scene.plot.bottom();
    for (const int index : scene.order) {
        const Histogram::Series &series = scene.histogram->series[static_cast<size_t>(index)];
        const auto at = static_cast<size_t>(bucket);
        if (at >= series.counts.size() || series.counts[at] == 0)
            continue;
        const double part = static_cast<double>(series.counts[at]) / static_cast<double>(top);
        const double height = std::min(std::max(1.5, part * scene.plot.height()), y - scene.plot.top());
        const QRectF piece(bar.left(), y - height, bar.width(), height);
        paintSeries(painter, piece, scene.fills[static_cast<size_t>(index)], look.ground);
        y -= height;
        if (height >= 4)    // neighbours of like lightness stay two
            painter.fillRect(QRectF(piece.left(), y, piece.width(), 0.7), look.ground);
    }
}

void paintBrush(QPainter &painter, const TimelineScene &scene, const Brushes &look)
{
    if (!scene.brush)
        return;
    const double left =
        std::clamp(scene.plot.left() + scene.axis.x(scene.brush->from), scene.plot.left(), scene.plot.right());
    const double right =
        std::clamp(scene.plot.left() + scene.axis.x(scene.brush->to), scene.plot.left(), scene.plot.right());
    QColor veil = look.ground;
    veil.setAlphaF(0.72F);
    const QRectF &plot = scene.plot;
    painter.fillRect(QRectF(plot.left(), plot.top(), left - plot.left(), plot.height()), veil);
    painter.fillRect(QRectF(right, plot.top(), plot.right() - right, plot.height()), veil);
    QColor tint = look.theme.accent;
    tint.setAlphaF(0.10F);
    painter.fillRect(QRectF(left, plot.top(), right - left, plot.height()), tint);
    painter.setPen(QPen(look.theme.accent, 1.5));
    for (const double x : {left, right})
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
}

void paintMarks(QPainter &painter, const TimelineScene &scene, const Brushes &look)
{
    if (scene.hovered) {
        QColor tint = look.text;
        tint.setAlphaF(0.10F);
        painter.fillRect(barAt(scene, *scene.hovered).adjusted(-1, 0, 1, 0), tint);
    }
    if (scene.cursor) {
        const QRectF bar = barAt(scene, *scene.cursor).adjusted(-2, 0.5, 2, -0.5);
        painter.setPen(QPen(look.theme.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(bar);
    }
}

}

qint64 niceCeiling(qint64 value)
{
    for (qint64 decade = 1;; decade *= 10) {
        for (const qint64 factor : {1, 2, 3, 4, 5, 6, 8}) {
            if (factor * decade >= value || decade > 100'000'000'000'000'000)
                return factor * decade;
        }
    }
}

QString shortCount(qint64 count)
{
    struct Unit {
        qint64 size;
        QLatin1StringView mark;
    };
    const QLocale locale;
    for (const Unit &unit : {Unit{1'000'000'000, "G"_L1}, Unit{1'000'000, "M"_L1}, Unit{1'000, "k"_L1}}) {
        if (count < 10 * unit.size)
            continue;
        return locale.toString(qlonglong{count / unit.size}) + u'\u00a0' + unit.mark;
    }
    return locale.toString(qlonglong{count});
}

QMarginsF plotMargins(const QFontMetrics &metrics)
{
    return {metrics.horizontalAdvance(u"8,888"_s) + 12.0, metrics.height() / 2.0 + 1, 4, 2.0 * metrics.height() + 7};
}

void paintTimeline(QPainter &painter, const TimelineScene &scene, const QPalette &palette)
{
    const Brushes look{Theme::of(palette), palette.color(QPalette::Base), palette.color(QPalette::Text)};
    paintTimeTicks(painter, scene.plot, scene.axis, scene.zone, palette);
    const std::vector<qint64> totals = bucketTotals(*scene.histogram);
    const int first = scene.buckets.indexOf(scene.axis.range().from);
    const int last = std::min(scene.buckets.indexOf(scene.axis.range().to - 1), static_cast<int>(totals.size()) - 1);
    qint64 most = 0;
    for (int i = first; i <= last; ++i)
        most = std::max(most, totals[static_cast<size_t>(i)]);
    const qint64 top = niceCeiling(std::max<qint64>(1, most));
    paintScale(painter, scene, look, top);
    painter.save();
    painter.setClipRect(scene.plot);
    for (int i = first; i <= last; ++i) {
        if (totals[static_cast<size_t>(i)] > 0)
            paintBar(painter, scene, look, i, top);
    }
    paintBrush(painter, scene, look);
    paintMarks(painter, scene, look);
    painter.restore();
    painter.setPen(look.theme.outline);
    const double ground = std::round(scene.plot.bottom()) + 0.5;
    painter.drawLine(QPointF(scene.plot.left(), ground), QPointF(scene.plot.right(), ground));
}

}
