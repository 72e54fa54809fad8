// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns_p.h"

#include <array>
#include <memory>
#include <span>
#include <vector>

namespace eventscope {

// Filters are evaluated on blocks of rows. A mask has one bit a row, 64 to a word, the first row's the lowest;
// bits behind the block's rows are 0.
inline constexpr Row scanBlockRows = Chunk::boundedRows;
inline constexpr Row scanWordRows = 64;
using ScanMask = quint64 *;
using ConstScanMask = const quint64 *;

[[nodiscard]] constexpr std::size_t scanWords(Row count) noexcept
{
    return (count + scanWordRows - 1) / scanWordRows;
}

// Memory for masks, reused from block to block. One a thread.
class ScanScratch {
public:
    [[nodiscard]] ScanMask take();
    void give() noexcept { --m_taken; }

private:
    std::vector<std::unique_ptr<quint64[]>> m_masks;
    std::size_t m_taken = 0;
};

namespace scanmask {

void setAll(ScanMask mask, Row count) noexcept;
void clear(ScanMask mask, Row count) noexcept;
void copy(ScanMask mask, ConstScanMask from, Row count) noexcept;
void andWith(ScanMask mask, ConstScanMask other, Row count) noexcept;
void andNot(ScanMask mask, ConstScanMask other, Row count) noexcept;
void orWith(ScanMask mask, ConstScanMask other, Row count) noexcept;
void invert(ScanMask mask, Row count) noexcept;
void set(ScanMask mask, Row row, bool held) noexcept;

// The rows of a mask, at most `count` and some more places for scratch. Returns how many.
[[nodiscard]] std::size_t list(ConstScanMask mask, Row count, quint16 *rows) noexcept;
inline constexpr std::size_t listScratch = 32;    // places behind the last row that list() may write to

// Which rows hold, of the first `count` values. Words of 64 rows of which none is wanted may be left 0, and so may
// any row that is not wanted.
struct Asked {
    Row count = 0;
    ConstScanMask wanted = nullptr;
    ScanMask mask = nullptr;

    // Without the first rows, which are whole words.
    [[nodiscard]] Asked behind(Row rows) const noexcept
    {
        const std::size_t words = rows / scanWordRows;
        return {count - rows, wanted + words, mask + words};
    }
};

// Which of the values of a byte hold, as processors look up many at once: by the low half of a value eight bits for
// it and for those that differ in the high half, and by the high half which of them is meant.
struct ByteTable {
    static constexpr std::size_t values = 256;
    static constexpr std::size_t lowValues = values / 2;

    ByteTable() = default;
    // Of what has a byte for each value, 0 or 1; those from 256 on are left out.
    explicit ByteTable(std::span<const quint8> table) noexcept;

    alignas(16) std::array<quint8, 16> low{};
    alignas(16) std::array<quint8, 16> high{};    // values from lowValues on
};

void equals(const quint32 *values, quint32 value, const Asked &asked) noexcept;
void equals(const quint16 *values, quint16 value, const Asked &asked) noexcept;
// The table has a byte for every possible value: 0 or 1.
void table(const quint8 *values, const ByteTable &table, const Asked &asked) noexcept;
void table(
    const quint32 *values, std::span<const quint8> table, const ByteTable &firstOnes, const Asked &asked) noexcept;
void table(const quint16 *values, const quint8 *table, const Asked &asked) noexcept;
void table(const std::atomic<quint16> *values, const quint8 *table, const Asked &asked) noexcept;
void table(const std::atomic<quint8> *values, const quint8 *table, const Asked &asked) noexcept;
// The same with a bit for every value, for tables that a processor's cache would not hold.
void bits(const quint32 *values, const quint64 *bits, const Asked &asked) noexcept;
void between(const Micros *values, Micros from, Micros to, const Asked &asked) noexcept;    // without `to`
void since(const Micros *values, Micros from, const Asked &asked) noexcept;
void visible(const std::atomic<quint8> *flags, Row count, ScanMask mask) noexcept;

// Bytes of 0 and 1 as bits.
[[nodiscard]] std::vector<quint64> bitsOf(std::span<const quint8> bytes);

}

}
