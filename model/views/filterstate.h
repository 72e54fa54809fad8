// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventfilter.h"
#include "store/eventstore.h"

#include <QObject>

#include <optional>

namespace eventscope {

// The one owner of what is looked at: the filter, and the window of time that the timeline shows.
// Filter bar, facets and timeline write to it; table, timeline and facets read from it; nobody talks
// sideways. GUI thread.
class FilterState : public QObject {
    Q_OBJECT

public:
    // What the timeline shows; not a condition on events.
    struct Window {
        Micros from = 0;
        Micros to = 0;

        friend bool operator==(const Window &, const Window &) = default;
    };

    explicit FilterState(QObject *parent = nullptr);

    [[nodiscard]] const EventFilter &filter() const { return m_filter; }
    [[nodiscard]] std::optional<Window> window() const { return m_window; }    // none: all the time there is

    void setFilter(const EventFilter &filter);    // emits changed() when it differs; goes to the history
    // The same, but the filter in force is only another stage of one that is being typed: the history does not keep it.
    void refineFilter(const EventFilter &filter);
    void setWindow(std::optional<Window> window);    // emits windowChanged() when it differs

    [[nodiscard]] bool canGoBack() const;
    [[nodiscard]] bool canGoForward() const;
    void goBack();
    void goForward();
    // Filters that were in force, but for the empty one, each once: the latest first, at most so many.
    [[nodiscard]] QList<EventFilter> recent(qsizetype most) const;

signals:
    void changed(const eventscope::EventFilter &filter);
    void windowChanged();

private:
    EventFilter m_filter;
    std::optional<Window> m_window;
    QList<EventFilter> m_back;
    QList<EventFilter> m_forward;
};

}
