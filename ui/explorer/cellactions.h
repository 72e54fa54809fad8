// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventtablemodel.h"
#include "views/filterstate.h"
#include "views/latest.h"

#include <QObject>

class QAction;
class QMenu;
class QUndoStack;

namespace eventscope {

class EventTable;

// What can be done to the current cell and the selected events, by keys in the table and by its
// context menu.
class CellActions : public QObject {
    Q_OBJECT

public:
    CellActions(EventTable &table, EventTableModel &model, EventStore &store, FilterState &state, QUndoStack &undo,
        QObject *parent = nullptr);

    void fillMenu(QMenu &menu);
    void copyEvents();
    void editCopies();
    void sendEvents();
    void deleteEvents();
    void fixEvents();
    // The selected rows, else the one that is current.
    [[nodiscard]] std::vector<Row> chosenRows() const;

signals:
    void failed(const QString &sentence);
    void openRequested();
    void editRequested(const std::vector<eventscope::Row> &rows);
    void sendRequested(const std::vector<eventscope::Row> &rows);
    void fixRequested(const std::vector<eventscope::Row> &rows);

private:
    [[nodiscard]] QAction *make(const QString &name, const QString &text, const QKeySequence &keys);
    void filter(bool out);
    void filterTime(bool from);
    void update();

    EventTable &m_table;
    EventTableModel &m_model;
    EventStore &m_store;
    FilterState &m_state;
    QUndoStack &m_undo;
    Latest<std::vector<StoredEvent>> m_copy;
    QAction *m_open;
    QAction *m_for;
    QAction *m_out;
    QAction *m_from;
    QAction *m_until;
    QAction *m_copyValue;
    QAction *m_copyEvents;
    QAction *m_edit;
    QAction *m_send;
    QAction *m_fix;
    QAction *m_delete;
};

}
