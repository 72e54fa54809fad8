// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeaxis.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace eventscope {

namespace {

constexpr Micros ms = microsPerMilli;
constexpr Micros s = microsPerSecond;
constexpr Micros minute = microsPerMinute;
constexpr Micros hour = microsPerHour;
constexpr Micros day = microsPerDay;

constexpr std::array bucketWidths{Micros{1}, Micros{2}, Micros{5}, Micros{10}, Micros{20}, Micros{50}, Micros{100},
    Micros{200}, Micros{500}, ms, 2 * ms, 5 * ms, 10 * ms, 20 * ms, 50 * ms, 100 * ms, 200 * ms, 500 * ms, s, 2 * s,
    5 * s, 10 * s, 15 * s, 30 * s, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour,
    2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day, 28 * day, 91 * day, 182 * day, 365 * day,
    730 * day, 1825 * day, 3650 * day, 7300 * day, 18'250 * day, 36'500 * day};

// Buckets of whole weeks begin on a Monday, which 1970-01-05 was.
constexpr Micros firstMonday = 4 * day;

Micros floorTo(Micros value, Micros step)
{
    const Micros rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

// The range moved and, where it must be, cut into all the time there is.
TimeRange bounded(double from, double span)
{
    const double whole = static_cast<double>(allTime.span());
    const Micros length = static_cast<Micros>(std::clamp(span, static_cast<double>(TimeAxis::shortest), whole));
    const double first = static_cast<double>(allTime.from);
    const double last = static_cast<double>(allTime.to - length);
    const Micros start =
        std::clamp(static_cast<Micros>(std::llround(std::clamp(from, first, last))), allTime.from, allTime.to - length);
    return {start, start + length};
}

}

TimeAxis::TimeAxis(TimeRange range, double width)
    : m_width(std::max(1.0, width))
{
    const Micros from = std::clamp(range.from, allTime.from, allTime.to - shortest);
    m_range = {from, std::clamp(range.to, from + shortest, allTime.to)};
}

double TimeAxis::x(Micros time) const
{
    return pixels(time - m_range.from);
}

double TimeAxis::pixels(Micros span) const
{
    return static_cast<double>(span) / static_cast<double>(m_range.span()) * m_width;
}

Micros TimeAxis::time(double x) const
{
    const double offset = x / m_width * static_cast<double>(m_range.span());
    const double room = static_cast<double>(allTime.span());
    return std::clamp(
        m_range.from + static_cast<Micros>(std::floor(std::clamp(offset, -room, room))), allTime.from, allTime.to);
}

TimeAxis TimeAxis::zoomed(double x, double factor) const
{
    const double span = static_cast<double>(m_range.span());
    // Rounded the way it goes, so that small steps of a touchpad are not lost on short spans.
    const double wish = factor < 1 ? std::ceil(span / factor) : std::floor(span / factor);
    const double length = std::clamp(wish, static_cast<double>(shortest), static_cast<double>(allTime.span()));
    const double part = x / m_width;
    // Only the difference goes through a double: at the ends of time one has no single microseconds.
    const double shift = std::round(part * (span - length));
    TimeAxis result = *this;
    result.m_range = bounded(static_cast<double>(m_range.from) + shift, length);
    const Micros exact = m_range.from + static_cast<Micros>(shift);
    if (exact >= allTime.from && exact + result.m_range.span() <= allTime.to)
        result.m_range = {exact, exact + result.m_range.span()};
    return result;
}

TimeAxis TimeAxis::panned(double pixels) const
{
    const double room = static_cast<double>(allTime.span());
    const double wish = std::clamp(pixels / m_width * static_cast<double>(m_range.span()), -room, room);
    const Micros shift =
        std::clamp(static_cast<Micros>(std::llround(wish)), allTime.from - m_range.from, allTime.to - m_range.to);
    TimeAxis result = *this;
    result.m_range = {m_range.from + shift, m_range.to + shift};
    return result;
}

int TimeBuckets::indexOf(Micros time) const
{
    return static_cast<int>(std::clamp<Micros>(floorTo(time - from, width) / width, 0, count - 1));
}

TimeBuckets bucketsFor(TimeRange range, int most, const QTimeZone &zone)
{
    // One more is needed wherever the range does not begin with a bucket.
    const Micros room = std::max(1, most - 1);
    const auto enough = std::ranges::find_if(bucketWidths, [&](Micros width) { return range.span() <= width * room; });
    const Micros width = enough != bucketWidths.end() ? *enough : bucketWidths.back();
    const Micros origin = (width % (7 * day) == 0 ? firstMonday : 0) - zoneOffset(zone, range.from);
    const Micros from = floorTo(range.from - origin, width) + origin;
    const Micros count = (std::max(range.to, range.from + 1) - from + width - 1) / width;
    return {from, width, static_cast<int>(count)};
}

Micros zoneOffset(const QTimeZone &zone, Micros time)
{
    if (zone == QTimeZone::utc())
        return 0;
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(floorTo(time, ms) / ms, Qt::UTC);
    return zone.offsetFromUtc(moment) * microsPerSecond;
}

}
