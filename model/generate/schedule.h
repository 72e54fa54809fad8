// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "generate/recipeparts.h"

namespace eventscope {

// The times of so many events, one after the other, the last at the end.
class EventSchedule {
public:
    EventSchedule(const TimePlan &plan, Random &random, qint64 count, Micros end);

    // Of the n-th event, to be asked for in their order.
    [[nodiscard]] Micros at(qint64 place, Random &random);

private:
    void addBursts(const TimePlan &plan, Random &random);

    Micros m_begin;
    Micros m_end;
    qint64 m_count;
    std::vector<double> m_sums;    // of the weights of all slots up to and with this one
    std::size_t m_slot = 0;
};

}
