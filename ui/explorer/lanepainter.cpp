// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/lanepainter.h"

#include "explorer/axispainter.h"
#include "explorer/laneruler.h"
#include "explorer/lanewords.h"
#include "explorer/timelinepainter.h"
#include "theme.h"

#include <QPainter>
#include <QPixmap>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t verdicts = 4;
constexpr double rowGap = 3;    // above and below what is in a row

// Collected over all rows: one call draws a thousand of a kind.
struct Shapes {
    std::array<QList<QRectF>, verdicts> bars;
    std::array<QList<QPainter::PixmapFragment>, verdicts> symbols;         // of single events
    std::array<QList<QPainter::PixmapFragment>, verdicts> smallSymbols;    // above bars of several
};

double symbolSize(const LaneLayout &layout)
{
    return std::round((layout.rowHeight() - 2 * rowGap) * 0.56);
}

double smallSymbolSize(const LaneLayout &layout)
{
    return std::max(4.0, std::round(symbolSize(layout) * 0.65));
}

// What tells a verdict beside its colour: a triangle, a cross, a ring; what is valid is a plain bar. Rimmed, as
// it may stand on a bar of the same colour.
QPixmap symbolOf(Verdict verdict, double size, double ratio, const QColor &color, const QColor &ground)
{
    const double side = size + 2;
    QPixmap pixmap(QSize(1, 1) * static_cast<int>(std::ceil(side * ratio)));
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(0, 0, side, side).adjusted(1.5, 1.5, -1.5, -1.5);
    const auto paint = [&](const QColor &pen, double width) {
        painter.setPen(QPen(pen, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        if (verdict == Verdict::Warning) {
            painter.setBrush(color);
            painter.drawPolygon(QPolygonF{box.bottomLeft(), QPointF(box.center().x(), box.top()), box.bottomRight()});
        } else if (verdict == Verdict::Invalid) {
            painter.drawLine(box.topLeft(), box.bottomRight());
            painter.drawLine(box.topRight(), box.bottomLeft());
        } else {
            painter.drawEllipse(box);
        }
    };
    paint(ground, 4);
    paint(color, verdict == Verdict::Warning ? 1 : 1.8);
    return pixmap;
}

// Taller for more, by the logarithm; the same everywhere, so that it says the same while one scrolls.
double barHeight(double room, quint32 count)
{
    return std::round(room * std::min(1.0, 0.6 + 0.13 * std::log10(static_cast<double>(count))));
}

void addMark(Shapes &shapes, const LaneScene &scene, const Lane::Mark &mark, const QRectF &row)
{
    const auto [left, right] = scene.layout.extent(scene.model, mark);
    const double ground = row.bottom() - rowGap;
    const double room = row.height() - 2 * rowGap;
    const double center = std::round((left + right) / 2);
    const auto kind = static_cast<std::size_t>(mark.worst) % verdicts;
    if (mark.count > 1) {
        const double above = smallSymbolSize(scene.layout) + 1;
        const double height = barHeight(room - above, mark.count);
        shapes.bars[kind].append(QRectF(left, ground - height, right - left, height));
        if (mark.worst == Verdict::Warning || mark.worst == Verdict::Invalid) {
            const QPointF place(center, ground - height - above / 2);
            shapes.smallSymbols[kind].append(QPainter::PixmapFragment::create(place, {}));
        }
    } else if (mark.worst == Verdict::Valid) {
        const double height = std::round(room * 0.4);
        shapes.bars[kind].append(QRectF(left, ground - height, right - left, height));
    } else {
        shapes.symbols[kind].append(QPainter::PixmapFragment::create({center, std::round(ground - room / 2)}, {}));
    }
}

void paintBars(QPainter &painter, QList<QRectF> &bars, Verdict verdict, const QPalette &palette)
{
    const QColor color = Theme::of(palette).color(verdict);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    if (verdict == Verdict::Unjudged) {    // hollow
        painter.setPen(color);
        painter.setBrush(palette.color(QPalette::Base));
        for (QRectF &bar : bars)
            bar.adjust(0.5, 0.5, -0.5, -0.5);
    }
    painter.drawRects(bars);
}

void paintSymbols(
    QPainter &painter, QList<QPainter::PixmapFragment> &symbols, Verdict verdict, double size, const QPalette &palette)
{
    if (symbols.isEmpty())
        return;
    const double ratio = painter.device()->devicePixelRatioF();
    const QPixmap pixmap =
        symbolOf(verdict, size, ratio, Theme::of(palette).color(verdict), palette.color(QPalette::Base));
    for (QPainter::PixmapFragment &symbol : symbols) {
        symbol.width = pixmap.width();
        symbol.height = pixmap.height();
        symbol.scaleX = symbol.scaleY = 1 / ratio;
    }
    painter.drawPixmapFragments(symbols.constData(), static_cast<int>(symbols.size()), pixmap);
}

void paintShapes(QPainter &painter, Shapes &shapes, const LaneScene &scene, const QPalette &palette)
{
    for (const Verdict verdict : {Verdict::Valid, Verdict::Unjudged, Verdict::Warning, Verdict::Invalid}) {
        const auto kind = static_cast<std::size_t>(verdict);
        paintBars(painter, shapes.bars[kind], verdict, palette);
        paintSymbols(painter, shapes.symbols[kind], verdict, symbolSize(scene.layout), palette);
        paintSymbols(painter, shapes.smallSymbols[kind], verdict, smallSymbolSize(scene.layout), palette);
    }
}

void paintGrounds(QPainter &painter, const LaneScene &scene, const QPalette &palette)
{
    const Theme theme = Theme::of(palette);
    const auto tint = [&](const std::optional<LaneScene::Place> &place, QColor color, float alpha) {
        if (!place)
            return;
        color.setAlphaF(alpha);
        painter.fillRect(scene.layout.row(place->lane), color);
    };
    tint(scene.hovered, palette.color(QPalette::Text), 0.05F);
    tint(scene.cursor, theme.accent, scene.focused ? 0.14F : 0.07F);
    painter.setPen(theme.gridLine);
    const qint64 first = scene.layout.firstLane();
    const qint64 last = std::min(scene.model.lanes(), first + scene.layout.visibleLanes());
    for (qint64 lane = first; lane < last; ++lane) {
        const QRectF row = scene.layout.row(lane);
        painter.drawLine(QPointF(0, row.bottom() - 0.5), QPointF(row.right(), row.bottom() - 0.5));
    }
}

// A line from the lane's first event to its last.
void paintLife(QPainter &painter, const LaneScene &scene, const Lane &lane, const QRectF &row)
{
    const QRectF plot = scene.layout.plot();
    const double left = std::max(plot.left(), scene.layout.x(lane.first));
    const double right = std::min(plot.right(), scene.layout.x(lane.last));
    if (left < right)
        painter.drawLine(QPointF(left, row.bottom() - rowGap + 0.5), QPointF(right, row.bottom() - rowGap + 0.5));
}

void paintRows(QPainter &painter, const LaneScene &scene, const QPalette &palette)
{
    Shapes shapes;
    const TimeRange shown = scene.layout.axis().range();
    QColor life = Theme::of(palette).outline;
    life.setAlphaF(0.6F);
    painter.setPen(life);
    const qint64 first = scene.layout.firstLane();
    for (qint64 index = first; index < first + scene.layout.visibleLanes(); ++index) {
        const Lane *lane = scene.model.lane(index);
        if (!lane)
            continue;
        const QRectF row = scene.layout.row(index);
        paintLife(painter, scene, *lane, row);
        for (const Lane::Mark &mark : lane->marks) {
            const TimeRange time = scene.model.timeOf(mark);
            if (time.to > shown.from && time.from < shown.to)
                addMark(shapes, scene, mark, row);
        }
    }
    paintShapes(painter, shapes, scene, palette);
}

void paintBrush(QPainter &painter, const LaneScene &scene, const QPalette &palette)
{
    if (!scene.brush)
        return;
    const QRectF plot = scene.layout.plot();
    const double left = std::clamp(scene.layout.x(scene.brush->from), plot.left(), plot.right());
    const double right = std::clamp(scene.layout.x(scene.brush->to), plot.left(), plot.right());
    QColor veil = palette.color(QPalette::Base);
    veil.setAlphaF(0.72F);
    painter.fillRect(QRectF(plot.left(), plot.top(), left - plot.left(), plot.height()), veil);
    painter.fillRect(QRectF(right, plot.top(), plot.right() - right, plot.height()), veil);
    const QColor accent = Theme::of(palette).accent;
    QColor tint = accent;
    tint.setAlphaF(0.08F);
    painter.fillRect(QRectF(left, plot.top(), right - left, plot.height()), tint);
    painter.setPen(QPen(accent, 1.5));
    for (const Micros time : {scene.brush->from, scene.brush->to}) {
        const double x = scene.layout.x(time);
        if (x >= plot.left() && x <= plot.right())
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    }
}

void paintRing(QPainter &painter, const LaneScene &scene, const LaneScene::Place &place, const QPen &pen)
{
    const Lane *lane = scene.model.lane(place.lane);
    const Lane::Mark *mark = lane && place.row ? markOf(scene.model, *lane, *place.row) : nullptr;
    if (!mark)
        return;
    const auto [left, right] = scene.layout.extent(scene.model, *mark);
    const double half = std::max((right - left) / 2, symbolSize(scene.layout) / 2) + 2;
    const double center = (left + right) / 2;
    const QRectF row = scene.layout.row(place.lane);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(center - half, row.top() + 1, 2 * half, row.height() - 2.5), 2, 2);
}

void paintHeader(QPainter &painter, const LaneScene &scene, const QPalette &palette)
{
    const Theme theme = Theme::of(palette);
    const QFontMetricsF metrics(painter.font());
    const QRectF header = scene.layout.header();
    const qint64 first = scene.layout.firstLane();
    for (qint64 index = first; index < first + scene.layout.visibleLanes(); ++index) {
        const Lane *lane = scene.model.lane(index);
        if (!lane)
            continue;
        const QRectF row = scene.layout.row(index);
        const QRectF cell(8, row.top(), header.width() - 16, row.height() - 1);
        const QString count = shortCount(lane->total);
        const double room = cell.width() - metrics.horizontalAdvance(count) - 10;
        painter.setPen(theme.subtleText);
        painter.drawText(cell, Qt::AlignRight | Qt::AlignVCenter, count);
        painter.setPen(lane->value.isEmpty() ? theme.subtleText : palette.color(QPalette::Text));
        const QString title = laneTitle(scene.model, lane->value);
        painter.drawText(cell, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(title, Qt::ElideMiddle, room));
    }
    painter.setPen(theme.gridLine);
    painter.drawLine(QPointF(header.right() - 0.5, header.top()), QPointF(header.right() - 0.5, header.bottom()));
}

}

