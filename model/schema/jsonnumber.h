// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace eventscope {

// The exact value of a JSON number, read off its text: 0.d0d1d2… × 10^top. Views into that text.
// Powers of ten beyond ±10^18 are taken for ±10^18.
class JsonNumber {
public:
    // The raw text of a number on a tape.
    explicit JsonNumber(std::string_view raw) noexcept;

    [[nodiscard]] bool isZero() const noexcept { return m_whole.empty() && m_fraction.empty(); }
    [[nodiscard]] bool isNegative() const noexcept { return m_negative; }
    // Without a fraction: `5`, `5.0` and `1e400` are whole, `1e-1` is not.
    [[nodiscard]] bool isWhole() const noexcept { return isZero() || m_top >= count(); }
    [[nodiscard]] std::uint64_t hash() const noexcept;

    friend std::strong_ordering operator<=>(const JsonNumber &a, const JsonNumber &b) noexcept;
    friend bool operator==(const JsonNumber &a, const JsonNumber &b) noexcept { return (a <=> b) == 0; }

private:
    friend class JsonDivisor;

    [[nodiscard]] std::int64_t count() const noexcept
    {
        return static_cast<std::int64_t>(m_whole.size() + m_fraction.size());
    }
    [[nodiscard]] char digit(std::size_t index) const noexcept
    {
        return index < m_whole.size() ? m_whole[index] : m_fraction[index - m_whole.size()];
    }
    void trim() noexcept;

    std::string_view m_whole;    // significant digits only, from both ends
    std::string_view m_fraction;
    std::int64_t m_top = 0;
    bool m_negative = false;
};

// A number to divide by, prepared once.
class JsonDivisor {
public:
    // Nothing for zero, a negative number, or one of more than 36 significant digits.
    [[nodiscard]] static std::optional<JsonDivisor> of(const JsonNumber &number) noexcept;

    [[nodiscard]] bool divides(const JsonNumber &number) const noexcept;

private:
    __extension__ using Wide = unsigned __int128;

    [[nodiscard]] Wide times(Wide a, Wide b) const noexcept;

    Wide m_digits = 1;    // without trailing zeros
    std::int64_t m_power = 0;
};

// The value of an integral number of at most 18 digits; the common case, without a walk of the exact one.
[[nodiscard]] inline bool smallInteger(const JsonNode &node, const char *text, std::int64_t &value) noexcept
{
    if (!node.integral || node.length > 18)
        return false;
    const char *at = text + node.offset;
    const char *end = at + node.length;
    const bool negative = *at == '-';
    at += negative ? 1 : 0;
    std::int64_t sum = 0;
    while (at != end)
        sum = sum * 10 + (*at++ - '0');
    value = negative ? -sum : sum;
    return true;
}

}
