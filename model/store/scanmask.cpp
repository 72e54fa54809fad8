// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/scanmask.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <immintrin.h>
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
constexpr int fewCompared = 8;     // rows of a word, that are compared one by one
constexpr int fewLookedUp = 36;    // likewise, where a look at a row takes longer
constexpr int fewGathered = 12;    // likewise, where several rows are looked at at once

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

// `holds` says whether a row holds.
template <int few, typename Holds>
inline __attribute__((always_inline)) void fill(const Asked &asked, const Holds &holds) noexcept
{
    alignas(16) quint8 held[scanWordRows];
    for (Row first = 0; first < asked.count; first += scanWordRows) {
        quint64 wanted = asked.wanted[first / scanWordRows];
        quint64 bits = 0;
        const Row rows = std::min(scanWordRows, asked.count - first);
        if (rows < scanWordRows || std::popcount(wanted) <= few) {
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

#if defined(__x86_64__) && defined(__SSE2__) && (defined(__GNUC__) || defined(__clang__))
#define EVENTSCOPE_SHUFFLES

// What a table says of 32 values of a byte.
class ByteLookup {
public:
    __attribute__((target("avx2"))) explicit ByteLookup(const ByteTable &table) noexcept
        : m_low(twice(table.low))
        , m_high(twice(table.high))
        , m_bitOf(_mm256_set1_epi64x(static_cast<long long>(0x8040'2010'0804'0201)))
    {}

    __attribute__((target("avx2"))) quint32 of(__m256i values) const noexcept
    {
        const __m256i half = _mm256_set1_epi8(15);
        const __m256i below = _mm256_shuffle_epi8(m_low, _mm256_and_si256(values, half));
        const __m256i above = _mm256_shuffle_epi8(m_high, _mm256_and_si256(values, half));
        const __m256i held = _mm256_blendv_epi8(below, above, values);
        const __m256i meant = _mm256_shuffle_epi8(m_bitOf, _mm256_and_si256(_mm256_srli_epi16(values, 4), half));
        const __m256i none = _mm256_cmpeq_epi8(_mm256_and_si256(held, meant), _mm256_setzero_si256());
        return ~static_cast<quint32>(_mm256_movemask_epi8(none));
    }

private:
    __attribute__((target("avx2"))) static __m256i twice(const std::array<quint8, 16> &bytes) noexcept
    {
        return _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i *>(bytes.data())));
    }

    __m256i m_low;
    __m256i m_high;
    __m256i m_bitOf;    // of which of eight bits a high half means
};

__attribute__((target("avx2"))) __m256i bytesAt(const quint8 *values) noexcept
{
    return _mm256_loadu_si256(reinterpret_cast<const __m256i *>(values));
}

// Of values that all fit into a byte.
__attribute__((target("avx2"))) __m256i bytesAt(const quint32 *values) noexcept
{
    const auto *from = reinterpret_cast<const __m256i *>(values);
    const __m256i low = _mm256_packus_epi32(_mm256_loadu_si256(from), _mm256_loadu_si256(from + 1));
    const __m256i high = _mm256_packus_epi32(_mm256_loadu_si256(from + 2), _mm256_loadu_si256(from + 3));
    const __m256i mixed = _mm256_packus_epi16(low, high);
    return _mm256_permutevar8x32_epi32(mixed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

// All whole words, wanted or not: that is quicker than to ask. Returns the rows done.
template <typename Number>
__attribute__((target("avx2"))) Row lookUpAll(const Number *values, const ByteTable &table, const Asked &asked) noexcept
{
    const ByteLookup lookup(table);
    Row row = 0;
    for (; row + scanWordRows <= asked.count; row += scanWordRows) {
        const quint64 first = lookup.of(bytesAt(values + row));
        const quint64 second = lookup.of(bytesAt(values + row + 32));
        asked.mask[row / scanWordRows] = first | second << 32;
    }
    return row;
}

// A bit for each of eight values, in the lowest bits.
__attribute__((target("avx2"))) quint64 lookUpBits(const quint32 *values, const quint32 *bits) noexcept
{
    const __m256i terms = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(values));
    const __m256i words =
        _mm256_i32gather_epi32(reinterpret_cast<const int *>(bits), _mm256_srli_epi32(terms, 5), sizeof(quint32));
    // The bit that is meant becomes the sign.
    const __m256i shift = _mm256_andnot_si256(terms, _mm256_set1_epi32(31));
    return static_cast<quint32>(_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_sllv_epi32(words, shift))));
}

// Whole words of which more than a few rows are wanted. Returns the rows done.
__attribute__((target("avx2,popcnt"))) Row lookUpAllBits(
    const quint32 *values, const quint64 *bits, const Asked &asked) noexcept
{
    const auto *halves = reinterpret_cast<const quint32 *>(bits);    // in their order, on this processor
    Row row = 0;
    for (; row + scanWordRows <= asked.count; row += scanWordRows) {
        quint64 wanted = asked.wanted[row / scanWordRows];
        quint64 held = 0;
        if (std::popcount(wanted) <= fewGathered) {
            for (; wanted; wanted &= wanted - 1) {
                const int bit = std::countr_zero(wanted);
                const quint32 value = values[row + static_cast<Row>(bit)];
                held |= (bits[value / 64] >> (value % 64) & 1) << bit;
            }
        } else {
            for (Row i = 0; i < scanWordRows; i += 8)
                held |= lookUpBits(values + row + i, halves) << i;
        }
        asked.mask[row / scanWordRows] = held;
    }
    return row;
}

// The bits of the rows wanted of a word: their values are put together first, as looking up takes longest.
__attribute__((target("avx512f,bmi2,popcnt"))) quint64 lookUpWanted(
    const quint32 *values, const quint32 *bits, quint64 wanted) noexcept
{
    constexpr int lanes = 16;
    alignas(64) quint32 terms[scanWordRows + lanes];
    int count = 0;
    for (int i = 0; i < int(scanWordRows); i += lanes) {
        const auto some = static_cast<__mmask16>(wanted >> i);
        _mm512_storeu_si512(terms + count, _mm512_maskz_compress_epi32(some, _mm512_loadu_si512(values + i)));
        count += std::popcount(static_cast<quint16>(some));
    }
    quint64 held = 0;
    for (int i = 0; i < count; i += lanes) {
        const auto some = static_cast<__mmask16>(_bzhi_u32(0xffff, static_cast<unsigned>(std::min(lanes, count - i))));
        const __m512i few = _mm512_maskz_loadu_epi32(some, terms + i);
        const __m512i words = _mm512_mask_i32gather_epi32(
            _mm512_setzero_si512(), some, _mm512_maskz_srli_epi32(some, few, 5), bits, sizeof(quint32));
        const __m512i meant = _mm512_maskz_srlv_epi32(some, words, _mm512_and_si512(few, _mm512_set1_epi32(31)));
        held |= quint64(_mm512_test_epi32_mask(meant, _mm512_set1_epi32(1))) << i;
    }
    return _pdep_u64(held, wanted);
}

__attribute__((target("avx512f,bmi2,popcnt"))) Row lookUpAllWanted(
    const quint32 *values, const quint64 *bits, const Asked &asked) noexcept
{
    const auto *halves = reinterpret_cast<const quint32 *>(bits);    // in their order, on this processor
    Row row = 0;
    for (; row + scanWordRows <= asked.count; row += scanWordRows)
        asked.mask[row / scanWordRows] = lookUpWanted(values + row, halves, asked.wanted[row / scanWordRows]);
    return row;
}

// Half a word at a time is packed by one instruction.
__attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt"))) std::size_t listPacked(
    ConstScanMask mask, Row count, quint16 *rows) noexcept
{
    constexpr Row half = scanWordRows / 2;
    alignas(64) static constexpr auto places = [] {
        std::array<quint16, half> all{};
        for (std::size_t i = 0; i < half; ++i)
            all[i] = static_cast<quint16>(i);
        return all;
    }();
    __m512i low = _mm512_load_si512(places.data());
    const __m512i step = _mm512_set1_epi16(half);
    quint16 *listed = rows;
    for (Row first = 0; first < count; first += scanWordRows) {
        const quint64 bits = mask[first / scanWordRows];
        const auto lowBits = static_cast<quint32>(bits);
        const auto highBits = static_cast<quint32>(bits >> 32);
        const __m512i high = _mm512_add_epi16(low, step);
        _mm512_storeu_si512(listed, _mm512_maskz_compress_epi16(lowBits, low));
        listed += std::popcount(lowBits);
        _mm512_storeu_si512(listed, _mm512_maskz_compress_epi16(highBits, high));
        listed += std::popcount(highBits);
        low = _mm512_add_epi16(high, step);
    }
    return static_cast<std::size_t>(listed - rows);
}
#endif

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

EVENTSCOPE_WIDE static std::size_t listByTable(ConstScanMask mask, Row count, quint16 *rows) noexcept
{
    quint16 *listed = rows;
    for (Row first = 0; first < count; first += scanWordRows) {
        quint64 bits = mask[first / scanWordRows];
        if (std::popcount(bits) <= fewCompared) {
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

std::size_t list(ConstScanMask mask, Row count, quint16 *rows) noexcept
{
#ifdef EVENTSCOPE_SHUFFLES
    if (__builtin_cpu_supports("avx512vbmi2"))
        return listPacked(mask, count, rows);
#endif
    return listByTable(mask, count, rows);
}

EVENTSCOPE_WIDE void equals(const quint32 *values, quint32 value, const Asked &asked) noexcept
{
    fill<fewCompared>(asked, [=](Row i) { return values[i] == value; });
}

EVENTSCOPE_WIDE void equals(const quint16 *values, quint16 value, const Asked &asked) noexcept
{
    fill<fewCompared>(asked, [=](Row i) { return values[i] == value; });
}

EVENTSCOPE_WIDE static void longTable(const quint32 *values, const quint8 *table, const Asked &asked) noexcept
{
    fill<fewLookedUp>(asked, [=](Row i) { return table[values[i]]; });
}

EVENTSCOPE_WIDE static void eachByte(const quint8 *values, const ByteTable &table, const Asked &asked) noexcept
{
    fill<fewCompared>(asked, [&](Row i) {
        const unsigned value = values[i];
        const unsigned bits = value < ByteTable::lowValues ? table.low[value % 16] : table.high[value % 16];
        return static_cast<quint8>(bits >> (value / 16 % 8) & 1);
    });
}

ByteTable::ByteTable(std::span<const quint8> table) noexcept
{
    for (std::size_t value = 0; value < std::min(table.size(), values); ++value) {
        std::array<quint8, 16> &half = value < lowValues ? low : high;
        half[value % 16] |= static_cast<quint8>(table[value] << (value / 16 % 8));
    }
}

void table(const quint8 *values, const ByteTable &table, const Asked &asked) noexcept
{
#ifdef EVENTSCOPE_SHUFFLES
    if (__builtin_cpu_supports("avx2")) {
        const Row done = lookUpAll(values, table, asked);
        return eachByte(values + done, table, asked.behind(done));
    }
#endif
    eachByte(values, table, asked);
}

void table(
    const quint32 *values, std::span<const quint8> table, const ByteTable &firstOnes, const Asked &asked) noexcept
{
#ifdef EVENTSCOPE_SHUFFLES
    if (table.size() <= ByteTable::values && __builtin_cpu_supports("avx2")) {
        const Row done = lookUpAll(values, firstOnes, asked);
        return longTable(values + done, table.data(), asked.behind(done));
    }
#endif
    longTable(values, table.data(), asked);
}

EVENTSCOPE_WIDE void table(const quint16 *values, const quint8 *table, const Asked &asked) noexcept
{
    fill<fewLookedUp>(asked, [=](Row i) { return table[values[i]]; });
}

EVENTSCOPE_WIDE void table(const std::atomic<quint16> *values, const quint8 *table, const Asked &asked) noexcept
{
    fill<fewLookedUp>(asked, [=](Row i) { return table[values[i].load(std::memory_order_relaxed)]; });
}

EVENTSCOPE_WIDE void table(const std::atomic<quint8> *values, const quint8 *table, const Asked &asked) noexcept
{
    fill<fewLookedUp>(asked, [=](Row i) { return table[values[i].load(std::memory_order_relaxed)]; });
}

EVENTSCOPE_WIDE static void eachBit(const quint32 *values, const quint64 *bits, const Asked &asked) noexcept
{
    fill<fewLookedUp>(asked, [=](Row i) { return static_cast<quint8>(bits[values[i] / 64] >> (values[i] % 64) & 1); });
}

void bits(const quint32 *values, const quint64 *bits, const Asked &asked) noexcept
{
#ifdef EVENTSCOPE_SHUFFLES
    if (__builtin_cpu_supports("avx512vbmi2")) {    // such processors are quick at all of it
        const Row done = lookUpAllWanted(values, bits, asked);
        return eachBit(values + done, bits, asked.behind(done));
    }
    if (__builtin_cpu_supports("avx2")) {
        const Row done = lookUpAllBits(values, bits, asked);
        return eachBit(values + done, bits, asked.behind(done));
    }
#endif
    eachBit(values, bits, asked);
}

EVENTSCOPE_WIDE void between(const Micros *values, Micros from, Micros to, const Asked &asked) noexcept
{
    fill<fewCompared>(asked, [=](Row i) { return static_cast<quint8>((values[i] >= from) & (values[i] < to)); });
}

EVENTSCOPE_WIDE void since(const Micros *values, Micros from, const Asked &asked) noexcept
{
    fill<fewCompared>(asked, [=](Row i) { return values[i] >= from; });
}

EVENTSCOPE_WIDE void visible(const std::atomic<quint8> *flags, Row count, ScanMask mask) noexcept
{
    setAll(mask, count);
    fill<fewCompared>({count, mask, mask},
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
