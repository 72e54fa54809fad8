// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/schedule.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace eventscope {

namespace {

constexpr Micros slotWidth = 10 * microsPerMinute;

constexpr qint64 floorDiv(qint64 number, qint64 by)
{
    return number / by - (number % by < 0 ? 1 : 0);
}

double weightAt(const TimePlan &plan, Micros time)
{
    const Micros local = time + plan.zone;
    const qint64 day = floorDiv(local, microsPerDay);
    const auto hour = static_cast<std::size_t>((local - day * microsPerDay) / microsPerHour);
    const qint64 weekday = ((day + 3) % 7 + 7) % 7;    // Monday is 0, 1970 began on a Thursday
    return plan.hours[hour] * (weekday >= 5 ? plan.weekend : 1.0);
}

}

EventSchedule::EventSchedule(const TimePlan &plan, Random &random, qint64 count, Micros end)
    : m_begin(end - plan.span)
    , m_end(end)
    , m_count(count)
{
    const auto slotCount = static_cast<std::size_t>((plan.span + slotWidth - 1) / slotWidth);
    m_sums.reserve(slotCount);
    for (std::size_t slot = 0; slot < slotCount; ++slot) {
        const Micros middle = m_begin + static_cast<Micros>(slot) * slotWidth + slotWidth / 2;
        m_sums.push_back(weightAt(plan, middle) * (1.0 + plan.noise * (2.0 * random.unit() - 1.0)));
    }
    addBursts(plan, random);
    std::partial_sum(m_sums.begin(), m_sums.end(), m_sums.begin());
    if (m_sums.back() <= 0)    // a short span of hours that are all quiet
        std::iota(m_sums.begin(), m_sums.end(), 1.0);
}

void EventSchedule::addBursts(const TimePlan &plan, Random &random)
{
    const double days = double(plan.span) / double(microsPerDay);
    for (const TimePlan::Burst &burst : plan.bursts) {
        const auto bursts = static_cast<qint64>(burst.perDay * days + random.unit());
        for (qint64 i = 0; i < bursts; ++i) {
            const Micros begin = random.between(0, plan.span - 1);
            const Micros lasting = random.between(burst.lasting.least, burst.lasting.most);
            const Micros end = std::min(plan.span, begin + lasting);
            for (Micros slot = begin / slotWidth; slot * slotWidth < end; ++slot) {
                const Micros within = std::min(end, (slot + 1) * slotWidth) - std::max(begin, slot * slotWidth);
                m_sums[static_cast<std::size_t>(slot)] *=
                    1.0 + (burst.times - 1.0) * double(within) / double(slotWidth);
            }
        }
    }
}

Micros EventSchedule::at(qint64 place, Random &random)
{
    const double position = (double(place) + random.unit()) / double(m_count) * m_sums.back();
    if (place + 1 >= m_count)
        return m_end;
    while (m_slot + 1 < m_sums.size() && m_sums[m_slot] <= position)
        ++m_slot;
    const double before = m_slot == 0 ? 0.0 : m_sums[m_slot - 1];
    const double within = std::clamp((position - before) / (m_sums[m_slot] - before), 0.0, 1.0);
    const Micros time =
        m_begin + static_cast<Micros>(m_slot) * slotWidth + static_cast<Micros>(within * double(slotWidth));
    return std::min(time, m_end);
}

}
