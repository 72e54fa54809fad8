// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/sources.h"

#include <algorithm>
#include <cstdlib>

namespace eventscope {

namespace {

struct Date {
    qint64 year = 0;
    int month = 0;
    int day = 0;
};

constexpr qint64 floorQuotient(qint64 number, qint64 by)
{
    return number / by - (number % by < 0 ? 1 : 0);
}

// Years are counted from March, so that the leap day is a year's last.
Date dateOf(qint64 daysSince1970)
{
    constexpr qint64 daysOf400Years = 146'097;
    constexpr qint64 daysFromMarchOfYear0 = 719'468;
    const qint64 days = daysSince1970 + daysFromMarchOfYear0;
    const qint64 era = floorQuotient(days, daysOf400Years);
    const qint64 dayOfEra = days - era * daysOf400Years;
    const qint64 year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const qint64 dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100);
    const qint64 fromMarch = (5 * dayOfYear + 2) / 153;
    const auto day = static_cast<int>(dayOfYear - (153 * fromMarch + 2) / 5 + 1);
    const auto month = static_cast<int>(fromMarch < 10 ? fromMarch + 3 : fromMarch - 9);
    return {era * 400 + year + (month <= 2 ? 1 : 0), month, day};
}

void appendPadded(std::string &text, qint64 number, std::size_t width)
{
    const std::string digits = std::to_string(number);
    text.append(width - std::min(width, digits.size()), '0');
    text += digits;
}

void appendZone(std::string &text, int minutes)
{
    if (minutes == 0) {
        text += 'Z';
        return;
    }
    text += minutes < 0 ? '-' : '+';
    appendPadded(text, std::abs(minutes) / 60, 2);
    text += ':';
    appendPadded(text, std::abs(minutes) % 60, 2);
}

class Time : public ValueSource {
public:
    explicit Time(const sources::TimeText &how)
        : m_how(how)
    {}

    void make(Making &making, Made &made) const override
    {
        using Format = sources::TimeText::Format;
        Micros time = making.time;
        if (m_how.leastShift != 0 || m_how.mostShift != 0)
            time += making.random.between(m_how.leastShift, m_how.mostShift);
        if (m_how.format == Format::Iso8601) {
            appendIsoTime(made.own.start(MadeText::Form::Text), time, m_how);
            return;
        }
        std::string &text = made.own.start(m_how.quoted ? MadeText::Form::Text : MadeText::Form::Json);
        if (m_how.format == Format::EpochSeconds)
            text = std::to_string(floorQuotient(time, microsPerSecond));
        else if (m_how.format == Format::EpochMillis)
            text = std::to_string(floorQuotient(time, microsPerMilli));
        else
            text = std::to_string(time);
    }

private:
    sources::TimeText m_how;
};

}

void appendIsoTime(std::string &text, Micros time, const sources::TimeText &how)
{
    constexpr Micros first = -62'135'596'800 * microsPerSecond;    // of the years 0001 to 9999
    constexpr Micros last = 253'402'300'800 * microsPerSecond - 1;
    const Micros local = std::clamp(time + how.zoneMinutes * microsPerMinute, first, last);
    const qint64 day = floorQuotient(local, microsPerDay);
    const Micros ofDay = local - day * microsPerDay;
    const Date date = dateOf(day);
    appendPadded(text, date.year, 4);
    text += '-';
    appendPadded(text, date.month, 2);
    text += '-';
    appendPadded(text, date.day, 2);
    text += 'T';
    appendPadded(text, ofDay / microsPerHour, 2);
    text += ':';
    appendPadded(text, ofDay / microsPerMinute % 60, 2);
    text += ':';
    appendPadded(text, ofDay / microsPerSecond % 60, 2);
    if (how.digits > 0) {
        text += '.';
        const Micros fraction = ofDay % microsPerSecond;
        appendPadded(
            text, how.digits == 3 ? fraction / microsPerMilli : fraction, static_cast<std::size_t>(how.digits));
    }
    if (how.zoned)
        appendZone(text, how.zoneMinutes);
}

ValueSourcePtr sources::time(const TimeText &how)
{
    return std::make_unique<Time>(how);
}

}
