// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/timelinechart.h"

#include <QKeyEvent>

#include <algorithm>

namespace eventscope {

void TimelineChart::keyPressEvent(QKeyEvent *event)
{
    if (!steer(event) && !act(event))
        QWidget::keyPressEvent(event);
}

// Keys that move the cursor from bar to bar.
bool TimelineChart::steer(QKeyEvent *event)
{
    if (isEmpty())
        return false;
    const TimeBuckets &buckets = m_model.buckets();
    const TimeRange range = axis().range();
    const int first = buckets.indexOf(range.from);
    const int last = buckets.indexOf(range.to - 1);
    const int now = m_cursor ? buckets.indexOf(*m_cursor) : first - 1;
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
    case Qt::Key_Left:
        moveCursor(std::max(first, now - 1), extend);
        return true;
    case Qt::Key_Right:
        moveCursor(std::min(last, now + 1), extend);
        return true;
    case Qt::Key_Home:
        moveCursor(first, extend);
        return true;
    case Qt::Key_End:
        moveCursor(last, extend);
        return true;
    default:
        return false;
    }
}

bool TimelineChart::act(QKeyEvent *event)
{
    const double step = plot().width() / 4;
    switch (event->key()) {
    case Qt::Key_A:
        pan(-step);
        return true;
    case Qt::Key_D:
        pan(step);
        return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        return true;
    case Qt::Key_Minus:
        zoomOut();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        selectUnderCursor();
        return m_cursor.has_value();
    case Qt::Key_Escape:
        if (m_drag != Drag::None)
            cancelDrag();
        else if (m_anchor)
            m_anchor.reset();
        else if (m_model.selection())
            m_model.clearSelection();
        else
            return false;
        update();
        return true;
    default:
        return false;
    }
}

void TimelineChart::moveCursor(int bucket, bool extend)
{
    if (extend && !m_anchor)
        m_anchor = m_cursor;
    if (!extend)
        m_anchor.reset();
    const TimeRange bar = m_model.buckets().at(bucket);
    m_cursor = bar.from + bar.span() / 2;
    const QRectF area = plot();
    const QPointF at(area.left() + axis().x(bar.to) + 6, area.top() + 4);
    showDetails(bucket, mapToGlobal(at.toPoint()));
    describe();
    update();
}

void TimelineChart::selectUnderCursor()
{
    if (!m_cursor || isEmpty())
        return;
    const TimeBuckets &buckets = m_model.buckets();
    const TimeRange range = m_anchor ? *brush() : buckets.at(buckets.indexOf(*m_cursor));
    m_anchor.reset();
    m_model.select(range);
}

}
