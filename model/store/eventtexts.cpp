// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/eventtexts.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr EventId rowsPerSeek = 6;                             // a seek costs about as much as so many steps
constexpr qint64 mostBytes = qint64(4) << 20;                  // of texts at once, but for one that is larger
constexpr std::size_t mostBuffered = std::size_t(16) << 20;    // envelopes, whose size is not known before, included
constexpr std::size_t mostKept = std::size_t(32) << 20;        // a buffer beyond is given back

struct StatementReset {
    HotSelect &statement;
    ~StatementReset() { statement.reset(); }
};

}

EventTexts::EventTexts(const StoreAccess &access)
    : m_database(connectTo(access))
    , m_range(*m_database, "SELECT text, envelope, id FROM payload WHERE id BETWEEN ? AND ? ORDER BY id")
    , m_single(*m_database, "SELECT text, envelope FROM payload WHERE id = ?")
{}

EventTexts::Block EventTexts::read(std::span<const Row> rows, const Columns::Private &columns)
{
    m_wanted.clear();
    m_places.clear();
    if (m_buffer.capacity() > mostKept)
        m_buffer = {};
    m_buffer.clear();
    qint64 bytes = 0;
    for (const Row row : rows) {
        const Chunk &chunk = columns.chunk(row);
        const Row at = row & (Chunk::rows - 1);
        bytes += chunk.bytes[at];
        if (bytes > mostBytes && !m_wanted.empty())
            break;
        m_wanted.push_back({chunk.id[at], m_wanted.size()});
    }
    m_count = m_wanted.size();
    m_places.resize(m_count);
    const auto byId = [](const Wanted &a, const Wanted &b) { return a.id < b.id; };
    m_ascending = std::is_sorted(m_wanted.begin(), m_wanted.end(), byId);
    if (!m_ascending)
        std::sort(m_wanted.begin(), m_wanted.end(), byId);
    const bool dense = m_wanted.back().id - m_wanted.front().id < static_cast<EventId>(m_count) * rowsPerSeek;
    if (dense)
        readRange();
    else
        readSingly();

    m_events.clear();
    const std::string_view buffer = m_buffer;
    for (std::size_t i = 0; i < m_count; ++i) {
        const Place &place = m_places[i];
        if (place.found) {
            m_events.push_back(
                {rows[i], buffer.substr(place.at, place.text), buffer.substr(place.at + place.text, place.envelope)});
        }
    }
    return {m_count, m_events};
}

// Whether the block ends behind that place.
bool EventTexts::isFull(std::size_t place)
{
    if (!m_ascending || m_buffer.size() < mostBuffered)
        return false;
    m_count = place + 1;
    return true;
}

// Copied, as the next step takes the bytes away.
void EventTexts::keep(Place &place, HotSelect &select)
{
    const std::string_view text = select.bytes(0);
    place = {true, m_buffer.size(), text.size(), 0};
    m_buffer += text;
    const std::string_view envelope = select.bytes(1);
    place.envelope = envelope.size();
    m_buffer += envelope;
}

void EventTexts::readRange()
{
    const StatementReset reset{m_range};
    m_range.bind(1, m_wanted.front().id);
    m_range.bind(2, m_wanted.back().id);
    auto next = m_wanted.begin();
    while (next != m_wanted.end() && m_range.step()) {
        const EventId id = m_range.number(2);
        while (next != m_wanted.end() && next->id < id)
            ++next;
        if (next != m_wanted.end() && next->id == id) {
            keep(m_places[next->place], m_range);
            if (isFull(next->place))
                return;
            ++next;
        }
    }
}

void EventTexts::readSingly()
{
    for (const Wanted &one : m_wanted) {
        const StatementReset reset{m_single};
        m_single.bind(1, one.id);
        if (m_single.step())
            keep(m_places[one.place], m_single);
        if (isFull(one.place))
            return;
    }
}

}
