// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/eventcopier.h"
#include "views/eventmarks.h"
#include "views/eventtablemodel.h"
#include "views/filterstate.h"

#include <QObject>

class QAction;
class QMenu;
class QUndoStack;

namespace eventscope {

class EventTable;
class TableColumns;

// What can be done to the current cell and the selected events, by keys in the table and by its
// context menu.
class CellActions : public QObject {
    Q_OBJECT

public:
    // What acts on the table.
    struct Parts {
        EventTable &table;
        EventTableModel &model;
        TableColumns &columns;
        EventMarks &marks;
    };

    CellActions(const Parts &parts, EventStore &store, FilterState &state, QUndoStack &undo, QObject *parent = nullptr);

    void setServices(const Services &services) { m_copier.setServices(services); }
    void fillMenu(QMenu &menu);
    // For the window's menu: mark, sort, copy.
    [[nodiscard]] QList<QAction *> tableActions() const;
    void copyEvents(EventCopier::Format format = EventCopier::Format::Exact);
    void editCopies();
    void sendEvents();
    void deleteEvents();
    void fixEvents();
    // The selected rows, else the one that is current.
    [[nodiscard]] std::vector<Row> chosenRows() const;

signals:
    void failed(const QString &sentence);
    // Too much to be copied; a file can hold it.
    void copyRefused(const QString &sentence);
    void exportRequested();    // of the selected events
    void openRequested();
    void editRequested(const std::vector<eventscope::Row> &rows);
    void sendRequested(const std::vector<eventscope::Row> &rows);
    void fixRequested(const std::vector<eventscope::Row> &rows);

private:
    [[nodiscard]] QAction *make(const QString &name, const QString &text, const QKeySequence &keys);
    [[nodiscard]] QAction *makeCopy(const QString &name, const QString &text, EventCopier::Format format);
    void connectActions();
    void mark();
    void sort(bool further);
    void filter(bool out);
    void filterTime(bool from);
    void update();

    EventTable &m_table;
    EventTableModel &m_model;
    TableColumns &m_columns;
    EventMarks &m_marks;
    EventStore &m_store;
    FilterState &m_state;
    QUndoStack &m_undo;
    EventCopier m_copier;
    QAction *m_open;
    QAction *m_for;
    QAction *m_out;
    QAction *m_from;
    QAction *m_until;
    QAction *m_copyValue;
    QAction *m_copyEvents;
    QAction *m_copyNdjson;
    QAction *m_copyJson;
    QAction *m_copyCsv;
    QAction *m_export;
    QAction *m_mark;
    QAction *m_sort;
    QAction *m_sortAlso;
    QAction *m_edit;
    QAction *m_send;
    QAction *m_fix;
    QAction *m_delete;
};

}
