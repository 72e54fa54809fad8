// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rowloader.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr qint64 segmentEvents = Chunk::rows;
constexpr qint64 ahead = 8;    // segments read and not yet asked for, at most
constexpr qint64 largestThreads = 4;

}

RowLoader::RowLoader(
    StoreAccess access, const Columns::Private &columns, IdRange events, std::unordered_set<quint32> origins)
    : m_access(std::move(access))
    , m_columns(columns)
    , m_events(events)
    , m_origins(std::move(origins))
    , m_segments(std::max<qint64>(0, (events.last - events.first + segmentEvents) / segmentEvents))
{
    const qint64 cores = std::max(2u, std::thread::hardware_concurrency());
    const qint64 threads = std::min({m_segments, cores, largestThreads});
    for (qint64 i = 0; i < threads; ++i)
        m_threads.push_back(std::make_unique<NamedThread>("store.load", [this] { work(); }));
}

RowLoader::~RowLoader()
{
    {
        const std::scoped_lock locked(m_mutex);
        m_stopping = true;
        m_changed.notify_all();
    }
    m_threads.clear();
}

IdRange RowLoader::eventsOf(qint64 segment) const
{
    const EventId first = m_events.first + segment * segmentEvents;
    return {first, std::min(m_events.last, first + segmentEvents - 1)};
}

// The next segment, and memory for its rows where there is some.
std::optional<qint64> RowLoader::claim(StagedRows &free)
{
    std::unique_lock locked(m_mutex);
    m_changed.wait(locked, [this] { return m_stopping || m_failure || m_claimed < m_given + ahead; });
    if (m_stopping || m_failure || m_claimed >= m_segments)
        return std::nullopt;
    if (!m_free.empty()) {
        free = std::move(m_free.back());
        m_free.pop_back();
    }
    return m_claimed++;
}

void RowLoader::work()
{
    try {
        const auto database = connectTo(m_access);
        RowReader reader(*database, m_columns);
        StagedRows found;
        while (const auto segment = claim(found)) {
            found.reserve(segmentEvents);
            reader.read(eventsOf(*segment), m_origins, found);
            const std::scoped_lock locked(m_mutex);
            m_ready.emplace(*segment, std::exchange(found, {}));
            m_changed.notify_all();
        }
    } catch (...) {
        const std::scoped_lock locked(m_mutex);
        m_failure = std::current_exception();
        m_changed.notify_all();
    }
}

std::optional<StagedRows> RowLoader::next()
{
    std::unique_lock locked(m_mutex);
    if (m_given == m_segments)
        return std::nullopt;
    m_changed.wait(locked, [this] { return m_failure || m_ready.contains(m_given); });
    if (m_failure)
        std::rethrow_exception(m_failure);
    StagedRows rows = std::move(m_ready.extract(m_given).mapped());
    ++m_given;
    m_changed.notify_all();
    return rows;
}

void RowLoader::giveBack(StagedRows &&rows)
{
    rows.clear();
    const std::scoped_lock locked(m_mutex);
    m_free.push_back(std::move(rows));
}

}
