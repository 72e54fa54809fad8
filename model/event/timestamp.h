// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <string_view>

namespace eventscope {

// Microseconds since 1970-01-01T00:00:00Z, without leap seconds.
using Micros = std::int64_t;

inline constexpr Micros microsPerMilli = 1000;
inline constexpr Micros microsPerSecond = 1'000'000;
inline constexpr Micros microsPerMinute = 60 * microsPerSecond;
inline constexpr Micros microsPerHour = 60 * microsPerMinute;
inline constexpr Micros microsPerDay = 24 * microsPerHour;

// How a definition spells times.
enum class TimeFormat : std::uint8_t {
    Iso8601,           // RFC 3339 with the date-time forms of ISO 8601 that services accept; a zone is needed
    JavaScriptDate,    // what ECMA-262 Date.parse must accept; without a zone UTC is taken, zoned says so
    EpochSeconds,
    EpochMillis,
    EpochMicros,
};

struct Timestamp {
    Micros micros = 0;
    bool zoned = true;    // false: the text named no zone and UTC was assumed

    friend bool operator==(const Timestamp &, const Timestamp &) = default;
};

// Nothing for what is not a time in that format, or beyond the years 0001 to 9999. Digits beyond the
// microsecond are cut. Numeric formats take decimal digits with an optional sign.
[[nodiscard]] std::optional<Timestamp> parseTimestamp(std::string_view text, TimeFormat format);

// `2026-03-29T12:00:00.123456Z`; the fraction is left out, or has 3 or 6 digits, as the value needs.
[[nodiscard]] QString isoText(Micros micros);

// A point in time a person or a command line gives: ISO 8601 with or without zone (UTC), a date
// alone, epoch s/ms/µs by magnitude, `now`, and offsets such as `-1h`, `now-34d`, `+5m` (units us ms
// s m h d w). Nothing for anything else.
[[nodiscard]] std::optional<Micros> parseMoment(QStringView text, Micros now);

// A signed span such as `-34d` or `+5m`; nothing for anything else.
[[nodiscard]] std::optional<Micros> parseSpan(QStringView text);

[[nodiscard]] Micros currentMicros();

}
