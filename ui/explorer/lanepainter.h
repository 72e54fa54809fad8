// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/lanelayout.h"
#include "views/eventmarks.h"

#include <QPalette>
#include <QTimeZone>

#include <optional>

class QPainter;

namespace eventscope {

// All that the picture of lanes is made of.
struct LaneScene {
    struct Place {
        qint64 lane = 0;
        std::optional<Row> row;    // of a mark
    };

    LaneLayout layout;
    const LaneModel &model;
    const EventMarks &marks;
    QTimeZone zone = QTimeZone::utc();
    std::optional<TimeRange> brush;
    std::optional<Place> hovered;
    std::optional<Place> cursor;
    bool focused = false;
};

// The mark that the event is in, among those of the lane.
[[nodiscard]] const Lane::Mark *markOf(const LaneModel &model, const Lane &lane, Row row);

void paintLanes(QPainter &painter, const LaneScene &scene, const QPalette &palette);

}
