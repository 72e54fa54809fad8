// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/repeats.h"

#include <QHash>
#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <span>
#include <tuple>

namespace eventscope {

namespace {

constexpr EventId idsPerSeek = 6;    // a seek costs about as much as so many steps

// Of which there may be as many as events: two halves, so that nothing is left free between them.
struct HashedRow {
    quint32 low = 0;
    quint32 high = 0;
    Row row = 0;

    [[nodiscard]] quint64 hash() const noexcept { return quint64(high) << 32 | low; }
};

// A row whose hash another one has as well.
struct CheckedRow {
    quint64 check = 0;    // of the key itself and its service
    Row row = 0;
};

// By some bits of their hashes, so that each part is sorted in a processor's cache.
class HashedRows {
public:
    void reserve(std::size_t count)
    {
        for (std::vector<HashedRow> &part : m_parts)
            part.reserve(count / parts + count / parts / 8);
    }
    void add(qint64 hash, Row row)
    {
        const auto bits = static_cast<quint64>(hash);
        partOf(bits).push_back({static_cast<quint32>(bits), static_cast<quint32>(bits >> 32), row});
    }
    void sort()
    {
        for (std::vector<HashedRow> &part : m_parts)
            std::sort(part.begin(), part.end(), isBefore);
    }
    // Once sorted.
    [[nodiscard]] bool has(qint64 hash)
    {
        const auto bits = static_cast<quint64>(hash);
        const HashedRow wanted{static_cast<quint32>(bits), static_cast<quint32>(bits >> 32), 0};
        const std::vector<HashedRow> &part = partOf(bits);
        return std::binary_search(part.begin(), part.end(), wanted, isBefore);
    }
    // The rows whose hash others in both have as well, in no order. What is in both is gone then.
    [[nodiscard]] static std::vector<CheckedRow> repeated(HashedRows &own, HashedRows &others)
    {
        std::vector<CheckedRow> found;
        for (std::size_t i = 0; i < parts; ++i) {
            std::vector<HashedRow> part = std::move(own.m_parts[i]);
            const std::vector<HashedRow> more = std::move(others.m_parts[i]);
            part.insert(part.end(), more.begin(), more.end());
            std::sort(part.begin(), part.end(), isBefore);
            for (std::size_t at = 0; at < part.size(); ++at) {
                if ((at > 0 && part[at - 1].hash() == part[at].hash()) ||
                    (at + 1 < part.size() && part[at + 1].hash() == part[at].hash()))
                    found.push_back({0, part[at].row});
            }
        }
        return found;
    }

private:
    static constexpr std::size_t parts = 256;

    [[nodiscard]] static bool isBefore(const HashedRow &a, const HashedRow &b) noexcept { return a.hash() < b.hash(); }
    [[nodiscard]] std::vector<HashedRow> &partOf(quint64 hash) { return m_parts[hash * 0x9e3779b97f4a7c15u >> 56]; }

    std::array<std::vector<HashedRow>, parts> m_parts;
};

Micros saturatedSum(Micros a, Micros b) noexcept
{
    Micros sum = 0;
    if (!__builtin_add_overflow(a, b, &sum))
        return sum;
    return b < 0 ? std::numeric_limits<Micros>::min() : std::numeric_limits<Micros>::max();
}

class Search {
public:
    Search(SQLite::Database &database, const Columns::Private &columns, OriginId origin, Micros window,
        const std::function<bool()> &cancelled)
        : m_columns(columns)
        , m_origin(static_cast<quint32>(origin))
        , m_window(std::max<Micros>(0, window))
        , m_cancelled(cancelled)
        , m_hashes(database, "SELECT id, dedup FROM event WHERE id BETWEEN ? AND ? AND dedup IS NOT NULL ORDER BY id")
        , m_keys(database, "SELECT id, dedup FROM payload WHERE id BETWEEN ? AND ? ORDER BY id")
        , m_end(columns.size())
        , m_seed(QRandomGenerator::global()->generate64())
    {}

    [[nodiscard]] std::vector<Row> run()
    {
        if (!findBounds())
            return {};
        HashedRows own;
        HashedRows others;
        own.reserve(m_meant);
        readHashes([this](Row row) { return isMeant(row); }, [&own](qint64 hash, Row row) { own.add(hash, row); });
        if (m_origin != 0) {
            own.sort();
            readHashes([this](Row row) { return !isMeant(row) && mayMatch(row); },
                [&own, &others](qint64 hash, Row row) {
                    if (own.has(hash))
                        others.add(hash, row);
                });
        }
        m_keyed = HashedRows::repeated(own, others);
        readChecks();
        std::sort(m_keyed.begin(), m_keyed.end(), [this](const CheckedRow &a, const CheckedRow &b) {
            return std::tuple(a.check, idOf(a.row)) < std::tuple(b.check, idOf(b.row));
        });
        forEachGroup([this](std::span<const CheckedRow> group) { compare(group); });
        std::sort(m_found.begin(), m_found.end());
        return m_found;
    }

private:
    [[nodiscard]] const Chunk &chunkOf(Row row) const noexcept { return m_columns.chunk(row); }
    [[nodiscard]] static Row placeOf(Row row) noexcept { return row & (Chunk::rows - 1); }
    [[nodiscard]] EventId idOf(Row row) const noexcept { return chunkOf(row).id[placeOf(row)]; }
    [[nodiscard]] Micros timeOf(Row row) const noexcept { return chunkOf(row).time[placeOf(row)]; }
    [[nodiscard]] bool isMeant(Row row) const noexcept
    {
        return m_origin == 0 || chunkOf(row).origin[placeOf(row)] == m_origin;
    }
    [[nodiscard]] bool isRemoved(Row row) const noexcept
    {
        return chunkOf(row).flags[placeOf(row)].load(std::memory_order_relaxed) & rowflag::removed;
    }

