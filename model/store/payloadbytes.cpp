// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadbytes.h"

#include <algorithm>
#include <bit>

namespace eventscope {

namespace {

constexpr char small(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr char capital(char c) noexcept
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

template <bool AnyCase>
bool equals(const char *bytes, std::string_view part) noexcept
{
    if constexpr (!AnyCase)
        return std::memcmp(bytes, part.data(), part.size()) == 0;
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (small(bytes[i]) != part[i])
            return false;
    }
    return true;
}

// Two bytes are looked for at sixteen places at once: first and last, or those within quotes, which are everywhere.
template <bool AnyCase>
std::size_t find(std::string_view bytes, std::string_view part, std::size_t at) noexcept
{
    const std::size_t length = part.size();
    if (bytes.size() < length || at > bytes.size() - length)
        return std::string_view::npos;
    if (length == 0)
        return at;
    const char *const data = bytes.data();
    const std::size_t places = bytes.size() - length + 1;
#ifdef __SSE2__
    const std::size_t headAt = length > 2 && part.front() == '"' ? 1 : 0;
    const std::size_t tailAt = length - 1 - headAt;
    const __m128i first = _mm_set1_epi8(part[headAt]);
    const __m128i last = _mm_set1_epi8(part[tailAt]);
    const __m128i firstCapital = _mm_set1_epi8(capital(part[headAt]));
    const __m128i lastCapital = _mm_set1_epi8(capital(part[tailAt]));
    for (; at + 16 <= places; at += 16) {
        const __m128i head = _mm_loadu_si128(reinterpret_cast<const __m128i *>(data + at + headAt));
        const __m128i tail = _mm_loadu_si128(reinterpret_cast<const __m128i *>(data + at + tailAt));
        __m128i heads = _mm_cmpeq_epi8(head, first);
        __m128i tails = _mm_cmpeq_epi8(tail, last);
        if constexpr (AnyCase) {
            heads = _mm_or_si128(heads, _mm_cmpeq_epi8(head, firstCapital));
            tails = _mm_or_si128(tails, _mm_cmpeq_epi8(tail, lastCapital));
        }
        auto hits = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(heads, tails)));
        for (; hits != 0; hits &= hits - 1) {
            const std::size_t place = at + static_cast<std::size_t>(std::countr_zero(hits));
            if (equals<AnyCase>(data + place, part))
                return place;
        }
    }
#endif
    for (; at < places; ++at) {
        if (equals<AnyCase>(data + at, part))
            return at;
    }
    return std::string_view::npos;
}

}

bool containsBytes(std::string_view bytes, std::string_view part) noexcept
{
    return find<false>(bytes, part, 0) != std::string_view::npos;
}

std::size_t findBytes(std::string_view bytes, std::string_view part, std::size_t from) noexcept
{
    return find<false>(bytes, part, from);
}

bool containsAnyCase(std::string_view bytes, std::string_view smallLetters) noexcept
{
    return find<true>(bytes, smallLetters, 0) != std::string_view::npos;
}

std::size_t findAnyCase(std::string_view bytes, std::string_view smallLetters, std::size_t from) noexcept
{
    return find<true>(bytes, smallLetters, from);
}

bool isAllAscii(std::string_view bytes) noexcept
{
    unsigned char high = 0;
    for (const char c : bytes)
        high |= static_cast<unsigned char>(c);
    return high < 0x80;
}

}
