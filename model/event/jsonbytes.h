// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

// What the walk over a JSON text asks of single bytes, and of many at once.
namespace eventscope::jsonbytes {

[[nodiscard]] inline bool isSpace(char c) noexcept
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

[[nodiscard]] inline bool isDigit(char c) noexcept
{
    return static_cast<unsigned char>(c - '0') < 10;
}

// Neither a quote, a backslash, a control character nor anything beyond ASCII.
[[nodiscard]] inline bool isPlain(char c) noexcept
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

// The value of four hexadecimal digits, or a negative number.
[[nodiscard]] inline int hexQuad(const char *at) noexcept
{
    int value = 0;
    for (int i = 0; i < 4; ++i) {
        const auto c = static_cast<unsigned char>(at[i]);
        const auto letter = static_cast<unsigned char>((c | 0x20) - 'a');
        if (isDigit(at[i]))
            value = value * 16 + (c - '0');
        else if (letter < 6)
            value = value * 16 + letter + 10;
        else
            return -1;
    }
    return value;
}

[[nodiscard]] constexpr std::uint64_t everyByte(std::uint8_t byte) noexcept
{
    return 0x0101010101010101ull * byte;
}

// The high bit of each byte of a word that is not plain; exact up to the first one.
[[nodiscard]] inline std::uint64_t stops8(std::uint64_t word) noexcept
{
    const std::uint64_t quote = word ^ everyByte('"');
    const std::uint64_t backslash = word ^ everyByte('\\');
    return ((word - everyByte(0x20)) | (quote - everyByte(1)) | (backslash - everyByte(1)) | word) & everyByte(0x80);
}

#ifdef __SSE2__
// A bit for each of sixteen bytes that is not plain; as signed numbers what is beyond ASCII is below the
// control characters.
[[nodiscard]] inline std::uint32_t stops16(const char *at) noexcept
{
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
    const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const __m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), others)));
}
#endif

// So many bytes are looked at at once.
#ifdef __SSE2__
inline constexpr std::size_t blockSize = 16;
#else
inline constexpr std::size_t blockSize = 8;
#endif

// How many of a block's bytes are plain before the first that is not.
[[nodiscard]] inline std::size_t plainInBlock(const char *at) noexcept
{
#ifdef __SSE2__
    return static_cast<std::size_t>(std::countr_zero(stops16(at) | 1u << blockSize));
#else
    std::size_t plain = 0;
    if constexpr (std::endian::native == std::endian::little) {
        std::uint64_t word;
        std::memcpy(&word, at, sizeof word);
        return static_cast<std::size_t>(std::countr_zero(stops8(word))) / 8;
    }
    while (plain < blockSize && isPlain(at[plain]))
        ++plain;
    return plain;
#endif
}

// The first byte that is not plain, or the end.
[[nodiscard]] inline const char *behindPlain(const char *at, const char *end) noexcept
{
    while (static_cast<std::size_t>(end - at) >= blockSize) {
        const std::size_t plain = plainInBlock(at);
        at += plain;
        if (plain < blockSize)
            return at;
    }
    while (at != end && isPlain(*at))
        ++at;
    return at;
}

// The bytes of the well-formed UTF-8 sequence at `at`, 0 where there is none (overlong, surrogate,
// beyond U+10FFFF, cut off).
[[nodiscard]] inline std::size_t utf8Length(const char *at, const char *end) noexcept
{
    const auto byte = [at](int i) { return static_cast<unsigned char>(at[i]); };
    const auto follows = [&](int i, unsigned low = 0x80, unsigned high = 0xBF) {
        return end - at > i && byte(i) >= low && byte(i) <= high;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return follows(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool second = follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
        return second && follows(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool second = follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
        return second && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

}
