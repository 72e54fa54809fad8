// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/lanemodel.h"

#include <QFontMetrics>
#include <QRectF>

#include <optional>

namespace eventscope {

// Where things stand in the view of lanes: a column with their values on the left, the marks beside it, the
// axis of time below, and above, where events are marked, a ruler. A value.
class LaneLayout {
public:
    LaneLayout(QSize viewport, const QFontMetrics &metrics, std::optional<TimeRange> shown, bool ruler);

    [[nodiscard]] int rowHeight() const { return m_rowHeight; }
    [[nodiscard]] QRectF header() const { return m_header; }
    [[nodiscard]] QRectF plot() const { return m_plot; }
    [[nodiscard]] QRectF ruler() const;
    [[nodiscard]] const TimeAxis &axis() const { return m_axis; }
    [[nodiscard]] int markWidth() const { return m_markWidth; }

    // How far so many lanes can be scrolled, in pixels.
    [[nodiscard]] int scrollRange(qint64 lanes) const;
    [[nodiscard]] LaneLayout scrolledTo(int pixels) const;
    [[nodiscard]] qint64 firstLane() const { return m_scrolled / m_rowHeight; }
    [[nodiscard]] qint64 visibleLanes() const;    // those that are seen in part, too
    [[nodiscard]] QRectF row(qint64 lane) const;
    [[nodiscard]] std::optional<qint64> laneAt(QPointF place, qint64 lanes) const;
    // The scroll that shows the whole lane, nearest to the one there is.
    [[nodiscard]] int scrollToShow(qint64 lane) const;

    [[nodiscard]] double x(Micros time) const { return m_plot.left() + m_axis.x(time); }
    // Left and right end of a mark; for a single event a narrow place around its time.
    [[nodiscard]] std::pair<double, double> extent(const LaneModel &model, const Lane::Mark &mark) const;
    // The mark of a lane that is hit there, the nearest of several.
    [[nodiscard]] const Lane::Mark *markAt(const LaneModel &model, const Lane &lane, double x) const;

private:
    int m_rowHeight;
    int m_markWidth;
    int m_scrolled = 0;
    QRectF m_header;
    QRectF m_plot;
    TimeAxis m_axis;
};

}
