// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"

#include <map>

namespace eventscope {

// Waits for received events that a filter matches. What was in the store before does not count, nor what comes
// in another way. The store is loaded.
class ListenWait {
public:
    ListenWait(EventStore &store, EventFilter filter, qint64 count);

    // Looks at what has come since it last did. Runs the event loop meanwhile.
    void look();
    [[nodiscard]] bool isOver() const { return arrived() >= m_count; }
    [[nodiscard]] qint64 arrived() const { return static_cast<qint64>(m_matching.size()); }
    [[nodiscard]] const std::vector<Row> &matching() const { return m_matching; }
    // Whatever was received.
    [[nodiscard]] const std::vector<Row> &all() const { return m_all; }

private:
    [[nodiscard]] bool isCapture(OriginId origin);

    EventStore &m_store;
    EventFilter m_filter;
    qint64 m_count;
    Row m_next;    // not looked at
    std::map<OriginId, bool> m_captures;
    std::vector<Row> m_matching;
    std::vector<Row> m_all;
};

}
