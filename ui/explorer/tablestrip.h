// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventtablemodel.h"
#include "views/filterstate.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QProgressBar;
class QToolButton;

namespace eventscope {

class LiveFollow;

// The line above the table: how many events the filter leaves, the search under way (shown when it
// takes longer than 300 ms or has found something) with its Cancel, what arrived unseen, whether arrivals are
// followed, how times are written, and the columns.
class TableStrip : public QWidget {
    Q_OBJECT

public:
    TableStrip(
        EventStore &store, FilterState &state, EventTableModel &model, LiveFollow &follow, QWidget *parent = nullptr);

signals:
    void columnsRequested(QWidget *button);
    void countChanged(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    void make();
    void layOut();
    void connectParts();
    void showCount();
    void showSearch(bool running);
    void showFollow();
    [[nodiscard]] QString countText() const;
    [[nodiscard]] QString searchText() const;
    void dress();

    EventStore &m_store;
    FilterState &m_state;
    EventTableModel &m_model;
    LiveFollow &m_follow;
    QLabel *m_count;
    QProgressBar *m_progress;
    QToolButton *m_cancel;
    QToolButton *m_goOn;
    QToolButton *m_new;
    QToolButton *m_following;
    QComboBox *m_timeStyle;
    QToolButton *m_columns;
    QTimer m_patience;
    bool m_searching = false;    // and saying so
    qint64 m_loaded = 0;         // of so many, while the store loads
    qint64 m_toLoad = 0;
};

}
