// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventtablemodel.h"

#include <QObject>

class QMenu;
class QSettings;

namespace eventscope {

class EventTable;

// The columns of the event table as a person handles them: choose, add by path, remove, move, resize,
// sort by a click, reset; and how they are kept in the settings, under "explorer/".
class TableColumns : public QObject {
    Q_OBJECT

public:
    TableColumns(EventTable &table, EventTableModel &model, QSettings &settings, QObject *parent = nullptr);

    void addPath(const QByteArray &pointer);
    void save() const;

    // The column chooser.
    void fillMenu(QMenu &menu);
    // What can be done to one column: sort, move, fit, remove.
    void fillColumnMenu(QMenu &menu, int logical);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

signals:
    void failed(const QString &sentence);

private:
    void restore();
    void add(const TableColumn &column);
    void remove(int logical);
    void askForPath();
    void reset();
    void sortBy(int logical);
    void sort(SearchOrder order);
    void move(int logical, int by);
    void showSort();
    void applyWidths(const QVariantMap &widths);
    void spread();
    [[nodiscard]] int defaultWidth(const TableColumn &column) const;
    [[nodiscard]] QList<TableColumn> inVisualOrder() const;

    EventTable &m_table;
    EventTableModel &m_model;
    QSettings &m_settings;
    bool m_spreading = true;    // until somebody sets a width, columns share the room there is
    bool m_applying = false;
};

}
