// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/timestamp.h"

#include "event/commontime.h"

#include <QDate>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <limits>

namespace eventscope {

namespace {

using namespace std::string_view_literals;

constexpr Micros firstMicros = -62'135'596'800 * microsPerSecond;    // 0001-01-01T00:00:00Z
constexpr Micros endMicros = 253'402'300'800 * microsPerSecond;      // 10000-01-01T00:00:00Z

// What one spelling of times allows beyond `2026-03-29T12:00:00Z`.
struct Spelling {
    bool zoneless = false;        // no zone after a time of day
    bool dateAlone = false;       // `2026`, `2026-03`, `2026-03-29`
    bool expandedYear = false;    // `+002026-03-29`
    bool leapSecond = false;      // `23:59:60` in UTC
    bool hour24 = false;          // `24:00:00` for the end of a day
};

constexpr Spelling iso{.leapSecond = true};
constexpr Spelling javaScript{.zoneless = true, .dateAlone = true, .expandedYear = true, .hour24 = true};
constexpr Spelling personal{.zoneless = true, .dateAlone = true, .leapSecond = true, .hour24 = true};

// Takes a text from its front, piece by piece. A piece that is not there is not taken.
class Reader {
public:
    explicit Reader(std::string_view text)
        : m_text(text)
    {}

    [[nodiscard]] bool atEnd() const { return m_text.empty(); }
    [[nodiscard]] char next() const { return m_text.empty() ? '\0' : m_text.front(); }

    bool take(char c)
    {
        if (next() != c || m_text.empty())
            return false;
        m_text.remove_prefix(1);
        return true;
    }

    bool takeAny(std::string_view any)
    {
        if (m_text.empty() || any.find(m_text.front()) == any.npos)
            return false;
        m_text.remove_prefix(1);
        return true;
    }

    bool take(std::string_view word)
    {
        if (!m_text.starts_with(word))
            return false;
        m_text.remove_prefix(word.size());
        return true;
    }

    // Exactly that many digits.
    bool digits(std::size_t count, int &value)
    {
        if (m_text.size() < count)
            return false;
        int sum = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const unsigned digit = static_cast<unsigned char>(m_text[i]) - unsigned('0');
            if (digit > 9)
                return false;
            sum = sum * 10 + static_cast<int>(digit);
        }
        value = sum;
        m_text.remove_prefix(count);
        return true;
    }

    // The digits behind a point as microseconds; at least one digit.
    bool fraction(Micros &micros)
    {
        int digit = 0;
        Micros unit = microsPerSecond / 10;
        bool any = false;
        micros = 0;
        while (digits(1, digit)) {
            any = true;
            micros += digit * unit;
            unit /= 10;
        }
        return any;
    }

