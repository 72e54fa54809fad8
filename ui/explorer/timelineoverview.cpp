// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/timelineoverview.h"

#include "explorer/timelinescale.h"
#include "theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr double narrowest = 8;    // the frame, however little it stands for
constexpr double grip = 6;         // how near to an edge takes hold of it
constexpr double keyStep = 0.25;
constexpr double overviewKeyZoom = 2;
constexpr double overviewNotchZoom = 1.25;

// The most frequent moment of each pixel.
std::vector<qint64> columnsOf(const TimeCounts &counts, const TimeAxis &axis)
{
    const int width = static_cast<int>(axis.width());
    std::vector<qint64> columns(static_cast<size_t>(width), 0);
    for (size_t i = 0; i < counts.counts.size(); ++i) {
        const TimeRange bucket = counts.buckets.at(static_cast<int>(i));
        const double from = axis.x(bucket.from);
        const double to = axis.x(bucket.to);
        if (counts.counts[i] == 0 || to < 0 || from >= width)
            continue;
        const int first = std::max(0, static_cast<int>(from));
        const int last = std::min(width, std::max(first + 1, static_cast<int>(to)));
        for (int x = first; x < last; ++x)
            columns[static_cast<size_t>(x)] = std::max(columns[static_cast<size_t>(x)], counts.counts[i]);
    }
    return columns;
}

}

TimelineOverview::TimelineOverview(TimelineModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
{
    setObjectName(u"timelineOverview"_s);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Overview"));
    setToolTip(tr("All the time there is, and what the timeline shows of it: drag the frame to move, its edges to "
                  "zoom. A click goes there, a double click fits."));
    connect(&m_model, &TimelineModel::changed, this, &TimelineOverview::modelChanged);
    modelChanged();
}

void TimelineOverview::modelChanged()
{
    const std::optional<TimeRange> shown = m_model.shown();
    const std::optional<TimeRange> whole = m_model.whole();
    if (shown && whole) {
        const auto text = [&](TimeRange range) { return rangeText(range, m_model.buckets().width, m_model.zone()); };
        setAccessibleDescription(tr("Shown: %1, of %2").arg(text(*shown), text(*whole)));
    } else {
        setAccessibleDescription({});
    }
    update();
}

void TimelineOverview::setLogarithmic(bool logarithmic)
{
    m_logarithmic = logarithmic;
    update();
}

void TimelineOverview::setInsets(int left, int right)
{
    m_left = left;
    m_right = right;
    update();
}

QSize TimelineOverview::sizeHint() const
{
    return {400, fontMetrics().height() + 10};
}

QSize TimelineOverview::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

bool TimelineOverview::isEmpty() const
{
    return !m_model.whole() || !m_model.shown();
}

QRectF TimelineOverview::strip() const
{
    return QRectF(rect()).adjusted(m_left, 1, -m_right, -1);
}

TimeAxis TimelineOverview::axis() const
{
    return {m_model.whole().value_or(TimeRange{}), std::floor(strip().width())};
}

QRectF TimelineOverview::frame() const
{
    const QRectF area = strip();
    const TimeRange shown = m_model.shown().value_or(TimeRange{});
    double left = area.left() + axis().x(shown.from);
    double right = area.left() + axis().x(shown.to);
    if (right - left < narrowest) {
        const double middle = (left + right) / 2;
        left = middle - narrowest / 2;
        right = middle + narrowest / 2;
    }
    left = std::clamp(left, area.left(), area.right() - narrowest);
    right = std::clamp(right, area.left() + narrowest, area.right());
    return {QPointF(left, area.top()), QPointF(right, area.bottom())};
}

TimelineOverview::Drag TimelineOverview::dragAt(double x) const
{
    const QRectF box = frame();
    const double inside = std::min(grip, box.width() / 4);
    if (x >= box.left() - grip && x <= box.left() + inside)
        return Drag::From;
    if (x >= box.right() - inside && x <= box.right() + grip)
        return Drag::To;
    // There is nowhere to move a frame that has it all.
    const bool all = box.width() >= strip().width() - 1;
    return box.contains(x, box.center().y()) && !all ? Drag::Move : Drag::Frame;
}

void TimelineOverview::paintCounts(QPainter &painter) const
{
    const QRectF area = strip();
    const std::vector<qint64> columns = columnsOf(m_model.wholeCounts(), axis());
    const qint64 most = columns.empty() ? 0 : *std::ranges::max_element(columns);
    const CountScale scale(most, m_logarithmic);
    // A strip this low shows little beside a peak, were it not for the root.
    const auto part = [&](qint64 count) { return m_logarithmic ? scale.part(count) : std::sqrt(scale.part(count)); };
    const double height = area.height() - 3;
    std::vector<QRect> bars;
    for (size_t i = 0; i < columns.size(); ++i) {
        if (columns[i] == 0)
            continue;
        const int bar = std::max(2, qRound(part(columns[i]) * height));
        bars.emplace_back(qRound(area.left()) + static_cast<int>(i), qRound(area.bottom()) - 1 - bar, 1, bar);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::of(palette()).otherSeries);
    painter.drawRects(bars.data(), static_cast<int>(bars.size()));
}

void TimelineOverview::paintFrame(QPainter &painter) const
{
    const Theme theme = Theme::of(palette());
    const QRectF area = strip();
    const QRectF box = frame();
    QColor veil = palette().color(QPalette::Window);
    veil.setAlphaF(0.6F);
    painter.fillRect(QRectF(area.topLeft(), box.bottomLeft()), veil);
    painter.fillRect(QRectF(box.topRight(), area.bottomRight()), veil);
    if (const std::optional<TimeRange> chosen = m_model.selection()) {
        const double from = std::clamp(area.left() + axis().x(chosen->from), area.left(), area.right() - 2);
        const double to = std::clamp(area.left() + axis().x(chosen->to), from + 2, area.right());
        painter.fillRect(QRectF(from, area.bottom() - 3, to - from, 3), theme.accent);
    }
    const QRectF line = QRectF(box.toAlignedRect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(hasFocus() ? theme.accent : theme.outline, 1));
    painter.drawRect(line);
    for (const double x : {line.left(), line.right()})
        painter.fillRect(QRectF(x - 1.5, line.center().y() - 5, 3, 10), painter.pen().color());
}

void TimelineOverview::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRectF area = strip();
    if (isEmpty() || area.width() < 2 * narrowest)
        return;
    painter.fillRect(area, palette().color(QPalette::Base));
    paintCounts(painter);
    paintFrame(painter);
}

