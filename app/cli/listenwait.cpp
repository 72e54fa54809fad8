// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/listenwait.h"

#include "cli/await.h"

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr Row rowsAtOnce = 4096;

}

ListenWait::ListenWait(EventStore &store, EventFilter filter, qint64 count)
    : m_store(store)
    , m_filter(std::move(filter))
    , m_count(count)
    , m_next(store.columns().size())
{}

bool ListenWait::isCapture(OriginId origin)
{
    if (const auto known = m_captures.find(origin); known != m_captures.end())
        return known->second;
    const auto origins = await(m_store.origins());
    for (const Origin &one : origins.value_or(std::vector<Origin>()))
        m_captures[one.id] = one.info.kind == u"capture"_s;
    return m_captures[origin];
}

void ListenWait::look()
{
    for (const Row end = m_store.columns().size(); m_next < end;) {
        std::vector<Row> rows(std::min(rowsAtOnce, end - m_next));
        std::iota(rows.begin(), rows.end(), m_next);
        const auto events = await(m_store.fetch(std::move(rows)));
        if (!events)
            return;
        for (const StoredEvent &stored : *events) {
            if (!isCapture(stored.origin))
                continue;
            m_all.push_back(stored.row);
            if (m_filter.matches(stored.event, stored.originLabel.toUtf8(), m_store.propertyPlaces()))
                m_matching.push_back(stored.row);
        }
        m_next += std::min(rowsAtOnce, end - m_next);
    }
}

}
