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

// The line above the table: how many events the filter leaves, the search under way (shown when it
// takes longer than 300 ms) with its Cancel, how times are written, and the columns.
class TableStrip : public QWidget {
    Q_OBJECT

public:
    TableStrip(EventStore &store, FilterState &state, EventTableModel &model, QWidget *parent = nullptr);

signals:
    void columnsRequested(QWidget *button);
    void countChanged(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    void showCount();
    void showSearch(bool running);
    void dress();

    EventStore &m_store;
    FilterState &m_state;
    EventTableModel &m_model;
    QLabel *m_count;
    QProgressBar *m_progress;
    QToolButton *m_cancel;
    QComboBox *m_timeStyle;
    QToolButton *m_columns;
    QTimer m_patience;
};

}
