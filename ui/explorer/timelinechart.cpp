// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/timelinechart.h"

#include "explorer/timelinewords.h"

#include <QApplication>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr double barWidth = 4;    // the narrowest that can be hit
constexpr double keyPan = 0.25;
constexpr double keyZoom = 2;
constexpr double notchZoom = 1.25;

}

TimelineChart::TimelineChart(TimelineModel &model, EventMarks &marks, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_marks(marks)
{
    setObjectName(u"timelineChart"_s);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Timeline"));
    connect(&m_model, &TimelineModel::changed, this, &TimelineChart::modelChanged);
    connect(&m_marks, &EventMarks::changed, this, qOverload<>(&QWidget::update));
    modelChanged();
}

void TimelineChart::setLogarithmic(bool logarithmic)
{
    m_logarithmic = logarithmic;
    update();
}

QSize TimelineChart::sizeHint() const
{
    return {600, 8 * fontMetrics().height()};
}

QSize TimelineChart::minimumSizeHint() const
{
    return {160, 6 * fontMetrics().height()};
}

void TimelineChart::modelChanged()
{
    m_colors.follow(m_model.histogram().series, m_model.stack());
    // What is under the mouse stays so though bars become others below it.
    m_hovered = m_mouse && plot().contains(*m_mouse) ? bucketAt(m_mouse->x()) : std::nullopt;
    if (m_hovered && QToolTip::isVisible() && m_model.buckets().at(*m_hovered) == m_detailed)
        showDetails(*m_hovered, m_detailsAt);
    else if (m_mouse)
        QToolTip::hideText();
    describe();
    update();
}

void TimelineChart::describe()
{
    setAccessibleDescription(timelineDescription(m_model, cursorBucket()));
}

bool TimelineChart::isEmpty() const
{
    return m_model.total() == 0 || !m_model.shown();
}

void TimelineChart::makeRoom()
{
    m_model.setRoom(static_cast<int>(plot().width() / barWidth));
}

QRectF TimelineChart::plot() const
{
    return QRectF(rect()).marginsRemoved(plotMargins(fontMetrics()));
}

TimeAxis TimelineChart::axis() const
{
    return {m_model.shown().value_or(TimeRange{}), plot().width()};
}

std::optional<int> TimelineChart::bucketAt(double x) const
{
    const QRectF area = plot();
    if (isEmpty() || x < area.left() || x > area.right())
        return {};
    const Micros time = axis().time(x - area.left());
    const TimeBuckets &buckets = m_model.buckets();
    return buckets.all().contains(time) ? std::optional(buckets.indexOf(time)) : std::nullopt;
}

std::optional<int> TimelineChart::cursorBucket() const
{
    if (!m_cursor || !hasFocus() || isEmpty())
        return {};
    return m_model.buckets().indexOf(*m_cursor);
}

TimeRange TimelineChart::dragged() const
{
    const Micros a = m_pressTime;
    const Micros b = axis().time(m_lastX - plot().left());
    const TimeBuckets &buckets = m_model.buckets();
    return {buckets.at(buckets.indexOf(std::min(a, b))).from, buckets.at(buckets.indexOf(std::max(a, b))).to};
}

std::optional<TimeRange> TimelineChart::brush() const
{
    if (m_drag == Drag::Select && m_moved)
        return dragged();
    if (m_anchor && m_cursor) {
        const TimeBuckets &buckets = m_model.buckets();
        return TimeRange{buckets.at(buckets.indexOf(std::min(*m_anchor, *m_cursor))).from,
            buckets.at(buckets.indexOf(std::max(*m_anchor, *m_cursor))).to};
    }
    return m_model.selection();
}

// How long a selection is, while it is made.
QString TimelineChart::brushText() const
{
    const bool drags = m_drag == Drag::Select && m_moved;
    const std::optional<TimeRange> range = drags || (m_anchor && m_cursor) ? brush() : std::nullopt;
    return range
               ? tr("%1 (%2)").arg(rangeText(*range, m_model.buckets().width, m_model.zone()), deltaText(range->span()))
               : QString();
}

void TimelineChart::addMarks(TimelineScene &scene) const
{
    const Columns &columns = m_model.columns();
    for (const std::optional<Row> &row : {m_marks.first(), m_marks.second()}) {
        if (row)
            scene.marks.push_back(columns.time(*row));
    }
    if (const std::optional<Micros> delta = m_marks.delta(columns))
        scene.delta = u"Δ "_s + deltaText(*delta);
}

TimelineScene TimelineChart::scene() const
{
    const Histogram &histogram = m_model.histogram();
    const Theme theme = Theme::of(palette());
    TimelineScene scene;
    scene.plot = plot();
    scene.axis = axis();
    scene.zone = m_model.zone();
    scene.histogram = &histogram;
    scene.buckets = m_model.buckets();
    scene.logarithmic = m_logarithmic;
    scene.brush = brush();
    scene.brushText = brushText();
    addMarks(scene);
    scene.hovered = m_hovered;
    scene.cursor = cursorBucket();
    for (const Histogram::Series &series : histogram.series)
        scene.fills.push_back(m_colors.fill(series, theme));
    scene.order.resize(histogram.series.size());
    std::iota(scene.order.begin(), scene.order.end(), 0);
    // What went wrong stands on the ground, where few are seen and compared.
    if (m_model.stack() == HistogramSpec::Stack::Verdict)
        std::ranges::reverse(scene.order);
    return scene;
}

void TimelineChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    const QString empty = emptyTimelineText(m_model);
    if (!isEmpty())
        paintTimeline(painter, scene(), palette());
    if (!empty.isEmpty()) {
        painter.setPen(Theme::of(palette()).subtleText);
        painter.drawText(rect().adjusted(12, 8, -12, -8), Qt::AlignCenter | Qt::TextWordWrap, empty);
    }
    if (hasFocus()) {
        painter.setPen(QPen(Theme::of(palette()).accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void TimelineChart::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    makeRoom();
}

void TimelineChart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        makeRoom();
    if (event->type() == QEvent::PaletteChange)
        update();
}

void TimelineChart::mousePressEvent(QMouseEvent *event)
{
    const bool pans = event->button() == Qt::MiddleButton ||
                      (event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ShiftModifier));
    if (!pans && event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    if (isEmpty())
        return;
    m_drag = pans ? Drag::Pan : Drag::Select;
    m_moved = false;
    m_anchor.reset();
    unhover();
    m_model.setHeld(true);
    m_pressX = m_lastX = event->position().x();
    m_pressTime = axis().time(m_pressX - plot().left());
    m_pressAxis = axis();
    if (pans)
        setCursor(Qt::ClosedHandCursor);
}

void TimelineChart::mouseMoveEvent(QMouseEvent *event)
{
    const double x = event->position().x();
    m_lastX = x;
    if (m_drag == Drag::None)
        return hover(event->position());
    m_moved = m_moved || std::abs(x - m_pressX) >= QApplication::startDragDistance() / 2.0;
    if (m_drag == Drag::Pan && m_pressAxis)
        m_model.show(m_pressAxis->panned(m_pressX - x).range());
    update();
}

void TimelineChart::hover(const QPointF &at)
{
    m_mouse = at;
    m_hovered = plot().contains(at) ? bucketAt(at.x()) : std::nullopt;
    if (m_hovered)
        showDetails(*m_hovered, mapToGlobal(at.toPoint()) + QPoint(12, 12));
    else
        QToolTip::hideText();
    update();
}

void TimelineChart::unhover()
{
    m_mouse.reset();
    m_hovered.reset();
    QToolTip::hideText();
}

void TimelineChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_drag == Drag::None)
        return QWidget::mouseReleaseEvent(event);
    m_lastX = event->position().x();
    const bool selects = m_drag == Drag::Select && (m_moved || bucketAt(m_lastX));
    const TimeRange range = dragged();
    cancelDrag();
    if (selects)
        m_model.select(range);
}

