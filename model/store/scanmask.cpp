// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/scanmask.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

// Loops that wider registers make much quicker are compiled twice, and the processor's own is chosen when the
// program is loaded. Not under sanitizers, which are not ready by then.
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&          \
    !defined(__SANITIZE_THREAD__)
#define EVENTSCOPE_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define EVENTSCOPE_WIDE
#endif

namespace eventscope {

ScanMask ScanScratch::take()
{
    if (m_taken == m_masks.size())
        m_masks.push_back(std::make_unique_for_overwrite<quint64[]>(scanWords(scanBlockRows)));
    return m_masks[m_taken++].get();
}

namespace scanmask {

namespace {

constexpr std::size_t listedAtOnce = 8;
constexpr int fewRows = 10;    // of a word, that are looked at one by one

// For each set of eight rows, as bits, which they are and how many.
struct Places {
    std::array<quint8, listedAtOnce> rows{};
    quint8 count = 0;
};

constexpr auto keptPlaces = [] {
    std::array<Places, 256> places{};
    for (std::size_t kept = 0; kept < places.size(); ++kept) {
        for (std::size_t row = 0; row < listedAtOnce; ++row) {
            if (kept >> row & 1)
                places[kept].rows[places[kept].count++] = static_cast<quint8>(row);
        }
    }
    return places;
}();

// The bits of a word of rows from a byte a row: 0 or 1.
inline quint64 packed(const quint8 *held) noexcept
{
    quint64 bits = 0;
#ifdef __SSE2__
    for (int i = 0; i < 64; i += 16) {
        const __m128i bytes = _mm_load_si128(reinterpret_cast<const __m128i *>(held + i));
        const auto sixteen = static_cast<quint32>(_mm_movemask_epi8(_mm_slli_epi16(bytes, 7)));
        bits |= quint64(sixteen) << i;
    }
#else
    for (int i = 0; i < 64; ++i)
        bits |= quint64(held[i]) << i;
#endif
    return bits;
}

inline bool areFew(quint64 rows) noexcept
{
    for (int i = 0; i < fewRows; ++i)
        rows &= rows - 1;
    return rows == 0;
}

// `holds` says whether a row holds.
template <typename Holds>
inline __attribute__((always_inline)) void fill(const Asked &asked, const Holds &holds) noexcept
{
    alignas(16) quint8 held[scanWordRows];
    for (Row first = 0; first < asked.count; first += scanWordRows) {
        quint64 wanted = asked.wanted[first / scanWordRows];
        quint64 bits = 0;
        const Row rows = std::min(scanWordRows, asked.count - first);
        if (rows < scanWordRows || areFew(wanted)) {
            for (; wanted; wanted &= wanted - 1) {
                const int bit = std::countr_zero(wanted);
                bits |= quint64(holds(first + static_cast<Row>(bit))) << bit;
            }
        } else {
            for (Row i = 0; i < scanWordRows; ++i)
                held[i] = holds(first + i);
            bits = packed(held);
        }
        asked.mask[first / scanWordRows] = bits;
    }
}

}

void setAll(ScanMask mask, Row count) noexcept
{
    std::fill_n(mask, scanWords(count), ~quint64(0));
    if (count % scanWordRows)
        mask[count / scanWordRows] = (quint64(1) << count % scanWordRows) - 1;
}

void clear(ScanMask mask, Row count) noexcept
{
    std::fill_n(mask, scanWords(count), quint64(0));
}

void copy(ScanMask mask, ConstScanMask from, Row count) noexcept
{
    std::copy_n(from, scanWords(count), mask);
}

void andWith(ScanMask mask, ConstScanMask other, Row count) noexcept
{
    for (std::size_t i = 0; i < scanWords(count); ++i)
        mask[i] &= other[i];
}

void andNot(ScanMask mask, ConstScanMask other, Row count) noexcept
{
    for (std::size_t i = 0; i < scanWords(count); ++i)
        mask[i] &= ~other[i];
}

void orWith(ScanMask mask, ConstScanMask other, Row count) noexcept
{
    for (std::size_t i = 0; i < scanWords(count); ++i)
        mask[i] |= other[i];
}

void invert(ScanMask mask, Row count) noexcept
{
    for (std::size_t i = 0; i < scanWords(count); ++i)
        mask[i] = ~mask[i];
    if (count % scanWordRows)
        mask[count / scanWordRows] &= (quint64(1) << count % scanWordRows) - 1;
}

void set(ScanMask mask, Row row, bool held) noexcept
{
    const quint64 bit = quint64(1) << row % scanWordRows;
    quint64 &word = mask[row / scanWordRows];
    word = held ? word | bit : word & ~bit;
}

EVENTSCOPE_WIDE std::size_t list(ConstScanMask mask, Row count, quint16 *rows) noexcept
{
    quint16 *listed = rows;
    for (Row first = 0; first < count; first += scanWordRows) {
        quint64 bits = mask[first / scanWordRows];
        if (areFew(bits)) {
            for (; bits; bits &= bits - 1)
                *listed++ = static_cast<quint16>(first + static_cast<Row>(std::countr_zero(bits)));
            continue;
        }
        for (Row i = first; i < first + scanWordRows; i += listedAtOnce, bits >>= listedAtOnce) {
            const Places &places = keptPlaces[bits & 0xff];
            for (std::size_t j = 0; j < listedAtOnce; ++j)
                listed[j] = static_cast<quint16>(i + places.rows[j]);
            listed += places.count;
        }
    }
    return static_cast<std::size_t>(listed - rows);
}

EVENTSCOPE_WIDE void equals(const quint32 *values, quint32 value, const Asked &asked) noexcept
{
    fill(asked, [=](Row i) { return values[i] == value; });
}

EVENTSCOPE_WIDE void equals(const quint16 *values, quint16 value, const Asked &asked) noexcept
{
    fill(asked, [=](Row i) { return values[i] == value; });
}

void table(const quint32 *values, const quint8 *table, const Asked &asked) noexcept
{
    fill(asked, [=](Row i) { return table[values[i]]; });
}

void table(const quint16 *values, const quint8 *table, const Asked &asked) noexcept
{
    fill(asked, [=](Row i) { return table[values[i]]; });
}

void table(const std::atomic<quint16> *values, const quint8 *table, const Asked &asked) noexcept
{
    fill(asked, [=](Row i) { return table[values[i].load(std::memory_order_relaxed)]; });
}

void table(const std::atomic<quint8> *values, const quint8 *table, const Asked &asked) noexcept
{
    fill(asked, [=](Row i) { return table[values[i].load(std::memory_order_relaxed)]; });
}

void bits(const quint32 *values, const quint64 *bits, const Asked &asked) noexcept
{
    fill(asked, [=](Row i) { return static_cast<quint8>(bits[values[i] / 64] >> (values[i] % 64) & 1); });
}

EVENTSCOPE_WIDE void between(const Micros *values, Micros from, Micros to, const Asked &asked) noexcept
{
    fill(asked, [=](Row i) { return static_cast<quint8>((values[i] >= from) & (values[i] < to)); });
}

EVENTSCOPE_WIDE void since(const Micros *values, Micros from, const Asked &asked) noexcept
{
    fill(asked, [=](Row i) { return values[i] >= from; });
}

void visible(const std::atomic<quint8> *flags, Row count, ScanMask mask) noexcept
{
    setAll(mask, count);
    fill({count, mask, mask},
        [=](Row i) { return static_cast<quint8>(!(flags[i].load(std::memory_order_relaxed) & rowflag::removed)); });
}

std::vector<quint64> bitsOf(std::span<const quint8> bytes)
{
    std::vector<quint64> bits((bytes.size() + 63) / 64);
    alignas(16) quint8 held[64]{};
    for (std::size_t first = 0; first < bytes.size(); first += 64) {
        const std::size_t count = std::min<std::size_t>(64, bytes.size() - first);
        std::memcpy(held, bytes.data() + first, count);
        std::memset(held + count, 0, 64 - count);
        bits[first / 64] = packed(held);
    }
    return bits;
}

}

}
