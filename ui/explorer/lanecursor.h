// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/lanemodel.h"

#include <QByteArray>

#include <optional>

namespace eventscope {

// The lane and the event that the keyboard is at. It follows its lane when lanes come to stand elsewhere.
class LaneCursor {
public:
    explicit LaneCursor(const LaneModel &model)
        : m_model(model)
    {}

    [[nodiscard]] std::optional<qint64> lane() const { return m_lane; }
    [[nodiscard]] std::optional<Row> row() const { return m_row; }
    // What the cursor is at, as far as it is known.
    [[nodiscard]] const Lane *currentLane() const;
    [[nodiscard]] const Lane::Mark *currentMark() const;

    void clear();
    void set(qint64 lane, std::optional<Row> row);
    // Another lane, and there the event nearest in time to the one that the cursor was at.
    void moveToLane(qint64 lane);
    // The next event in the lane, or the one before; the first in that time when the cursor was at none. False
    // when there is none.
    bool step(bool forward, TimeRange shown);
    // The first or last mark in that time.
    bool jump(bool last, TimeRange shown);
    // To be called when the model changed.
    void follow();

private:
    void settle();

    const LaneModel &m_model;
    std::optional<qint64> m_lane;
    QByteArray m_value;    // of the lane, once it is known
    bool m_known = false;
    std::optional<Row> m_row;
    std::optional<Micros> m_time;    // where to look for an event in a lane
};

}
