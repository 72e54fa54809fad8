// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/repeats.h"

#include "event/utf8.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <unordered_set>

namespace eventscope {

namespace {

struct Keyed {
    qint64 hash = 0;
    EventId id = 0;
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
        , m_key(database, "SELECT dedup FROM payload WHERE id = ?")
        , m_end(columns.size())
    {}

    [[nodiscard]] std::vector<Row> run()
    {
        if (!findBounds())
            return {};
        readHashes([this](Row row) { return originOf(row) == m_origin; },
            [this](const Keyed &keyed) { m_wanted.insert(keyed.hash); });
        readHashes([this](Row row) { return mayMatch(row); },
            [this](const Keyed &keyed) {
                if (m_wanted.contains(keyed.hash))
                    m_keyed.push_back(keyed);
            });
        std::sort(m_keyed.begin(), m_keyed.end(),
            [](const Keyed &a, const Keyed &b) { return a.hash != b.hash ? a.hash < b.hash : a.id < b.id; });
        for (auto from = m_keyed.begin(); from != m_keyed.end() && !m_cancelled();) {
            const auto to =
                std::find_if(from, m_keyed.end(), [&](const Keyed &keyed) { return keyed.hash != from->hash; });
            if (to - from > 1)
                compare({from, to});
            from = to;
        }
        std::sort(m_found.begin(), m_found.end());
        return m_found;
    }

private:
    [[nodiscard]] const Chunk &chunkOf(Row row) const noexcept { return m_columns.chunk(row); }
    [[nodiscard]] static Row placeOf(Row row) noexcept { return row & (Chunk::rows - 1); }
    [[nodiscard]] Micros timeOf(Row row) const noexcept { return chunkOf(row).time[placeOf(row)]; }
    [[nodiscard]] quint32 originOf(Row row) const noexcept { return chunkOf(row).origin[placeOf(row)]; }
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
            if (originOf(row) != m_origin || isRemoved(row))
                continue;
            any = true;
            earliest = std::min(earliest, timeOf(row));
            latest = std::max(latest, timeOf(row));
            m_lastId = std::max(m_lastId, EventId(chunkOf(row).id[placeOf(row)]));
        }
        m_from = saturatedSum(earliest, -m_window);
        m_to = saturatedSum(latest, m_window);
        return any;
    }

    [[nodiscard]] bool mayMatch(Row row) const noexcept
    {
        const Micros time = timeOf(row);
        return time >= m_from && time <= m_to && EventId(chunkOf(row).id[placeOf(row)]) <= m_lastId;
    }

    // Calls `visit` with every wanted row that has a key.
    template <typename Wanted, typename Visit>
    void readHashes(Wanted wanted, Visit visit)
    {
        std::vector<Keyed> rows;
        for (Row first = 0; first < m_end && !m_cancelled(); first += Chunk::rows) {
            rows.clear();
            const Row end = std::min<quint64>(m_end, quint64(first) + Chunk::rows);
            for (Row row = first; row < end; ++row) {
                if (!isRemoved(row) && wanted(row))
                    rows.push_back({0, chunkOf(row).id[placeOf(row)], row});
            }
            if (rows.empty())
                continue;
            std::sort(rows.begin(), rows.end(), [](const Keyed &a, const Keyed &b) { return a.id < b.id; });
            m_hashes.bind(1, rows.front().id);
            m_hashes.bind(2, rows.back().id);
            for (auto next = rows.begin(); next != rows.end() && m_hashes.step();) {
                const EventId id = m_hashes.number(0);
                next = std::find_if(next, rows.end(), [id](const Keyed &keyed) { return keyed.id >= id; });
                if (next != rows.end() && next->id == id) {
                    next->hash = m_hashes.number(1);
                    visit(*next);
                }
            }
            m_hashes.reset();
        }
    }

    // Events of one hash in the order in which they came. Hashes may be equal by chance: keys decide.
    void compare(std::span<const Keyed> group)
    {
        std::map<std::pair<quint16, QByteArray>, std::set<Micros>> seen;
        for (const Keyed &keyed : group) {
            m_key.bind(1, keyed.id);
            const QByteArray key = m_key.step() ? bytesOf(m_key.bytes(0)) : QByteArray();
            m_key.reset();
            if (key.isEmpty())
                continue;
            std::set<Micros> &times = seen[{chunkOf(keyed.row).service[placeOf(keyed.row)], key}];
            const Micros time = timeOf(keyed.row);
            const auto near = times.lower_bound(saturatedSum(time, -m_window));
            if (originOf(keyed.row) == m_origin && near != times.end() && *near <= saturatedSum(time, m_window))
                m_found.push_back(keyed.row);
            times.insert(time);
        }
    }

    const Columns::Private &m_columns;
    const quint32 m_origin;
    const Micros m_window;
    const std::function<bool()> &m_cancelled;
    HotSelect m_hashes;
    HotSelect m_key;
    const Row m_end;
    Micros m_from = 0;
    Micros m_to = 0;
    EventId m_lastId = 0;
    std::unordered_set<qint64> m_wanted;
    std::vector<Keyed> m_keyed;
    std::vector<Row> m_found;
};

}

std::vector<Row> repeatsOf(SQLite::Database &database, const Columns::Private &columns, OriginId origin, Micros window,
    const std::function<bool()> &cancelled)
{
    return Search(database, columns, origin, window, cancelled).run();
}

}