void TimelineChart::cancelDrag()
{
    m_drag = Drag::None;
    m_moved = false;
    m_model.setHeld(false);
    unsetCursor();
    update();
}

void TimelineChart::wheelEvent(QWheelEvent *event)
{
    const QPoint angle = event->angleDelta();
    const bool sideways = event->modifiers().testFlag(Qt::ShiftModifier) || std::abs(angle.x()) > std::abs(angle.y());
    const double notches = (std::abs(angle.x()) > std::abs(angle.y()) ? angle.x() : angle.y()) / 120.0;
    if (sideways && event->pixelDelta().x() != 0)
        pan(-event->pixelDelta().x());    // a touchpad: the chart follows the fingers
    else if (sideways)
        pan(-notches * plot().width() * keyPan / 2);
    else
        zoomAt(event->position().x(), std::pow(notchZoom, notches));
    event->accept();
}

bool TimelineChart::event(QEvent *event)
{
    if (event->type() == QEvent::NativeGesture) {
        const auto *gesture = static_cast<QNativeGestureEvent *>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            zoomAt(gesture->position().x(), std::max(0.1, 1 + gesture->value()));
            return true;
        }
    }
    return QWidget::event(event);
}

void TimelineChart::zoomAt(double x, double factor)
{
    const QRectF area = plot();
    if (m_model.shown())
        m_model.show(axis().zoomed(std::clamp(x, area.left(), area.right()) - area.left(), factor).range());
}

void TimelineChart::pan(double pixels)
{
    if (m_model.shown())
        m_model.show(axis().panned(pixels).range());
}

void TimelineChart::zoomIn()
{
    const QRectF area = plot();
    if (underMouse())
        zoomAt(mapFromGlobal(QCursor::pos()).x(), keyZoom);
    else if (const auto bucket = cursorBucket())
        zoomAt(area.left() + axis().x(m_model.buckets().at(*bucket).from), keyZoom);
    else
        zoomAt(area.center().x(), keyZoom);
}

void TimelineChart::zoomOut()
{
    zoomAt(underMouse() ? mapFromGlobal(QCursor::pos()).x() : plot().center().x(), 1 / keyZoom);
}

void TimelineChart::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    m_mouse.reset();
    m_hovered.reset();
    update();
}

void TimelineChart::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void TimelineChart::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    m_anchor.reset();
    update();
}

void TimelineChart::showDetails(int bucket, const QPoint &at)
{
    m_detailed = m_model.buckets().at(bucket);
    m_detailsAt = at;
    QToolTip::showText(at, barDetails(m_model, m_colors, Theme::of(palette()), bucket), this);
}

}