    // The times that matter, and the last event that can be a repeat.
    [[nodiscard]] bool findBounds()
    {
        Micros earliest = std::numeric_limits<Micros>::max();
        Micros latest = std::numeric_limits<Micros>::min();
        for (Row row = 0; row < m_end; ++row) {
            if (!isMeant(row) || isRemoved(row))
                continue;
            ++m_meant;
            earliest = std::min(earliest, timeOf(row));
            latest = std::max(latest, timeOf(row));
            m_lastId = std::max(m_lastId, idOf(row));
        }
        m_from = saturatedSum(earliest, -m_window);
        m_to = saturatedSum(latest, m_window);
        return m_meant > 0;
    }

    [[nodiscard]] bool mayMatch(Row row) const noexcept
    {
        const Micros time = timeOf(row);
        return time >= m_from && time <= m_to && idOf(row) <= m_lastId;
    }

    // Visits the rows meant that have a key.
    template <typename Meant, typename Visit>
    void readHashes(Meant meant, Visit visit)
    {
        std::vector<CheckedRow> rows;
        for (quint64 first = 0; first < m_end && !m_cancelled(); first += Chunk::rows) {
            rows.clear();
            const Row end = std::min<quint64>(m_end, first + Chunk::rows);
            for (Row row = static_cast<Row>(first); row < end; ++row) {
                if (meant(row) && !isRemoved(row))
                    rows.push_back({0, row});
            }
            sortById(rows);
            forEachRead(m_hashes, rows, [&](const CheckedRow &keyed) { visit(m_hashes.number(1), keyed.row); });
        }
    }

    // Reads the rows, which are in the order of their ids, and visits those that the statement has.
    template <typename Visit>
    void forEachRead(HotSelect &select, std::span<CheckedRow> rows, Visit visit)
    {
        if (rows.empty())
            return;
        select.bind(1, idOf(rows.front().row));
        select.bind(2, idOf(rows.back().row));
        for (auto next = rows.begin(); next != rows.end() && select.step();) {
            const EventId id = select.number(0);
            while (next != rows.end() && idOf(next->row) < id)
                ++next;
            if (next != rows.end() && idOf(next->row) == id)
                visit(*next);
        }
        select.reset();
    }

    void sortById(std::vector<CheckedRow> &rows) const
    {
        const auto byId = [this](const CheckedRow &a, const CheckedRow &b) { return idOf(a.row) < idOf(b.row); };
        if (!std::is_sorted(rows.begin(), rows.end(), byId))
            std::sort(rows.begin(), rows.end(), byId);
    }

    // Runs of one key; the rows are sorted by it.
    template <typename Visit>
    void forEachGroup(Visit visit)
    {
        for (auto from = m_keyed.begin(); from != m_keyed.end() && !m_cancelled();) {
            const auto to = std::find_if(
                from, m_keyed.end(), [check = from->check](const CheckedRow &keyed) { return keyed.check != check; });
            if (to - from > 1)
                visit(std::span<const CheckedRow>(from, to));
            from = to;
        }
    }

    // Hashes may be equal by chance or by ill will: what the keys are decides. Those of a stretch of the
    // table at once, as events that repeat others mostly lie together.
    void readChecks()
    {
        sortById(m_keyed);
        for (std::size_t from = 0; from < m_keyed.size() && !m_cancelled();) {
            std::size_t to = from + 1;
            while (to < m_keyed.size() && idOf(m_keyed[to].row) - idOf(m_keyed[to - 1].row) < idsPerSeek)
                ++to;
            forEachRead(m_keys, std::span(m_keyed).subspan(from, to - from), [this](CheckedRow &keyed) {
                const std::string_view key = m_keys.bytes(1);
                const quint16 service = chunkOf(keyed.row).service[placeOf(keyed.row)];
                keyed.check = qHashBits(key.data(), key.size(), m_seed ^ (quint64(service) << 48));
            });
            from = to;
        }
    }

    // Events of one key in the order in which they came.
    void compare(std::span<const CheckedRow> group)
    {
        std::set<Micros> times;
        for (const CheckedRow &keyed : group) {
            const Micros time = timeOf(keyed.row);
            const auto near = times.lower_bound(saturatedSum(time, -m_window));
            if (isMeant(keyed.row) && near != times.end() && *near <= saturatedSum(time, m_window))
                m_found.push_back(keyed.row);
            times.insert(time);
        }
    }

    const Columns::Private &m_columns;
    const quint32 m_origin;
    const Micros m_window;
    const std::function<bool()> &m_cancelled;
    HotSelect m_hashes;
    HotSelect m_keys;
    const Row m_end;
    const quint64 m_seed;
    Micros m_from = 0;
    Micros m_to = 0;
    EventId m_lastId = 0;
    std::size_t m_meant = 0;    // rows
    std::vector<CheckedRow> m_keyed;
    std::vector<Row> m_found;
};

}

std::vector<Row> repeatsOf(SQLite::Database &database, const Columns::Private &columns, OriginId origin, Micros window,
    const std::function<bool()> &cancelled)
{
    return Search(database, columns, origin, window, cancelled).run();
}

}
