// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/writesession.h"

#include "event/tr.h"

#include <QDir>

#include <algorithm>

// Whole origins at once, and events put in the place of others.

namespace eventscope {

Result<Origin> WriteSession::store(const OriginInfo &info, const std::vector<Event> &events)
{
    if (const Result<void> fit = fits(events); !fit)
        return failure(fit.error());
    const Result<OriginId> origin = begin(info);
    if (!origin)
        return failure(origin.error());
    if (const Result<void> appended = append(*origin, events); !appended)
        return failure(appended.error());
    return complete(*origin);
}

Result<EventStore::Replacement> WriteSession::replace(
    std::vector<EventId> ids, const std::vector<Event> &events, const OriginInfo &info)
{
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    const auto wanted = static_cast<qint64>(ids.size());
    const HiddenRuns runs = runsToHide(std::move(ids));
    if (wanted == 0 || runs.events != wanted) {
        return failure(Error::Kind::NotFound,
            tr("Some of the events are not in %1 any more. Choose them again.").arg(QDir::toNativeSeparators(m_path)));
    }
    const Result<Origin> origin = store(info, events);
    if (!origin)
        return failure(origin.error());
    return EventStore::Replacement{hide(runs), origin->id, origin->events};
}

Result<void> WriteSession::restore(const EventStore::Replacement &replacement)
{
    if (Result<void> restored = restore(replacement.removal.id); !restored)
        return restored;
    std::vector<EventId> ids;
    SQLite::Statement select(*m_database,
        "SELECT event.id FROM event JOIN origin ON origin.id = event.origin WHERE origin.id = ? "
        "AND event.id BETWEEN origin.first_event AND origin.last_event");
    bindNumber(select, 1, replacement.origin);
    while (select.executeStep())
        ids.push_back(numberAt(select, 0));
    select.reset();
    std::ignore = hide(runsToHide(std::move(ids)));
    return {};
}

}
