// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/jsonnumber.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::int64_t largestPower = 1'000'000'000'000'000'000;

std::int64_t powerOf(std::string_view text) noexcept
{
    bool negative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    std::int64_t power = 0;
    for (const char c : text) {
        if (power >= largestPower / 10) {
            power = largestPower;
            break;
        }
        power = power * 10 + (c - '0');
    }
    return negative ? -power : power;
}

}

JsonNumber::JsonNumber(std::string_view raw) noexcept
{
    if (!raw.empty() && raw.front() == '-') {
        m_negative = true;
        raw.remove_prefix(1);
    }
    if (const auto e = raw.find_first_of("eE"); e != std::string_view::npos) {
        m_top = powerOf(raw.substr(e + 1));
        raw = raw.substr(0, e);
    }
    if (const auto point = raw.find('.'); point != std::string_view::npos) {
        m_whole = raw.substr(0, point);
        m_fraction = raw.substr(point + 1);
    } else {
        m_whole = raw;
    }
    m_top += static_cast<std::int64_t>(m_whole.size());
    trim();
}

void JsonNumber::trim() noexcept
{
    while (!m_whole.empty() && m_whole.front() == '0') {
        m_whole.remove_prefix(1);
        --m_top;
    }
    while (m_whole.empty() && !m_fraction.empty() && m_fraction.front() == '0') {
        m_fraction.remove_prefix(1);
        --m_top;
    }
    while (!m_fraction.empty() && m_fraction.back() == '0')
        m_fraction.remove_suffix(1);
    while (m_fraction.empty() && !m_whole.empty() && m_whole.back() == '0')
        m_whole.remove_suffix(1);
    if (isZero()) {
        m_top = 0;
        m_negative = false;
    }
}

namespace {

std::strong_ordering reversed(std::strong_ordering order) noexcept
{
    return 0 <=> order;
}

}

std::strong_ordering operator<=>(const JsonNumber &a, const JsonNumber &b) noexcept
{
    const int signA = a.isZero() ? 0 : a.m_negative ? -1 : 1;
    const int signB = b.isZero() ? 0 : b.m_negative ? -1 : 1;
    if (signA != signB || signA == 0)
        return signA <=> signB;

    auto order = a.m_top <=> b.m_top;
    const auto shorter = static_cast<std::size_t>(std::min(a.count(), b.count()));
    for (std::size_t i = 0; order == 0 && i < shorter; ++i)
        order = a.digit(i) <=> b.digit(i);
    if (order == 0)
        order = a.count() <=> b.count();
    return signA < 0 ? reversed(order) : order;
}

std::uint64_t JsonNumber::hash() const noexcept
{
    std::uint64_t sum = static_cast<std::uint64_t>(m_top) * 0x9e3779b97f4a7c15u + (m_negative ? 1 : 0);
    for (std::size_t i = 0; i < static_cast<std::size_t>(count()); ++i)
        sum = (sum ^ static_cast<unsigned char>(digit(i))) * 0x100000001b3u;
    return sum;
}

std::optional<JsonDivisor> JsonDivisor::of(const JsonNumber &number) noexcept
{
    constexpr std::int64_t mostDigits = 36;
    if (number.isZero() || number.isNegative() || number.count() > mostDigits)
        return std::nullopt;
    JsonDivisor divisor;
    divisor.m_digits = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(number.count()); ++i)
        divisor.m_digits = divisor.m_digits * 10 + static_cast<unsigned>(number.digit(i) - '0');
    divisor.m_power = number.m_top - number.count();
    return divisor;
}

// a × b modulo the divisor's digits, which need up to 120 bits: by doubling where the product may not fit.
JsonDivisor::Wide JsonDivisor::times(Wide a, Wide b) const noexcept
{
    constexpr Wide half = Wide(1) << 64;
    if (a < half && b < half)
        return a * b % m_digits;
    Wide sum = 0;
    for (; b != 0; b >>= 1) {
        if ((b & 1) != 0)
            sum = (sum + a) % m_digits;
        a = (a + a) % m_digits;
    }
    return sum;
}

// Both numbers are digits × 10^power, the digits without trailing zeros. A smaller power than the
// divisor's can only be a multiple if its digits ended in zero, which they do not.
bool JsonDivisor::divides(const JsonNumber &number) const noexcept
{
    if (number.isZero())
        return true;
    std::int64_t power = number.m_top - number.count() - m_power;
    if (power < 0)
        return false;
    Wide rest = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(number.count()); ++i)
        rest = (rest * 10 + static_cast<unsigned>(number.digit(i) - '0')) % m_digits;
    for (Wide base = Wide(10) % m_digits; power != 0 && rest != 0; power >>= 1) {
        if ((power & 1) != 0)
            rest = times(rest, base);
        base = times(base, base);
    }
    return rest == 0;
}

}
