// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/lanelayout.h"

#include <algorithm>
#include <climits>
#include <cmath>

namespace eventscope {

namespace {

constexpr int headerLetters = 30;
constexpr double headerShare = 0.35;    // of the width at most
constexpr double reach = 4;             // pixels beside a mark where it is hit, too
constexpr double edge = 6;              // beside the plot, so that marks at its ends are whole

}

LaneLayout::LaneLayout(QSize viewport, const QFontMetrics &metrics, std::optional<TimeRange> shown, bool ruler)
    : m_rowHeight(metrics.height() + 7)
    , m_markWidth(std::max(6, m_rowHeight / 3))
{
    const double axisHeight = 2.0 * metrics.height() + 7;
    const double top = ruler ? metrics.height() + 6 : 0;
    const double bottom = std::max(top, viewport.height() - axisHeight);
    const double column =
        std::min<double>(headerLetters * metrics.averageCharWidth(), std::floor(viewport.width() * headerShare));
    m_header = QRectF(0, top, column, bottom - top);
    m_plot = QRectF(column + edge, top, std::max(1.0, viewport.width() - column - 2 * edge), bottom - top);
    m_axis = TimeAxis(shown.value_or(TimeRange{}), m_plot.width());
}

QRectF LaneLayout::ruler() const
{
    return {m_plot.left(), 0, m_plot.width(), m_plot.top()};
}

int LaneLayout::scrollRange(qint64 lanes) const
{
    const qint64 all = lanes * m_rowHeight - static_cast<qint64>(m_plot.height());
    return static_cast<int>(std::clamp<qint64>(all, 0, INT_MAX));
}

LaneLayout LaneLayout::scrolledTo(int pixels) const
{
    LaneLayout layout = *this;
    layout.m_scrolled = pixels;
    return layout;
}

qint64 LaneLayout::visibleLanes() const
{
    const auto end = static_cast<qint64>(m_scrolled + m_plot.height() + m_rowHeight - 1) / m_rowHeight;
    return end - firstLane();
}

QRectF LaneLayout::row(qint64 lane) const
{
    const double top = m_plot.top() + static_cast<double>(lane * m_rowHeight - m_scrolled);
    return {0, top, m_plot.right() + edge, static_cast<double>(m_rowHeight)};
}

std::optional<qint64> LaneLayout::laneAt(QPointF place, qint64 lanes) const
{
    if (place.y() < m_plot.top() || place.y() >= m_plot.bottom())
        return {};
    const auto lane = static_cast<qint64>(m_scrolled + place.y() - m_plot.top()) / m_rowHeight;
    return lane < lanes ? std::optional(lane) : std::nullopt;
}

int LaneLayout::scrollToShow(qint64 lane) const
{
    const qint64 highest = lane * m_rowHeight;
    const qint64 lowest = highest + m_rowHeight - static_cast<qint64>(m_plot.height());
    return static_cast<int>(std::clamp<qint64>(m_scrolled, std::min(lowest, highest), highest));
}

std::pair<double, double> LaneLayout::extent(const LaneModel &model, const Lane::Mark &mark) const
{
    if (mark.count == 1) {
        const double at = std::round(x(model.columns().time(mark.row)));
        return {at - 1, at + 1};
    }
    const TimeRange time = model.timeOf(mark);
    const double left = std::round(x(time.from));
    const double right = std::round(x(time.to));
    return {left, std::max(left + 2, right - (right - left >= 4 ? 1 : 0))};
}

const Lane::Mark *LaneLayout::markAt(const LaneModel &model, const Lane &lane, double x) const
{
    const Lane::Mark *nearest = nullptr;
    double distance = reach;
    const Micros time = m_axis.time(x - m_plot.left()) - model.bucket() * 2;
    auto mark = std::ranges::partition_point(
        lane.marks, [&](const Lane::Mark &candidate) { return model.timeOf(candidate).to < time; });
    for (; mark != lane.marks.end(); ++mark) {
        const auto [left, right] = extent(model, *mark);
        if (left - distance > x)
            break;
        const double away = x < left ? left - x : x > right ? x - right : 0;
        if (away <= distance) {
            distance = away;
            nearest = &*mark;
        }
    }
    return nearest;
}

}
