// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/timelinescale.h"
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
    bool logarithmic = false;
    std::optional<TimeRange> brush;
    QString brushText;    // shown in the brush while it is made
    // Marked events; between two of them stands what lies between.
    std::vector<Micros> marks;
    QString delta;
    std::optional<int> hovered;    // a bucket
    std::optional<int> cursor;     // a bucket, when the keyboard is at work
};

// Room for the labels around the plot.
[[nodiscard]] QMarginsF plotMargins(const QFontMetrics &metrics);

void paintTimeline(QPainter &painter, const TimelineScene &scene, const QPalette &palette);

}
