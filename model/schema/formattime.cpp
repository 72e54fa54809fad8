// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formatparts.h"

namespace eventscope::formats {

namespace {

// Two digits, or -1.
int twoDigits(std::string_view text, std::size_t at) noexcept
{
    if (at + 2 > text.size() || !isDigit(text[at]) || !isDigit(text[at + 1]))
        return -1;
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

int daysOf(int year, int month) noexcept
{
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

// The zone's distance to UTC in minutes; false when it is none.
bool readZone(std::string_view text, int &minutes) noexcept
{
    if (text == "Z" || text == "z") {
        minutes = 0;
        return true;
    }
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return false;
    const int hour = twoDigits(text, 1);
    const int minute = twoDigits(text, 4);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return false;
    minutes = (hour * 60 + minute) * (text[0] == '-' ? -1 : 1);
    return true;
}

// Numbers, each with the next of the units: "1Y2M3D" of "YMD". None may be left out between two, and one
// is there at least.
bool isUnits(std::string_view text, std::string_view units) noexcept
{
    std::size_t at = 0;
    auto next = std::string_view::npos;
    while (at < text.size()) {
        const std::size_t first = at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        if (at == first || at == text.size())
            return false;
        const auto unit = units.find(static_cast<char>(text[at++] & ~0x20));
        if (unit == std::string_view::npos || (next != std::string_view::npos && unit != next))
            return false;
        next = unit + 1;
    }
    return next != std::string_view::npos;
}

}

bool isDate(std::string_view text) noexcept
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return false;
    const int century = twoDigits(text, 0);
    const int year = twoDigits(text, 2);
    const int month = twoDigits(text, 5);
    const int day = twoDigits(text, 8);
    if (century < 0 || year < 0 || month < 1 || month > 12)
        return false;
    return day >= 1 && day <= daysOf(century * 100 + year, month);
}

bool isTime(std::string_view text) noexcept
{
    if (text.size() < 9 || text[2] != ':' || text[5] != ':')
        return false;
    const int hour = twoDigits(text, 0);
    const int minute = twoDigits(text, 3);
    const int second = twoDigits(text, 6);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return false;
    std::size_t at = 8;
    if (text[at] == '.') {
        const std::size_t first = ++at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        if (at == first)
            return false;
    }
    int zone = 0;
    if (!readZone(text.substr(at), zone))
        return false;
    // A leap second is the last of a day in UTC.
    constexpr int day = 24 * 60;
    const int utc = ((hour * 60 + minute - zone) % day + day) % day;
    return second < 60 || utc == day - 1;
}

bool isDateTime(std::string_view text) noexcept
{
    return text.size() > 11 && (text[10] == 'T' || text[10] == 't') && isDate(text.substr(0, 10)) &&
           isTime(text.substr(11));
}

bool isDuration(std::string_view text) noexcept
{
    if (text.empty() || (text.front() != 'P' && text.front() != 'p'))
        return false;
    text.remove_prefix(1);
    const auto time = text.find_first_of("Tt");
    if (time == std::string_view::npos)
        return isUnits(text, "YMD") || isUnits(text, "W");
    return (time == 0 || isUnits(text.substr(0, time), "YMD")) && isUnits(text.substr(time + 1), "HMS");
}

}
