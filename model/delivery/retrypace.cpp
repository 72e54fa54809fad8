// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/retrypace.h"

#include "delivery/headertext.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace eventscope {

namespace {

constexpr bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

// Digits alone; saturates.
std::optional<Micros> wholeNumber(QByteArrayView text, Micros most)
{
    if (text.isEmpty() || !std::all_of(text.begin(), text.end(), isDigit))
        return std::nullopt;
    Micros number = 0;
    for (const char digit : text)
        number = std::min(number * 10 + (digit - '0'), most);
    return number;
}

int monthOf(QByteArrayView name)
{
    constexpr std::array<const char *, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto found = std::find_if(months.begin(), months.end(), [&](const char *month) { return name == month; });
    return found == months.end() ? 0 : static_cast<int>(found - months.begin()) + 1;
}

QTime timeOfDay(QByteArrayView text)
{
    if (text.size() != 8 || text[2] != ':' || text[5] != ':')
        return {};
    const auto hours = wholeNumber(text.first(2), 99);
    const auto minutes = wholeNumber(text.sliced(3, 2), 99);
    const auto seconds = wholeNumber(text.sliced(6, 2), 99);
    if (!hours || !minutes || !seconds || *seconds > 60)    // 60: a leap second
        return {};
    return {static_cast<int>(*hours), static_cast<int>(*minutes), static_cast<int>(std::min<Micros>(*seconds, 59))};
}

int yearOf(QByteArrayView text, Micros now)
{
    const auto year = wholeNumber(text, 9999);
    if (!year || (text.size() != 2 && text.size() != 4))
        return 0;
    if (text.size() == 4)
        return static_cast<int>(*year);
    const int current = QDateTime::fromMSecsSinceEpoch(now / microsPerMilli, Qt::UTC).date().year();
    const int guess = current - current % 100 + static_cast<int>(*year);
    if (guess >= current + 50)
        return guess - 100;
    return guess < current - 50 ? guess + 100 : guess;
}

std::optional<Micros> momentOf(int year, QByteArrayView month, QByteArrayView day, const QTime &time)
{
    const auto number = wholeNumber(day, 99);
    const QDate date(year, monthOf(month), number ? static_cast<int>(*number) : 0);
    if (!date.isValid() || !time.isValid())
        return std::nullopt;
    return QDateTime(date, time, Qt::UTC).toMSecsSinceEpoch() * microsPerMilli;
}

std::optional<QByteArray> valueOf(const std::vector<NamedValue> &headers, const char *name)
{
    for (const NamedValue &header : headers) {
        if (isSameHeader(header.name, name))
            return header.value.trimmed();
    }
    return std::nullopt;
}

}

Micros pauseAfter(const RetryPace &pace, int attempts, double chance) noexcept
{
    Micros pause = std::min(pace.first, pace.longest);
    for (int i = 1; i < attempts && pause < pace.longest; ++i)
        pause = pause > pace.longest / 2 ? pace.longest : pause * 2;
    const double off = std::clamp(pace.jitter, 0.0, 1.0) * std::clamp(chance, 0.0, 1.0);
    return std::max<Micros>(pause - static_cast<Micros>(std::floor(static_cast<double>(pause) * off)), 0);
}

std::optional<Micros> httpDate(QByteArrayView text, Micros now)
{
    QByteArrayList words = text.toByteArray().simplified().replace(',', ' ').simplified().split(' ');
    if (words.size() == 4 && words[1].contains('-'))    // RFC 850: 06-Nov-94
        words = QByteArrayList{words[0]} + words[1].split('-') + words.mid(2);
    if (words.size() == 6 && words[5] == "GMT")
        return momentOf(yearOf(words[3], now), words[2], words[1], timeOfDay(words[4]));
    if (words.size() == 5)    // asctime
        return momentOf(yearOf(words[4], now), words[1], words[2], timeOfDay(words[3]));
    return std::nullopt;
}

std::optional<Micros> wishedPause(const std::vector<NamedValue> &headers, Micros now, const RetryPace &pace)
{
    std::optional<Micros> longest;
    for (const NamedValue &header : headers) {
        if (!isSameHeader(header.name, "Retry-After"))
            continue;
        const QByteArray value = header.value.trimmed();
        std::optional<Micros> wished;
        if (const auto seconds = wholeNumber(value, pace.longestWished / microsPerSecond + 1)) {
            wished = *seconds * microsPerSecond;
        } else if (const auto date = httpDate(value, now)) {
            const auto said = valueOf(headers, "Date");
            const Micros there = said ? httpDate(*said, now).value_or(now) : now;
            wished = std::max<Micros>(*date - there, 0);
        }
        if (wished)
            longest = std::max(longest.value_or(0), std::min(*wished, pace.longestWished));
    }
    return longest;
}

}