void TimelineOverview::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    if (event->type() == QEvent::PaletteChange)
        update();
}

void TimelineOverview::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || isEmpty())
        return QWidget::mousePressEvent(event);
    m_pressX = event->position().x();
    m_pressRange = *m_model.shown();
    m_pressAxis = axis();
    m_drag = dragAt(m_pressX);
    m_moved = false;
    m_model.setHeld(true);
    if (m_drag == Drag::Move)
        setCursor(Qt::ClosedHandCursor);
}

void TimelineOverview::mouseMoveEvent(QMouseEvent *event)
{
    const double x = event->position().x();
    if (m_drag == Drag::None) {
        const Drag there = isEmpty() ? Drag::None : dragAt(x);
        setCursor(there == Drag::From || there == Drag::To ? Qt::SizeHorCursor
                  : there == Drag::Move                    ? Qt::OpenHandCursor
                                                           : Qt::ArrowCursor);
        return;
    }
    m_moved = m_moved || std::abs(x - m_pressX) >= QApplication::startDragDistance() / 2.0;
    if (m_moved)
        drag(x);
}

void TimelineOverview::drag(double x)
{
    const Micros by = m_pressAxis.time(x) - m_pressAxis.time(m_pressX);
    const Micros here = m_pressAxis.time(x - strip().left());
    const Micros pressed = m_pressAxis.time(m_pressX - strip().left());
    const TimeRange &was = m_pressRange;
    switch (m_drag) {
    case Drag::Move:
        return m_model.show({was.from + by, was.to + by});
    case Drag::From:    // past the other edge it takes that one along
        return m_model.show({std::min(was.from + by, was.to), std::max(was.from + by, was.to)});
    case Drag::To:
        return m_model.show({std::min(was.from, was.to + by), std::max(was.from, was.to + by)});
    case Drag::Frame:
        return m_model.show({std::min(pressed, here), std::max(pressed, here)});
    case Drag::None:
        return;
    }
}

void TimelineOverview::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_drag == Drag::None)
        return QWidget::mouseReleaseEvent(event);
    const bool click = !m_moved;
    stopDragging();
    if (click)
        centre(event->position().x());
}

void TimelineOverview::stopDragging()
{
    m_drag = Drag::None;
    m_model.setHeld(false);
    setCursor(Qt::ArrowCursor);
}

void TimelineOverview::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_model.fit();
}

void TimelineOverview::centre(double x)
{
    const Micros middle = axis().time(x - strip().left());
    const std::optional<TimeRange> shown = m_model.shown();
    const bool all = frame().width() >= strip().width() - 1;
    if (shown && !all)
        m_model.show({middle - shown->span() / 2, middle - shown->span() / 2 + shown->span()});
}

void TimelineOverview::wheelEvent(QWheelEvent *event)
{
    const QPoint angle = event->angleDelta();
    if (event->modifiers().testFlag(Qt::ShiftModifier) || std::abs(angle.x()) > std::abs(angle.y()))
        moveBy(-(angle.x() != 0 ? angle.x() : angle.y()) / 120.0 * keyStep);
    else
        zoom(std::pow(overviewNotchZoom, angle.y() / 120.0));
    event->accept();
}

void TimelineOverview::moveBy(double part)
{
    if (const std::optional<TimeRange> shown = m_model.shown())
        m_model.show(TimeAxis(*shown, 1).panned(part).range());
}

void TimelineOverview::zoom(double factor)
{
    if (const std::optional<TimeRange> shown = m_model.shown())
        m_model.show(TimeAxis(*shown, 1).zoomed(0.5, factor).range());
}

void TimelineOverview::keyPressEvent(QKeyEvent *event)
{
    if (isEmpty())
        return QWidget::keyPressEvent(event);
    const double step = event->modifiers().testFlag(Qt::ShiftModifier) ? 1 : keyStep;
    const TimeRange whole = *m_model.whole();
    const Micros span = m_model.shown()->span();
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_A:
        return moveBy(-step);
    case Qt::Key_Right:
    case Qt::Key_D:
        return moveBy(step);
    case Qt::Key_Home:
        return m_model.show({whole.from, whole.from + span});
    case Qt::Key_End:
        return m_model.show({whole.to - span, whole.to});
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_Up:
    case Qt::Key_W:
        return zoom(overviewKeyZoom);
    case Qt::Key_Minus:
    case Qt::Key_Down:
    case Qt::Key_S:
        return zoom(1 / overviewKeyZoom);
    case Qt::Key_F:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return m_model.fit();
    default:
        QWidget::keyPressEvent(event);
    }
}

void TimelineOverview::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void TimelineOverview::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

}
