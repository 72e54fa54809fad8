// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "generate/jsontemplate.h"

namespace eventscope {

// Named values to pick from. Of a pool that was made for each item of another, the items stand group by
// group.
struct Pool {
    std::vector<std::string> fields;
    std::vector<PoolItem> items;
    Weights weights;    // over all items, or over one group's places
    const Pool *parent = nullptr;
    std::vector<std::size_t> groups;    // where each parent's items begin, and where the last ones end

    [[nodiscard]] const PoolItem &pick(Random &random) const;
    // Of the group of the parent's item.
    [[nodiscard]] const PoolItem &pick(Random &random, std::size_t parentPlace) const;
};

// Each makes one kind of value; docs/recipes.md tells what they are.
namespace sources {

enum class Alphabet : quint8 { Digits, Hex, LettersAndDigits };
enum class Encoding : quint8 { Base64, Hex };

// A whole number, or one with a fixed number of places behind the point (`least` and `most` are multiples
// of the last place).
struct NumberRange {
    qint64 least = 0;
    qint64 most = 0;
    int places = 0;
    Spread spread = Spread::Even;
    bool quoted = false;
};

struct TimeText {
    enum class Format : quint8 { Iso8601, EpochSeconds, EpochMillis, EpochMicros };

    Format format = Format::Iso8601;
    int digits = 3;         // of the seconds' fraction: 0, 3 or 6
    int zoneMinutes = 0;    // east of UTC
    bool zoned = true;      // false: no zone is written
    bool quoted = false;    // of epochs
    Micros leastShift = 0;
    Micros mostShift = 0;
};

[[nodiscard]] ValueSourcePtr constant(JsonTemplate value);
[[nodiscard]] ValueSourcePtr number(const NumberRange &range);
[[nodiscard]] ValueSourcePtr characters(Alphabet alphabet, int count);
[[nodiscard]] ValueSourcePtr uuid();
[[nodiscard]] ValueSourcePtr text(TextPattern pattern);
[[nodiscard]] ValueSourcePtr sha256(TextPattern pattern, Encoding encoding);
[[nodiscard]] ValueSourcePtr words(const Pool *pool, int least, int most);
[[nodiscard]] ValueSourcePtr boolean(double share);
[[nodiscard]] ValueSourcePtr time(const TimeText &how);
[[nodiscard]] ValueSourcePtr sequence(std::size_t index, qint64 step);
[[nodiscard]] ValueSourcePtr pickOf(const Pool *pool);
[[nodiscard]] ValueSourcePtr pickOfGroup(const Pool *pool, std::size_t parentSlot);
[[nodiscard]] ValueSourcePtr choice(std::vector<JsonTemplate> values, Weights weights);
// As many as the named value says, else between `least` and `most`; of equal ones only the first stays
// unless the number is named.
[[nodiscard]] ValueSourcePtr list(JsonTemplate item, int least, int most, std::optional<Reference> number);
[[nodiscard]] ValueSourcePtr optional(ValueSourcePtr source, double share);

// How long a list that a named value counts may be.
inline constexpr qint64 longestList = 10'000;

}

// `2026-03-29T12:00:00.123Z`, with as many digits and the zone asked for.
void appendIsoTime(std::string &text, Micros time, const sources::TimeText &how);

}
