// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace eventscope {

// `2026-03-29T12:00:00Z`, or the same with milliseconds, as it is written: nothing is checked but its form.
struct CommonTime {
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int millis = 0;
};

// Eight characters at once, of a form in which `0` stands for any digit.
class EightDigits {
public:
    EightDigits(const char *text, const char *form) noexcept
    {
        std::uint64_t word = 0;
        std::uint64_t wanted = 0;
        std::memcpy(&word, text, sizeof word);
        std::memcpy(&wanted, form, sizeof wanted);
        m_digits = word ^ wanted;
        // A byte that is too large becomes negative: one above nine of a digit, above none of a separator.
        constexpr std::uint64_t most = 0x7F7F7F7F7F7F7F7Fu;
        std::uint64_t slack = 0;
        for (int i = 0; i < 8; ++i)
            slack |= std::uint64_t(form[i] == '0' ? 9 : 0) << 8 * i;
        m_isForm = (((m_digits + (most - slack)) | m_digits) & ~most) == 0;
    }

    [[nodiscard]] bool isForm() const noexcept { return m_isForm; }
    [[nodiscard]] int one(int at) const noexcept { return static_cast<int>(m_digits >> 8 * at & 0xFF); }
    [[nodiscard]] int two(int at) const noexcept { return one(at) * 10 + one(at + 1); }

private:
    std::uint64_t m_digits = 0;
    bool m_isForm = false;
};

// Nothing for any other form, and where bytes are in another order.
[[nodiscard]] inline std::optional<CommonTime> commonTimeOf(std::string_view text) noexcept
{
    constexpr std::size_t plain = 20;
    constexpr std::size_t withMillis = 24;
    if (std::endian::native != std::endian::little || (text.size() != plain && text.size() != withMillis))
        return std::nullopt;
    const bool hasMillis = text.size() == withMillis;
    const EightDigits date(text.data(), "0000-00-");
    const EightDigits time(text.data() + 8, "00T00:00");
    const EightDigits rest =
        hasMillis ? EightDigits(text.data() + 16, ":00.000Z") : EightDigits(text.data() + 12, "0:00:00Z");
    if (!date.isForm() || !time.isForm() || !rest.isForm())
        return std::nullopt;
    return CommonTime{date.two(0) * 100 + date.two(2), date.two(5), time.two(0), time.two(3), time.two(6),
        hasMillis ? rest.two(1) : rest.two(5), hasMillis ? rest.two(4) * 10 + rest.one(6) : 0};
}

}
