// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/lanemarks.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <tuple>

namespace eventscope {

namespace {

constexpr int bucketsAtMost = 1'000'000;
constexpr Micros furthestMark = Micros(1) << 61;             // so that spans do not overflow
constexpr std::size_t cellsAtOnce = std::size_t(1) << 19;    // 12 MB a thread
constexpr std::size_t lanesAtOnce = 0xfffe;

// What happened in one bucket of a lane.
struct Cell {
    Micros time = 0;    // of the earliest
    Row row = 0;
    quint32 count = 0;
    quint8 worst = 0;

    void add(const Cell &other) noexcept
    {
        if (count == 0 || std::tie(other.time, other.row) < std::tie(time, row)) {
            time = other.time;
            row = other.row;
        }
        count += other.count;
        worst = std::max(worst, other.worst);
    }
};

struct Extent {
    Micros first = std::numeric_limits<Micros>::max();
    Micros last = std::numeric_limits<Micros>::min();
};

// Some lanes, counted by one thread or, in the end, by all.
class LaneGrid {
public:
    LaneGrid(std::size_t lanes, const LaneBuckets &buckets)
        : m_buckets(buckets)
        , m_inverse(1.0 / static_cast<double>(buckets.width))
        , m_extents(lanes)
        , m_cells(lanes * buckets.count)
    {}

    void add(std::size_t lane, Micros time, Row row, quint8 verdict) noexcept
    {
        Extent &extent = m_extents[lane];
        extent.first = std::min(extent.first, time);
        extent.last = std::max(extent.last, time);
        if (time >= m_buckets.from && time < m_buckets.to)
            m_cells[lane * m_buckets.count + bucketOf(time)].add({time, row, 1, verdict});
    }

    void add(const LaneGrid &other) noexcept
    {
        for (std::size_t i = 0; i < m_extents.size(); ++i) {
            m_extents[i].first = std::min(m_extents[i].first, other.m_extents[i].first);
            m_extents[i].last = std::max(m_extents[i].last, other.m_extents[i].last);
        }
        for (std::size_t i = 0; i < m_cells.size(); ++i) {
            if (other.m_cells[i].count > 0)
                m_cells[i].add(other.m_cells[i]);
        }
    }

    [[nodiscard]] Lane lane(std::size_t index) const
    {
        Lane lane;
        lane.first = m_extents[index].first;
        lane.last = m_extents[index].last;
        const Cell *cells = m_cells.data() + index * m_buckets.count;
        for (quint32 bucket = 0; bucket < m_buckets.count; ++bucket) {
            const Cell &cell = cells[bucket];
            if (cell.count > 0)
                lane.marks.push_back({bucket, cell.count, cell.row, static_cast<Verdict>(cell.worst)});
        }
        return lane;
    }

private:
    [[nodiscard]] std::size_t bucketOf(Micros time) const noexcept
    {
        const auto offset = static_cast<quint64>(time) - static_cast<quint64>(m_buckets.from);
        const auto width = static_cast<quint64>(m_buckets.width);
        // A multiplication, as a division of this size costs ten times as much; off by one at most.
        auto index = static_cast<quint64>(static_cast<double>(offset) * m_inverse);
        index -= index * width > offset ? 1 : 0;
        index += (index + 1) * width <= offset ? 1 : 0;
        return static_cast<std::size_t>(index);
    }

    LaneBuckets m_buckets;
    double m_inverse;
    std::vector<Extent> m_extents;
    std::vector<Cell> m_cells;
};

// By term: one more than the number of its lane, 0 for none.
using LaneTable = std::vector<quint16>;

void addChunk(LaneGrid &grid, const LaneTable &table, Field field, std::size_t index, const RowBits &rows,
    const Columns::Private &columns)
{
    const Row base = static_cast<Row>(index) << Chunk::bits;
    const Chunk &chunk = columns.chunk(base);
    withLaneColumn(field, chunk, [&](const auto *values) {
        rows.forEach(index, 0, [&](Row at) {
            const quint16 lane = table[values[at]];
            if (lane == 0)
                return;
            const quint8 flags = chunk.flags[at].load(std::memory_order_relaxed);
            grid.add(lane - 1u, chunk.time[at], base + at, flags & rowflag::verdictMask);
        });
    });
}

}

LaneBuckets::LaneBuckets(const LaneSpec &spec)
    : from(std::clamp(spec.from, -furthestMark, furthestMark))
    , to(std::clamp(spec.to, from, furthestMark))
    , count(static_cast<quint32>(std::clamp(spec.buckets, 1, bucketsAtMost)))
{
    const auto span = static_cast<quint64>(to) - static_cast<quint64>(from);
    width = std::max<Micros>(1, static_cast<Micros>(span / count + (span % count != 0)));
}

std::vector<Lane> laneMarks(std::span<const Term> terms, Field field, const LaneBuckets &buckets, const RowBits &rows,
    const Columns::Private &columns, const RunShares &run)
{
    std::vector<Lane> lanes;
    lanes.reserve(terms.size());
    const std::size_t group = std::clamp<std::size_t>(cellsAtOnce / buckets.count, 1, lanesAtOnce);
    LaneTable table(laneDictionary(field, columns).size());
    while (lanes.size() < terms.size()) {
        const std::span<const Term> some = terms.subspan(lanes.size(), std::min(group, terms.size() - lanes.size()));
        for (std::size_t i = 0; i < some.size(); ++i)
            table[some[i]] = static_cast<quint16>(i + 1);
        std::mutex mutex;
        LaneGrid sum(some.size(), buckets);
        run(rows.chunks(), std::numeric_limits<std::size_t>::max(), [&](const NextShare &next) {
            LaneGrid grid(some.size(), buckets);
            while (const auto share = next())
                addChunk(grid, table, field, *share, rows, columns);
            const std::scoped_lock locked(mutex);
            sum.add(grid);
        });
        for (std::size_t i = 0; i < some.size(); ++i) {
            lanes.push_back(sum.lane(i));
            table[some[i]] = 0;
        }
    }
    return lanes;
}

}