    // One of the words; its place in the list.
    template <std::size_t count>
    bool word(const std::array<std::string_view, count> &words, int &place)
    {
        const auto found =
            std::find_if(words.begin(), words.end(), [this](std::string_view word) { return take(word); });
        place = static_cast<int>(found - words.begin());
        return found != words.end();
    }

private:
    std::string_view m_text;
};

struct Clock {
    int year = 0;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    Micros fraction = 0;
    Micros offset = 0;    // of local time from UTC
    bool timed = false;
    bool zoned = false;
};

std::optional<Timestamp> timestampOf(const Clock &clock, const Spelling &spelling)
{
    using namespace std::chrono;
    const year_month_day date{year(clock.year), month(unsigned(clock.month)), day(unsigned(clock.day))};
    if (!date.ok() || clock.minute > 59 || clock.second > 60)
        return std::nullopt;
    const bool dayEnd = clock.hour == 24 && clock.minute == 0 && clock.second == 0 && clock.fraction == 0;
    if (clock.hour > 23 && !(dayEnd && spelling.hour24))
        return std::nullopt;
    const Micros days = sys_days(date).time_since_epoch().count();
    const Micros seconds = clock.hour * 3600 + clock.minute * 60 + clock.second;
    const Micros micros = days * microsPerDay + seconds * microsPerSecond + clock.fraction - clock.offset;
    if (clock.second == 60) {
        const bool midnight = (micros - clock.fraction) % microsPerDay == 0;
        if (!spelling.leapSecond || !midnight)
            return std::nullopt;
    }
    if (micros < firstMicros || micros >= endMicros)
        return std::nullopt;
    return Timestamp{micros, clock.zoned || !clock.timed};
}

bool readYear(Reader &reader, const Spelling &spelling, int &year)
{
    if (!spelling.expandedYear || (reader.next() != '+' && reader.next() != '-'))
        return reader.digits(4, year);
    const bool negative = reader.take('-');
    if (!negative)
        reader.take('+');
    return reader.digits(6, year) && !negative && year <= 9999;
}

bool readDate(Reader &reader, const Spelling &spelling, Clock &clock)
{
    if (!readYear(reader, spelling, clock.year))
        return false;
    if (!reader.take('-'))
        return spelling.dateAlone && reader.atEnd();
    if (!reader.digits(2, clock.month))
        return false;
    if (!reader.take('-'))
        return spelling.dateAlone && reader.atEnd();
    return reader.digits(2, clock.day);
}

// `Z`, `+09:00`, `+0900` or `+09`.
bool readZone(Reader &reader, Clock &clock)
{
    clock.zoned = true;
    if (reader.takeAny("Zz"sv))
        return true;
    const bool west = reader.take('-');
    if (!west && !reader.take('+'))
        return false;
    int hours = 0;
    int minutes = 0;
    if (!reader.digits(2, hours))
        return false;
    const bool colon = reader.take(':');
    if (!reader.digits(2, minutes) && (colon || !reader.atEnd()))
        return false;
    clock.offset = (west ? -1 : 1) * (hours * microsPerHour + minutes * microsPerMinute);
    return hours < 24 && minutes < 60;
}

bool readTime(Reader &reader, Clock &clock)
{
    clock.timed = true;
    if (!reader.digits(2, clock.hour) || !reader.take(':') || !reader.digits(2, clock.minute))
        return false;
    if (!reader.take(':'))
        return true;
    if (!reader.digits(2, clock.second))
        return false;
    return !reader.takeAny(".,"sv) || reader.fraction(clock.fraction);
}

// What most services write, read at once.
bool readCommon(std::string_view text, Clock &clock) noexcept
{
    const auto time = commonTimeOf(text);
    if (!time)
        return false;
    clock = {time->year, time->month, time->day, time->hour, time->minute, time->second, time->millis * microsPerMilli,
        0, true, true};
    return true;
}

std::optional<Timestamp> parseIso(std::string_view text, const Spelling &spelling)
{
    if (Clock clock; readCommon(text, clock))
        return timestampOf(clock, spelling);
    Reader reader(text);
    Clock clock;
    if (!readDate(reader, spelling, clock))
        return std::nullopt;
    if (reader.atEnd())
        return spelling.dateAlone ? timestampOf(clock, spelling) : std::nullopt;
    if (!reader.takeAny("Tt "sv) || !readTime(reader, clock))
        return std::nullopt;
    if (!reader.atEnd() ? !readZone(reader, clock) : !spelling.zoneless)
        return std::nullopt;
    return reader.atEnd() ? timestampOf(clock, spelling) : std::nullopt;
}

constexpr std::array weekdays = {"Sun"sv, "Mon"sv, "Tue"sv, "Wed"sv, "Thu"sv, "Fri"sv, "Sat"sv};
constexpr std::array months = {
    "Jan"sv, "Feb"sv, "Mar"sv, "Apr"sv, "May"sv, "Jun"sv, "Jul"sv, "Aug"sv, "Sep"sv, "Oct"sv, "Nov"sv, "Dec"sv};

// What Date.prototype.toString and toUTCString write: `Sun Mar 29 2026 12:00:00 GMT+0900 (some name)`
// and `Sun, 29 Mar 2026 12:00:00 GMT`.
std::optional<Timestamp> parseJavaScriptText(std::string_view text)
{
    Reader reader(text);
    Clock clock;
    int weekday = 0;
    if (!reader.word(weekdays, weekday))
        return std::nullopt;
    const bool utc = reader.take(", "sv);
    if (!utc && !reader.take(' '))
        return std::nullopt;
    const auto month = [&] { return reader.word(months, clock.month) && ++clock.month && reader.take(' '); };
    const auto day = [&] { return reader.digits(2, clock.day) && reader.take(' '); };
    if (!(utc ? day() && month() : month() && day()))
        return std::nullopt;
    if (!reader.digits(4, clock.year) || !reader.take(' ') || !readTime(reader, clock) || !reader.take(" GMT"sv))
        return std::nullopt;
    clock.zoned = true;
    if (!utc && (!readZone(reader, clock) || (!reader.atEnd() && !reader.take(" ("sv))))
        return std::nullopt;
    if ((utc && !reader.atEnd()) || (!reader.atEnd() && !text.ends_with(')')))
        return std::nullopt;
    return timestampOf(clock, javaScript);
}

std::optional<std::int64_t> integerOf(std::string_view text)
{
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-'))
            return std::nullopt;
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::optional<Timestamp> parseEpoch(std::string_view text, Micros unit)
{
    const std::optional<std::int64_t> count = integerOf(text);
    if (!count || *count < firstMicros / unit || *count >= endMicros / unit)
        return std::nullopt;
    return Timestamp{*count * unit, true};
}

std::optional<Micros> sum(Micros a, Micros b)
{
    Micros total = 0;
    return __builtin_add_overflow(a, b, &total) ? std::nullopt : std::optional(total);
}

std::optional<Micros> unitOf(std::string_view name)
{
    struct Unit {
        std::string_view name;
        Micros micros;
    };
    static constexpr std::array units = {Unit{"us", 1}, Unit{"\xC2\xB5s", 1}, Unit{"ms", microsPerMilli},
        Unit{"s", microsPerSecond}, Unit{"m", microsPerMinute}, Unit{"h", microsPerHour}, Unit{"d", microsPerDay},
        Unit{"w", 7 * microsPerDay}};
    const auto found = std::find_if(units.begin(), units.end(), [&](const Unit &unit) { return unit.name == name; });
    return found == units.end() ? std::nullopt : std::optional(found->micros);
}

std::optional<Micros> spanOf(std::string_view text)
{
    const std::size_t digits = std::min(text.find_first_not_of("+-0123456789"sv), text.size());
    const std::optional<std::int64_t> count = integerOf(text.substr(0, digits));
    const std::optional<Micros> unit = unitOf(text.substr(digits));
    Micros span = 0;
    if (!count || !unit || __builtin_mul_overflow(*count, *unit, &span))
        return std::nullopt;
    return span;
}

// Seconds, milli- or microseconds: which of them gives a year near ours.
std::optional<Micros> epochByMagnitude(std::int64_t count)
{
    constexpr std::int64_t mostSeconds = 100'000'000'000;    // the year 5138
    const bool negative = count < 0;
    const std::uint64_t magnitude =
        negative ? 0 - static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
    const Micros unit = magnitude < mostSeconds ? microsPerSecond : magnitude < mostSeconds * 1000 ? microsPerMilli : 1;
    if (count < firstMicros / unit || count >= endMicros / unit)
        return std::nullopt;
    return count * unit;
}

}

std::optional<Timestamp> parseTimestamp(std::string_view text, TimeFormat format)
{
    switch (format) {
    case TimeFormat::Iso8601:
        return parseIso(text, iso);
    case TimeFormat::JavaScriptDate:
        if (const std::optional<Timestamp> parsed = parseIso(text, javaScript))
            return parsed;
        return parseJavaScriptText(text);
    case TimeFormat::EpochSeconds:
        return parseEpoch(text, microsPerSecond);
    case TimeFormat::EpochMillis:
        return parseEpoch(text, microsPerMilli);
    case TimeFormat::EpochMicros:
        return parseEpoch(text, 1);
    }
    return std::nullopt;
}

QString isoText(Micros micros)
{
    constexpr qint64 epochJulianDay = 2'440'588;
    Micros days = micros / microsPerDay;
    Micros rest = micros % microsPerDay;
    if (rest < 0) {
        rest += microsPerDay;
        --days;
    }
    const QDate date = QDate::fromJulianDay(days + epochJulianDay);
    const int fraction = static_cast<int>(rest % microsPerSecond);
    const int seconds = static_cast<int>(rest / microsPerSecond);
    char text[64];
    char tail[16] = "Z";
    if (fraction % 1000 != 0)
        std::snprintf(tail, sizeof tail, ".%06dZ", fraction);
    else if (fraction != 0)
        std::snprintf(tail, sizeof tail, ".%03dZ", fraction / 1000);
    const int length = std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d%s", date.year(), date.month(),
        date.day(), seconds / 3600, seconds / 60 % 60, seconds % 60, tail);
    return QString::fromLatin1(text, length);
}

std::optional<Micros> parseMoment(QStringView text, Micros now)
{
    const QByteArray utf8 = text.trimmed().toUtf8();
    const std::string_view moment(utf8.constData(), static_cast<std::size_t>(utf8.size()));
    if (moment == "now"sv)
        return now;
    const std::string_view offset = moment.starts_with("now"sv) ? moment.substr(3) : moment;
    if (offset.starts_with('-') || offset.starts_with('+'))
        if (const std::optional<Micros> span = spanOf(offset))
            return sum(now, *span);
    if (const std::optional<Timestamp> time = parseIso(moment, personal))
        return time->micros;
    const std::optional<std::int64_t> count = integerOf(moment);
    return count ? epochByMagnitude(*count) : std::nullopt;
}

std::optional<Micros> parseSpan(QStringView text)
{
    const QByteArray utf8 = text.trimmed().toUtf8();
    return spanOf({utf8.constData(), static_cast<std::size_t>(utf8.size())});
}

Micros currentMicros()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

}
