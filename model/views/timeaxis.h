// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/timestamp.h"

#include <QString>
#include <QTimeZone>

#include <vector>

namespace eventscope {

// From inclusive, to exclusive.
struct TimeRange {
    Micros from = 0;
    Micros to = 0;

    [[nodiscard]] Micros span() const { return to - from; }
    [[nodiscard]] bool contains(Micros time) const { return from <= time && time < to; }

    friend bool operator==(const TimeRange &, const TimeRange &) = default;
};

// All the time there is: the years 0001 to 9999.
inline constexpr TimeRange allTime{-62'135'596'800 * microsPerSecond, 253'402'300'800 * microsPerSecond};

// Where a moment stands on a line of so many pixels, and back. Never empty: the span is at least
// TimeAxis::shortest, within allTime.
class TimeAxis {
public:
    static constexpr Micros shortest = 20;    // single microseconds are told apart

    TimeAxis() = default;
    TimeAxis(TimeRange range, double width);

    [[nodiscard]] TimeRange range() const { return m_range; }
    [[nodiscard]] double width() const { return m_width; }

    [[nodiscard]] double x(Micros time) const;    // also outside of the range
    [[nodiscard]] Micros time(double x) const;    // likewise, within allTime
    [[nodiscard]] double pixels(Micros span) const;

    // The moment at x stays where it is, and the span becomes 1/factor of what it was.
    [[nodiscard]] TimeAxis zoomed(double x, double factor) const;
    // Later for positive pixels; stops at the ends of time.
    [[nodiscard]] TimeAxis panned(double pixels) const;

    friend bool operator==(const TimeAxis &, const TimeAxis &) = default;

private:
    TimeRange m_range{0, shortest};
    double m_width = 1;
};

// Bars of one human width, from one that begins at or before the range to one that ends at or after it.
struct TimeBuckets {
    Micros from = 0;
    Micros width = 1;
    int count = 1;

    [[nodiscard]] TimeRange all() const { return {from, from + width * count}; }
    [[nodiscard]] TimeRange at(int index) const { return {from + width * index, from + width * (index + 1)}; }
    [[nodiscard]] int indexOf(Micros time) const;    // of the nearest bucket

    friend bool operator==(const TimeBuckets &, const TimeBuckets &) = default;
};

// The narrowest human width (5 minutes, 1 day) at which the range needs at most `most` buckets; they
// begin at whole minutes, hours, days of the zone (as it stands at the range's start), weeks on Monday.
[[nodiscard]] TimeBuckets bucketsFor(TimeRange range, int most, const QTimeZone &zone);

struct TimeTick {
    Micros time = 0;
    QString label;      // what changes from tick to tick: "14:05"
    QString context;    // what it is part of: "Sun 29 Mar 2026"; empty for years

    friend bool operator==(const TimeTick &, const TimeTick &) = default;
};

// Ticks at calendar steps of the zone, at least `distance` pixels apart, within the range.
[[nodiscard]] std::vector<TimeTick> ticksFor(const TimeAxis &axis, double distance, const QTimeZone &zone);

// The offset of a zone from UTC at that moment.
[[nodiscard]] Micros zoneOffset(const QTimeZone &zone, Micros time);

// "5 minutes", "1 day", "about 2 years".
[[nodiscard]] QString spanText(Micros span);
// A moment as people read it, as exact as the unit (a bucket's width, say) asks for:
// "2026-03-29 14:05". Microseconds for a unit below a millisecond.
[[nodiscard]] QString momentText(Micros time, Micros unit, const QTimeZone &zone);
// "2026-03-29 14:05 – 14:10", the second date only where it differs.
[[nodiscard]] QString rangeText(TimeRange range, Micros unit, const QTimeZone &zone);

}
