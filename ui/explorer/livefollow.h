// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventtablemodel.h"

#include <QObject>

class QSettings;

namespace eventscope {

class EventTable;

// Whether the table follows what arrives. It does while it is switched on and the newest end of the table is
// on the screen: then the view stays at that end and new events move in. Scrolling away, or going to an event
// that is not the newest, pauses it: nothing moves, and what came meanwhile is counted. Going back to the end
// resumes it. In orders without a newest end there is nothing to follow. The switch is kept in the settings,
// as "explorer/follow". GUI thread.
class LiveFollow : public QObject {
    Q_OBJECT

public:
    LiveFollow(
        EventStore &store, EventTable &table, EventTableModel &model, QSettings &settings, QObject *parent = nullptr);

    [[nodiscard]] bool isOn() const { return m_on; }
    [[nodiscard]] bool canFollow() const;
    [[nodiscard]] bool isFollowing() const { return m_following; }
    // Came since it was paused, what is still being loaded aside.
    [[nodiscard]] qint64 waiting() const { return m_waiting; }
    [[nodiscard]] NewestEnd end() const;

    void setOn(bool on);
    // Follows, from the newest end on, or, when it does, no longer.
    void toggle();
    // Goes to the newest end; follows from there on, if it is switched on.
    void resume();

signals:
    void changed();

private:
    void setFollowing(bool following);
    void visit(int position);
    void lookWhere();
    void count();
    void startOver();

    EventStore &m_store;
    EventTable &m_table;
    EventTableModel &m_model;
    QSettings &m_settings;
    bool m_on = true;
    bool m_following = false;
    bool m_anew = true;    // the next answer is to another question
    Row m_pausedAt = 0;    // rows from here on came since
    Row m_loaded = 0;      // rows that were stored before the store was opened: not new, whenever they are seen
    qint64 m_waiting = 0;
};

}
