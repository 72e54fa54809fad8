// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/lanecursor.h"

#include "explorer/lanepainter.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr qint64 searched = 1000;    // lanes above and below, when one came to stand elsewhere

}

const Lane *LaneCursor::currentLane() const
{
    return m_lane ? m_model.lane(*m_lane) : nullptr;
}

const Lane::Mark *LaneCursor::currentMark() const
{
    const Lane *lane = currentLane();
    return lane && m_row ? markOf(m_model, *lane, *m_row) : nullptr;
}

void LaneCursor::clear()
{
    m_lane.reset();
    m_row.reset();
    m_known = false;
}

void LaneCursor::set(qint64 lane, std::optional<Row> row)
{
    m_lane = lane;
    m_row = row;
    m_known = false;
    if (row)
        m_time = m_model.columns().time(*row);
    settle();
}

void LaneCursor::moveToLane(qint64 lane)
{
    m_lane = lane;
    m_row.reset();
    m_known = false;
    settle();
}

// Takes value and event of the lane, once they are there.
void LaneCursor::settle()
{
    const Lane *lane = currentLane();
    if (!lane || m_known)
        return;
    m_known = true;
    m_value = lane->value;
    if (m_row || !m_time || lane->marks.empty())
        return;
    const auto distance = [this](const Lane::Mark &mark) {
        const Micros away = m_model.columns().time(mark.row) - *m_time;
        return away < 0 ? -away : away;
    };
    m_row = std::ranges::min_element(lane->marks, {}, distance)->row;
}

bool LaneCursor::step(bool forward, TimeRange shown)
{
    const Lane *lane = currentLane();
    if (!lane)
        return false;
    if (!m_row)
        return jump(!forward, shown);
    const Micros now = m_model.columns().time(*m_row);
    const Lane::Mark *next = nullptr;
    for (const Lane::Mark &mark : lane->marks) {
        const TimeRange time = m_model.timeOf(mark);
        if (forward && time.from > now) {
            next = &mark;
            break;
        }
        if (!forward && time.to <= now)
            next = &mark;
    }
    if (next)
        set(*m_lane, next->row);
    return next;
}

bool LaneCursor::jump(bool last, TimeRange shown)
{
    const Lane *lane = currentLane();
    if (!lane)
        return false;
    const Lane::Mark *found = nullptr;
    for (const Lane::Mark &mark : lane->marks) {
        if (!shown.contains(m_model.columns().time(mark.row)))
            continue;
        found = &mark;
        if (!last)
            break;
    }
    if (found)
        set(*m_lane, found->row);
    return found;
}

void LaneCursor::follow()
{
    if (!m_lane)
        return;
    if (!m_known)
        return settle();
    if (const Lane *lane = currentLane(); lane && lane->value == m_value)
        return;
    for (qint64 away = 1; away <= searched; ++away) {
        for (const qint64 lane : {*m_lane - away, *m_lane + away}) {
            const Lane *candidate = m_model.lane(lane);
            if (candidate && candidate->value == m_value) {
                m_lane = lane;
                return;
            }
        }
    }
    // Somewhere else, or gone: the cursor stays where it is, at the lane that is there now.
    if (m_model.lanes() == 0)
        return clear();
    moveToLane(std::min(*m_lane, m_model.lanes() - 1));
}

}
