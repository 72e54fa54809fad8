// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/tr.h"
#include "views/timeaxis.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// A step between ticks: a fixed span, or calendar months (years are twelve).
struct Step {
    Micros span = 0;
    int months = 0;

    // About how long it is, to choose by.
    [[nodiscard]] Micros length() const { return months > 0 ? months * 30 * microsPerDay : span; }
};

constexpr std::array steps{Step{1}, Step{2}, Step{5}, Step{10}, Step{20}, Step{50}, Step{100}, Step{200}, Step{500},
    Step{microsPerMilli}, Step{2 * microsPerMilli}, Step{5 * microsPerMilli}, Step{10 * microsPerMilli},
    Step{20 * microsPerMilli}, Step{50 * microsPerMilli}, Step{100 * microsPerMilli}, Step{200 * microsPerMilli},
    Step{500 * microsPerMilli}, Step{microsPerSecond}, Step{2 * microsPerSecond}, Step{5 * microsPerSecond},
    Step{10 * microsPerSecond}, Step{15 * microsPerSecond}, Step{30 * microsPerSecond}, Step{microsPerMinute},
    Step{2 * microsPerMinute}, Step{5 * microsPerMinute}, Step{10 * microsPerMinute}, Step{15 * microsPerMinute},
    Step{30 * microsPerMinute}, Step{microsPerHour}, Step{2 * microsPerHour}, Step{3 * microsPerHour},
    Step{6 * microsPerHour}, Step{12 * microsPerHour}, Step{microsPerDay}, Step{2 * microsPerDay},
    Step{7 * microsPerDay}, Step{0, 1}, Step{0, 2}, Step{0, 3}, Step{0, 6}, Step{0, 12}, Step{0, 24}, Step{0, 60},
    Step{0, 120}, Step{0, 240}, Step{0, 600}, Step{0, 1200}, Step{0, 2400}, Step{0, 6000}, Step{0, 12'000},
    Step{0, 24'000}};

Micros tickFloor(Micros value, Micros step)
{
    const Micros rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

// The wall clock of the zone, kept as if it were UTC: QDateTime need then know of no zone.
QDateTime wallClock(Micros local)
{
    return QDateTime::fromMSecsSinceEpoch(tickFloor(local, microsPerMilli) / microsPerMilli, Qt::UTC);
}

QString digits(Micros value, int count)
{
    return QString::number(value).rightJustified(count, u'0');
}

// The fraction of the second, with its point: ".123" or ".123456".
QString secondFraction(Micros local, Micros unit)
{
    const Micros rest = local - tickFloor(local, microsPerSecond);
    return unit < microsPerMilli ? u"."_s + digits(rest, 6) : u"."_s + digits(rest / microsPerMilli, 3);
}

QString clockText(Micros local, Micros unit)
{
    const QDateTime clock = wallClock(local);
    if (unit >= microsPerMinute)
        return clock.toString(u"HH:mm"_s);
    if (unit >= microsPerSecond)
        return clock.toString(u"HH:mm:ss"_s);
    return clock.toString(u"HH:mm:ss"_s) + secondFraction(local, unit);
}

TimeTick tickAt(Micros time, Micros local, const Step &step)
{
    const QDateTime clock = wallClock(local);
    const QLocale locale;
    if (step.months % 12 == 0 && step.months > 0)
        return {time, clock.toString(u"yyyy"_s), {}};
    if (step.months > 0)
        return {time, locale.toString(clock, u"MMM"_s), clock.toString(u"yyyy"_s)};
    if (step.span >= microsPerDay)
        return {time, locale.toString(clock, u"d MMM"_s), clock.toString(u"yyyy"_s)};
    if (step.span >= microsPerSecond)
        return {time, clockText(local, step.span), locale.toString(clock, u"ddd d MMM yyyy"_s)};
    return {time, clock.toString(u"ss"_s) + secondFraction(local, step.span),
        locale.toString(clock, u"d MMM yyyy HH:mm"_s)};
}

Micros toWall(Micros time, const QTimeZone &zone)
{
    return time + zoneOffset(zone, time);
}

// In the hour that a clock is set back over, the earlier of the two moments or the later: either has
// that wall time, and ticks drop doubles.
Micros fromWall(Micros local, const QTimeZone &zone)
{
    const Micros guess = local - zoneOffset(zone, local);
    return local - zoneOffset(zone, guess);
}

Micros monthStart(qint64 months)
{
    const qint64 year = months / 12;
    const QDate first(static_cast<int>(year), static_cast<int>(months % 12) + 1, 1);
    return first.startOfDay(Qt::UTC).toMSecsSinceEpoch() * microsPerMilli;
}

// Wall times of the ticks, in order, from the last one at or before the range.
std::vector<Micros> wallTicks(TimeRange wall, const Step &step)
{
    std::vector<Micros> ticks;
    if (step.months == 0) {
        // Weeks on Monday.
        const Micros origin = step.span % (7 * microsPerDay) == 0 ? 4 * microsPerDay : 0;
        for (Micros at = tickFloor(wall.from - origin, step.span) + origin; at < wall.to; at += step.span)
            ticks.push_back(at);
        return ticks;
    }
    const QDate start = wallClock(wall.from).date();
    const qint64 month = start.year() * 12LL + start.month() - 1;
    for (qint64 at = month - month % step.months; at / 12 <= 9999; at += step.months) {
        if (at < 12)
            continue;    // there is no year 0
        const Micros moment = monthStart(at);
        if (moment >= wall.to)
            break;
        ticks.push_back(moment);
    }
    return ticks;
}

const Step &stepFor(const TimeAxis &axis, double distance)
{
    const auto enough =
        std::ranges::find_if(steps, [&](const Step &step) { return axis.pixels(step.length()) >= distance; });
    return enough != steps.end() ? *enough : steps.back();
}

struct Unit {
    Micros span;
    const char *one;
    const char *many;
};

constexpr std::array units{
    Unit{microsPerDay, QT_TRANSLATE_NOOP("eventscope::TimeAxis", "1 day"),
        QT_TRANSLATE_NOOP("eventscope::TimeAxis", "%1 days")},
    Unit{microsPerHour, QT_TRANSLATE_NOOP("eventscope::TimeAxis", "1 hour"),
        QT_TRANSLATE_NOOP("eventscope::TimeAxis", "%1 hours")},
    Unit{microsPerMinute, QT_TRANSLATE_NOOP("eventscope::TimeAxis", "1 minute"),
        QT_TRANSLATE_NOOP("eventscope::TimeAxis", "%1 minutes")},
    Unit{microsPerSecond, QT_TRANSLATE_NOOP("eventscope::TimeAxis", "1 second"),
        QT_TRANSLATE_NOOP("eventscope::TimeAxis", "%1 seconds")},
    Unit{microsPerMilli, QT_TRANSLATE_NOOP("eventscope::TimeAxis", "1 millisecond"),
        QT_TRANSLATE_NOOP("eventscope::TimeAxis", "%1 milliseconds")},
    Unit{1, QT_TRANSLATE_NOOP("eventscope::TimeAxis", "1 microsecond"),
        QT_TRANSLATE_NOOP("eventscope::TimeAxis", "%1 microseconds")},
};

}

std::vector<TimeTick> ticksFor(const TimeAxis &axis, double distance, const QTimeZone &zone)
{
    const Step &step = stepFor(axis, distance);
    const TimeRange range = axis.range();
    // A day to either side, for clocks that were set in between.
    const Micros margin = step.length() >= microsPerHour ? microsPerDay : 0;
    const TimeRange wall{std::max(toWall(range.from, zone) - margin, allTime.from),
        std::min(toWall(range.to, zone) + margin, allTime.to)};
    std::vector<TimeTick> ticks;
    for (const Micros local : wallTicks(wall, step)) {
        const Micros time = fromWall(local, zone);
        const bool apart = ticks.empty() || axis.pixels(time - ticks.back().time) >= distance * 0.7;
        const bool exists = toWall(time, zone) == local;    // clocks skip an hour in spring
        if (range.contains(time) && apart && exists)
            ticks.push_back(tickAt(time, local, step));
    }
    return ticks;
}

QString spanText(Micros span)
{
    const Micros year = 365 * microsPerDay;
    if (span >= year && span % year == 0) {
        const Micros years = span / year;
        return years == 1 ? tr("about 1 year") : tr("about %1 years").arg(QLocale().toString(qlonglong{years}));
    }
    const auto fits =
        std::ranges::find_if(units, [&](const Unit &unit) { return span >= unit.span && span % unit.span == 0; });
    const Unit &unit = fits != units.end() ? *fits : units.back();
    const Micros count = span / unit.span;
    return count == 1 ? tr(unit.one) : tr(unit.many).arg(QLocale().toString(qlonglong{count}));
}

QString momentText(Micros time, Micros unit, const QTimeZone &zone)
{
    const Micros local = toWall(time, zone);
    const QString date = wallClock(local).toString(u"yyyy-MM-dd"_s);
    const bool wholeDay = unit >= microsPerDay && local == tickFloor(local, microsPerDay);
    return wholeDay ? date : date + u' ' + clockText(local, unit);
}

QString rangeText(TimeRange range, Micros unit, const QTimeZone &zone)
{
    const QString from = momentText(range.from, unit, zone);
    QString to = momentText(range.to, unit, zone);
    const qsizetype date = 11;    // "2026-03-29 "
    if (to.size() > date && from.size() > date && from.left(date) == to.left(date))
        to.remove(0, date);
    return tr("%1 – %2").arg(from, to);
}

}
