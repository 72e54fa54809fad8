// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/eventreader.h"
#include "review/storedjudge.h"

namespace eventscope {

// Finds what is wrong with stored events, in the context they came in, and makes mended copies. Not
// thread-safe.
class EventMender {
public:
    EventMender(ServiceSet services, PlanJudgePtr plan, ReceivedOrigins received);

    [[nodiscard]] std::vector<Finding> findings(const StoredEvent &stored);

    // A copy on which that fix was made as often as the event has it, read and judged anew as what it was;
    // its time of receipt stays. What it broke only together with others, it still breaks. Nothing where the
    // event does not have the fix, or would be no readable event behind it.
    [[nodiscard]] std::optional<Event> mended(const StoredEvent &stored, const QByteArray &rule, const QString &label);

private:
    [[nodiscard]] ReadOptions optionsFor(const StoredEvent &stored) const;
    [[nodiscard]] std::optional<Event> read(const StoredEvent &stored, const QByteArray &text) const;
    [[nodiscard]] QByteArray seriesRules(const Event &event) const;

    const ServiceSet m_services;
    const PlanJudgePtr m_plan;
    const ReceivedOrigins m_received;
    EventReader m_imported;    // for events whose time of receipt means nothing
};

}
