// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/repeats.h"

#include <QHash>
#include <QRandomGenerator>

#include <algorithm>
#include <limits>
#include <set>
#include <span>
#include <tuple>

namespace eventscope {

namespace {

constexpr EventId idsPerSeek = 6;    // a seek costs about as much as so many steps

struct HashedRow {
    qint64 hash = 0;      // as the file has it
    quint64 check = 0;    // of the key itself and its service; set where hashes are equal
    Row row = 0;
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
        readHashes([this](Row row) { return isMeant(row); }, [](qint64) { return true; });
        if (m_origin != 0) {
            const std::vector<qint64> own = ownHashes();
            readHashes([this](Row row) { return !isMeant(row) && mayMatch(row); },
                [&own](qint64 hash) { return std::binary_search(own.begin(), own.end(), hash); });
        }
        dropLoners();
        readChecks();
        std::sort(m_keyed.begin(), m_keyed.end(), [this](const HashedRow &a, const HashedRow &b) {
            return std::tuple(a.check, idOf(a.row)) < std::tuple(b.check, idOf(b.row));
        });
        forEachGroup(&HashedRow::check, [this](std::span<HashedRow> group) { compare(group); });
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
        bool any = false;
        Micros earliest = std::numeric_limits<Micros>::max();
        Micros latest = std::numeric_limits<Micros>::min();
        for (Row row = 0; row < m_end; ++row) {
            if (!isMeant(row) || isRemoved(row))
                continue;
            any = true;
            earliest = std::min(earliest, timeOf(row));
            latest = std::max(latest, timeOf(row));
            m_lastId = std::max(m_lastId, idOf(row));
        }
        m_from = saturatedSum(earliest, -m_window);
        m_to = saturatedSum(latest, m_window);
        return any;
    }

    [[nodiscard]] bool mayMatch(Row row) const noexcept
    {
        const Micros time = timeOf(row);
        return time >= m_from && time <= m_to && idOf(row) <= m_lastId;
    }

    // Keeps the rows meant that have a key whose hash is wanted.
    template <typename Meant, typename Wanted>
    void readHashes(Meant meant, Wanted wanted)
    {
        std::vector<HashedRow> rows;
        for (quint64 first = 0; first < m_end && !m_cancelled(); first += Chunk::rows) {
            rows.clear();
            const Row end = std::min<quint64>(m_end, first + Chunk::rows);
            for (Row row = static_cast<Row>(first); row < end; ++row) {
                if (meant(row) && !isRemoved(row))
                    rows.push_back({0, 0, row});
            }
            sortById(rows);
            forEachRead(m_hashes, rows, [&](HashedRow &keyed) {
                keyed.hash = m_hashes.number(1);
                if (wanted(keyed.hash))
                    m_keyed.push_back(keyed);
            });
        }
    }

    // Reads the rows, which are in the order of their ids, and visits those that the statement has.
    template <typename Visit>
    void forEachRead(HotSelect &select, std::span<HashedRow> rows, Visit visit)
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

    void sortById(std::vector<HashedRow> &rows) const
    {
        const auto byId = [this](const HashedRow &a, const HashedRow &b) { return idOf(a.row) < idOf(b.row); };
        if (!std::is_sorted(rows.begin(), rows.end(), byId))
            std::sort(rows.begin(), rows.end(), byId);
    }

    [[nodiscard]] std::vector<qint64> ownHashes() const
    {
        std::vector<qint64> hashes;
        hashes.reserve(m_keyed.size());
        for (const HashedRow &keyed : m_keyed)
            hashes.push_back(keyed.hash);
        std::sort(hashes.begin(), hashes.end());
        return hashes;
    }

    // Runs of equal members; the rows are sorted by it.
    template <typename Member, typename Visit>
    void forEachGroup(Member member, Visit visit)
    {
        for (auto from = m_keyed.begin(); from != m_keyed.end() && !m_cancelled();) {
            const auto to = std::find_if(
                from, m_keyed.end(), [&](const HashedRow &keyed) { return keyed.*member != (*from).*member; });
            if (to - from > 1)
                visit(std::span(from, to));
            from = to;
        }
    }

    void dropLoners()
    {
        std::sort(
            m_keyed.begin(), m_keyed.end(), [](const HashedRow &a, const HashedRow &b) { return a.hash < b.hash; });
        std::vector<HashedRow> kept;
        forEachGroup(&HashedRow::hash,
            [&kept](std::span<HashedRow> group) { kept.insert(kept.end(), group.begin(), group.end()); });
        m_keyed = std::move(kept);
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
            forEachRead(m_keys, std::span(m_keyed).subspan(from, to - from), [this](HashedRow &keyed) {
                const std::string_view key = m_keys.bytes(1);
                const quint16 service = chunkOf(keyed.row).service[placeOf(keyed.row)];
                keyed.check = qHashBits(key.data(), key.size(), m_seed ^ (quint64(service) << 48));
            });
            from = to;
        }
    }

    // Events of one key in the order in which they came.
    void compare(std::span<const HashedRow> group)
    {
        std::set<Micros> times;
        for (const HashedRow &keyed : group) {
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
    std::vector<HashedRow> m_keyed;
    std::vector<Row> m_found;
};

}

std::vector<Row> repeatsOf(SQLite::Database &database, const Columns::Private &columns, OriginId origin, Micros window,
    const std::function<bool()> &cancelled)
{
    return Search(database, columns, origin, window, cancelled).run();
}

}
