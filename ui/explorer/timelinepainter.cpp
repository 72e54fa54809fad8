// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/timelinepainter.h"

#include "explorer/axispainter.h"
#include "views/timelinerange.h"

#include <QFontMetrics>
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

// Whole pixels, at least one wide, with a gap to the next where there is room. What lies far outside is
// cut, as it is when the last answer is shown on another window's axis.
QRect barAt(const TimelineScene &scene, int bucket)
{
    const TimeRange range = scene.buckets.at(bucket);
    const double before = scene.plot.left() - 8;
    const double behind = scene.plot.right() + 8;
    const int left = qRound(std::clamp(scene.plot.left() + scene.axis.x(range.from), before, behind));
    const int right = qRound(std::clamp(scene.plot.left() + scene.axis.x(range.to), before, behind));
    const int gap = right - left >= 4 ? 1 : 0;
    return {left, qRound(scene.plot.top()), std::max(1, right - left - gap), qRound(scene.plot.height())};
}

void paintScale(QPainter &painter, const TimelineScene &scene, const Brushes &look, const CountScale &scale)
{
    const QFontMetricsF metrics(painter.font());
    for (const qint64 mark : scale.marks(scene.plot.height(), metrics.height() * 1.3)) {
        const double y = std::round(scene.plot.bottom() - scale.part(mark) * scene.plot.height()) + 0.5;
        painter.setPen(look.theme.gridLine);
        painter.drawLine(QPointF(scene.plot.left(), y), QPointF(scene.plot.right(), y));
        painter.setPen(look.theme.subtleText);
        const QRectF label(0, y - metrics.height() / 2, scene.plot.left() - 6, metrics.height());
        painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter, shortCount(mark));
    }
}

// Rectangles by series, to be filled together: thousands of single calls take too long.
struct Bars {
    std::vector<std::vector<QRect>> pieces;
    std::vector<QRect> gaps;    // neighbours of like lightness stay two
};

// The whole bar is as high as its count stands on the scale, its pieces share that in proportion; what is
// there at all is seen.
void addBar(Bars &bars, const TimelineScene &scene, const CountScale &scale, int bucket, qint64 total)
{
    const QRect bar = barAt(scene, bucket);
    const int base = bar.top() + bar.height();
    const double height = std::max(2.0, scale.part(total) * bar.height());
    const auto countOf = [&](int index) -> qint64 {
        const std::vector<quint32> &counts = scene.histogram->series[static_cast<size_t>(index)].counts;
        return static_cast<size_t>(bucket) < counts.size() ? counts[static_cast<size_t>(bucket)] : 0;
    };
    auto left = static_cast<int>(std::ranges::count_if(scene.order, [&](int index) { return countOf(index) > 0; }));
    int y = base;
    qint64 below = 0;
    for (const int index : scene.order) {
        const qint64 count = countOf(index);
        if (count == 0)
            continue;
        below += count;
        const double part = static_cast<double>(below) / static_cast<double>(total);
        // A pixel each for those to come.
        const int top = std::max(bar.top() + --left, std::min(y - 1, base - qRound(part * height)));
        const QRect piece(bar.left(), top, bar.width(), y - top);
        if (piece.height() <= 0)
            break;
        bars.pieces[static_cast<size_t>(index)].push_back(piece);
        if (piece.height() >= 7)
            bars.gaps.emplace_back(piece.left(), top, piece.width(), 1);
        y = top;
    }
}

void paintBars(QPainter &painter, const TimelineScene &scene, const Brushes &look, const Bars &bars)
{
    painter.setPen(Qt::NoPen);
    for (size_t i = 0; i < bars.pieces.size(); ++i)
        paintSeries(painter, bars.pieces[i], scene.fills[i], look.ground);
    painter.setBrush(look.ground);
    painter.drawRects(bars.gaps.data(), static_cast<int>(bars.gaps.size()));
}

QRectF flagLine(QPainter &painter, const TimelineScene &scene)
{
    const double height = QFontMetricsF(painter.font()).height() + 6;
    return {scene.plot.left(), scene.plot.top(), scene.plot.width(), height};
}

// Marked events, and the time between two of them.
void paintMarked(QPainter &painter, const TimelineScene &scene, const Brushes &look, const QPalette &palette)
{
    const QRectF &plot = scene.plot;
    const QRectF line = flagLine(painter, scene);
    const auto place = [&](Micros time) { return std::round(plot.left() + scene.axis.x(time)) + 0.5; };
    painter.setPen(QPen(look.theme.accent, 1, Qt::DashLine));
    for (const Micros time : scene.marks) {
        const double x = place(time);
        if (x >= plot.left() && x <= plot.right())
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    }
    if (scene.marks.size() != 2)
        return;
    const auto [from, to] = std::minmax({place(scene.marks.front()), place(scene.marks.back())});
    if (to < plot.left() || from > plot.right())
        return;
    const double left = std::max(from, plot.left());
    const double right = std::min(to, plot.right());
    painter.setPen(QPen(look.theme.accent, 1));
    painter.drawLine(QPointF(left, line.center().y()), QPointF(right, line.center().y()));
    paintFlag(painter, scene.delta, (left + right) / 2, line, palette);
}

void paintBrush(QPainter &painter, const TimelineScene &scene, const Brushes &look, const QPalette &palette)
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
    if (!scene.brushText.isEmpty())
        paintFlag(painter, scene.brushText, (left + right) / 2, flagLine(painter, scene), palette);
}

void paintPointers(QPainter &painter, const TimelineScene &scene, const Brushes &look)
{
    if (scene.hovered) {
        QColor tint = look.text;
        tint.setAlphaF(0.10F);
        painter.fillRect(barAt(scene, *scene.hovered).adjusted(-1, 0, 1, 0), tint);
    }
    if (scene.cursor) {
        const QRectF bar = QRectF(barAt(scene, *scene.cursor)).adjusted(-2, 0.5, 2, -0.5);
        painter.setPen(QPen(look.theme.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(bar);
    }
}

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
    const CountScale scale(most, scene.logarithmic);
    paintScale(painter, scene, look, scale);
    Bars bars;
    bars.pieces.resize(scene.histogram->series.size());
    for (int i = first; i <= last; ++i) {
        if (const qint64 total = totals[static_cast<size_t>(i)])
            addBar(bars, scene, scale, i, total);
    }
    painter.save();
    painter.setClipRect(scene.plot);
    paintBars(painter, scene, look, bars);
    paintBrush(painter, scene, look, palette);
    paintMarked(painter, scene, look, palette);
    paintPointers(painter, scene, look);
    painter.restore();
    painter.setPen(look.theme.outline);
    const double ground = std::round(scene.plot.bottom()) + 0.5;
    painter.drawLine(QPointF(scene.plot.left(), ground), QPointF(scene.plot.right(), ground));
}

}