const Lane::Mark *markOf(const LaneModel &model, const Lane &lane, Row row)
{
    const Micros time = model.columns().time(row);
    const auto mark = std::ranges::partition_point(
        lane.marks, [&](const Lane::Mark &candidate) { return model.timeOf(candidate).to <= time; });
    return mark != lane.marks.end() && model.timeOf(*mark).from <= time ? &*mark : nullptr;
}

void paintLanes(QPainter &painter, const LaneScene &scene, const QPalette &palette)
{
    const QRectF plot = scene.layout.plot();
    paintTimeTicks(painter, plot, scene.layout.axis(), scene.zone, palette);
    painter.save();
    painter.setClipRect(QRectF(0, plot.top(), scene.layout.row(0).right(), plot.height()));
    paintGrounds(painter, scene, palette);
    paintHeader(painter, scene, palette);
    painter.setClipRect(plot.adjusted(-4, 0, 4, 0));
    paintRows(painter, scene, palette);
    paintBrush(painter, scene, palette);
    painter.setRenderHint(QPainter::Antialiasing);
    if (scene.hovered)
        paintRing(painter, scene, *scene.hovered, QPen(palette.color(QPalette::Text), 1));
    if (scene.cursor && scene.focused)
        paintRing(painter, scene, *scene.cursor, QPen(Theme::of(palette).accent, 2));
    painter.restore();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paintLaneRuler(painter, scene, palette);
    painter.restore();
    painter.setPen(Theme::of(palette).outline);
    const double ground = std::round(plot.bottom()) + 0.5;
    painter.drawLine(QPointF(plot.left(), ground), QPointF(plot.right(), ground));
}

}
