// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/filterstate.h"
#include "views/latest.h"
#include "views/problemmodel.h"

#include <QTimer>

namespace eventscope {

// The problems of what the filter lets through, but for its own terms of rules and what choosing a problem
// added: so the list stays while one after the other is looked at. Follows the filter at once (newest wins)
// and the store at most four times a second, and asks nothing while it is not active. GUI thread.
class Problems : public QObject {
    Q_OBJECT

public:
    Problems(EventStore &store, FilterState &state, QObject *parent = nullptr);
    ~Problems() override;

    [[nodiscard]] ProblemModel &model() { return m_model; }
    [[nodiscard]] const ProblemModel &model() const { return m_model; }
    void setActive(bool active);
    // Whatever the filter says.
    void setAllEvents(bool all);
    [[nodiscard]] bool isAllEvents() const { return m_all; }

    // Narrows the filter to events that have it; another choice takes its place.
    void choose(const ProblemKey &key);
    void clearChoice();
    // Leaves out the events that have it.
    void exclude(const ProblemKey &key);
    [[nodiscard]] const std::optional<ProblemKey> &chosen() const { return m_chosen; }

    // What was looked at, where no problem was found; at least -1 each: not counted (yet).
    [[nodiscard]] qint64 lookedAt() const { return m_lookedAt; }
    [[nodiscard]] qint64 unjudged() const { return m_unjudged; }
    [[nodiscard]] bool isAnswered() const { return m_answered; }

signals:
    void counted();
    void failed(const eventscope::Error &error);

private:
    void followFilter();
    void follow();
    void search();
    void take(const Result<std::vector<ProblemGroup>> &groups);
    void takeEvents(const Result<SearchResult> &result);
    [[nodiscard]] EventFilter base() const;
    [[nodiscard]] EventFilter narrowed(const ProblemKey &key) const;
    void setChosen(const std::optional<ProblemKey> &chosen);

    EventStore &m_store;
    FilterState &m_state;
    ProblemModel m_model;
    EventFilter m_base;    // without what choosing added
    std::optional<ProblemKey> m_chosen;
    bool m_ofService = false;    // choosing named the service, too
    bool m_all = false;
    bool m_active = false;
    bool m_stale = true;
    bool m_answered = false;
    qint64 m_lookedAt = -1;
    qint64 m_unjudged = -1;
    Latest<std::vector<ProblemGroup>> m_search;
    Latest<SearchResult> m_events;
    QTimer m_follow;
};

}
