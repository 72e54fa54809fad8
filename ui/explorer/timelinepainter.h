// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/timelineseries.h"
#include "views/timeaxis.h"

#include <QPalette>
#include <QRectF>

#include <optional>
#include <vector>

class QFontMetrics;
class QPainter;

namespace eventscope {

// All that the timeline's picture is made of.
struct TimelineScene {
    QRectF plot;    // where the bars stand; labels are left of it and below
    TimeAxis axis;
    QTimeZone zone = QTimeZone::utc();
    const Histogram *histogram = nullptr;
    TimeBuckets buckets;
    std::vector<int> order;           // indexes of the histogram's series, from the ground up
    std::vector<SeriesFill> fills;    // of each of the histogram's series
    std::optional<TimeRange> brush;
    std::optional<int> hovered;    // a bucket
    std::optional<int> cursor;     // a bucket, when the keyboard is at work
};

// The smallest of 1, 2, 3, 4, 5, 6, 8, 10, 20, … that is not less.
[[nodiscard]] qint64 niceCeiling(qint64 value);
// "1.2 k", "30 M": short enough for an axis.
[[nodiscard]] QString shortCount(qint64 count);

// Room for the labels around the plot.
[[nodiscard]] QMarginsF plotMargins(const QFontMetrics &metrics);

void paintTimeline(QPainter &painter, const TimelineScene &scene, const QPalette &palette);

}
