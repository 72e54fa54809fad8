// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns.h"
#include "store/dictionary.h"

#include <limits>
#include <shared_mutex>
#include <span>
#include <vector>

namespace eventscope {

// The changing byte of a row, and what shares it.
namespace rowflag {
inline constexpr quint8 verdictMask = 0x03;
inline constexpr quint8 partly = 0x04;
inline constexpr quint8 removed = 0x08;
inline constexpr int timeSourceShift = 4;

[[nodiscard]] constexpr quint8 make(Verdict verdict, bool partlyJudged, TimeSource source) noexcept
{
    return static_cast<quint8>(
        static_cast<quint8>(verdict) | (partlyJudged ? partly : 0) | (static_cast<quint8>(source) << timeSourceShift));
}
}

// How many rule sets the columns tell apart, the empty one included.
inline constexpr std::size_t ruleSetTerms = 0x10000;

// One row on its way into the columns.
struct StagedRow {
    Micros time = 0;
    Micros received = 0;
    quint32 id = 0;
    quint32 origin = 0;
    Term tenant = 0;
    Term user = 0;
    Term name = 0;
    quint32 bytes = 0;
    quint16 service = 0;
    quint16 shape = 0;
    quint16 rules = 0;
    quint8 flags = 0;
};
using StagedRows = std::vector<StagedRow>;

// Between which times the rows of a stretch are, so that scans can pass over it. Rows that are not published yet
// may be in it.
struct TimeBounds {
    std::atomic<Micros> earliest = std::numeric_limits<Micros>::max();
    std::atomic<Micros> latest = std::numeric_limits<Micros>::min();

    void widen(Micros time) noexcept
    {
        if (time < earliest.load(std::memory_order_relaxed))
            earliest.store(time, std::memory_order_relaxed);
        if (time > latest.load(std::memory_order_relaxed))
            latest.store(time, std::memory_order_relaxed);
    }
};

class ColumnMemory;

// The terms of a chunk's rows in a dictionary that mostly is small: a byte each for as long as all fit into one, then
// two, then four; what the rows before have is copied. One thread appends, any reads the rows that are published.
class TermColumn {
public:
    static constexpr int chunkBits = 16;
    static constexpr Row rows = Row(1) << chunkBits;

    // Calls `visit` with where the terms of the rows from `at` on lie: numbers of one, two or four bytes.
    template <typename Visit>
    void visitFrom(Row at, Visit &&visit) const
    {
        if (const quint32 *four = m_four.load(std::memory_order_acquire))
            visit(four + at);
        else if (const quint16 *two = m_two.load(std::memory_order_acquire))
            visit(two + at);
        else
            visit(m_one + at);
    }
    [[nodiscard]] Term operator[](Row at) const noexcept
    {
        Term term = 0;
        visitFrom(at, [&term](const auto *values) { term = *values; });
        return term;
    }

    // The appender's: the term of the row behind all those before.
    void write(Row at, Term term, ColumnMemory &memory);

private:
    template <typename Number>
    void widen(std::atomic<Number *> &wider, Row known, ColumnMemory &memory);

    quint8 m_one[rows];
    std::atomic<quint16 *> m_two = nullptr;
    std::atomic<quint32 *> m_four = nullptr;
};

// 65,536 rows, 41 bytes each, and more where there are many tenants or names.
struct Chunk {
    static constexpr int bits = TermColumn::chunkBits;
    static constexpr Row rows = TermColumn::rows;
    static constexpr Row boundedRows = 4096;    // a stretch

    Micros time[rows];
    Micros received[rows];
    quint32 id[rows];
    quint32 origin[rows];
    TermColumn tenant;
    Term user[rows];
    TermColumn name;
    quint32 bytes[rows];
    quint16 service[rows];
    quint16 shape[rows];
    std::atomic<quint16> ruleSet[rows];
    std::atomic<quint8> flags[rows];
    std::atomic<quint32> removedRows = 0;
    TimeBounds bounds[rows / boundedRows];

    // Writes rows that nobody sees yet from that place on, which is behind all those before. What does not fit into
    // the chunk is in the memory given.
    void write(Row at, std::span<const StagedRow> staged, ColumnMemory &memory);
    [[nodiscard]] StagedRow staged(Row at) const noexcept;
};

// Event ids [first, last].
struct IdRange {
    EventId first = 0;
    EventId last = 0;

    friend bool operator==(const IdRange &, const IdRange &) = default;
};

// A verdict given again.
struct JudgedRow {
    EventId id = 0;
    Row row = 0;
    Verdict verdict = Verdict::Unjudged;
    bool partly = false;
    quint16 rules = 0;
};

class ColumnStage;

// The store's own side: one thread appends and changes flags, any thread reads.
struct Columns::Private {
    Private();
    ~Private();

    [[nodiscard]] const Chunk &chunk(Row row) const noexcept
    {
        return *m_chunks[row >> Chunk::bits].load(std::memory_order_acquire);
    }
    [[nodiscard]] Row size() const noexcept { return m_size.load(std::memory_order_acquire); }
    // Rows were published in the order of their ids, of their times.
    [[nodiscard]] bool idsAscend() const noexcept { return m_idsAscend.load(std::memory_order_acquire); }
    [[nodiscard]] bool timesAscend() const noexcept { return m_timesAscend.load(std::memory_order_acquire); }

    // Rows behind the published ones; visible to nobody before publish(). False when there is no room.
    [[nodiscard]] bool append(std::span<const StagedRow> rows);
    [[nodiscard]] bool append(ColumnStage &&stage);
    void publish();
    // While there is nothing to be appended, for the same thread: see ColumnMemory::settle().
    bool settle();

    // Marks the rows of those ids; ids that are not here are passed over. True when any row changed.
    bool setRemoved(std::span<const IdRange> ranges, bool removed);
    // Exactly the rows of those sorted ranges are removed. True when any row changed.
    bool syncRemoved(std::span<const IdRange> ranges);

    // Gives published rows their verdicts. True when any row changed.
    bool setJudged(std::span<const JudgedRow> rows);

    [[nodiscard]] std::optional<Row> rowOf(EventId id) const;

    Dictionary tenants;
    Dictionary users;
    Dictionary names;
    Dictionary services;
    Dictionary shapes;
    Dictionary ruleSets;
    std::atomic<quint64> generation = 0;
    std::atomic<qint64> visible = 0;
    std::atomic<qint64> chunkBytes = 0;

private:
    // Rows whose ids follow one another.
    struct Run {
        quint32 firstId;
        Row firstRow;
        quint32 count;
    };

    static constexpr std::size_t maxChunks = std::size_t(1) << (32 - Chunk::bits);

    void keepChunk(Row row, Chunk *chunk) noexcept;
    void adopt(ColumnStage &&stage);
    void indexRow(quint32 id, Row row);
    bool setRowRemoved(Row row, bool removed) noexcept;

    std::unique_ptr<ColumnMemory> m_memory;
    std::unique_ptr<std::atomic<Chunk *>[]> m_chunks;
    std::atomic<Row> m_size = 0;
    std::atomic<bool> m_idsAscend = true;
    std::atomic<bool> m_timesAscend = true;
    Row m_filled = 0;    // the appender's own: rows written, published or not
    quint32 m_highestId = 0;
    Micros m_latestTime = 0;
    mutable std::shared_mutex m_runsLock;
    std::vector<Run> m_runs;    // by firstId
};

}
