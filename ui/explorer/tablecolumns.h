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
    // By this column alone: the way it is sorted first, then the other way, then as at a first start.
    void sortBy(int logical);
    // By this column too, after the others: likewise, and then not by it any more.
    void sortAlsoBy(int logical);
    void save() const;
    [[nodiscard]] QList<TableColumn> shown() const;    // in the order of the screen

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
    void sort(const SearchOrders &orders);
    void restoreOrders();
    void fillSortMenu(QMenu &menu, const TableColumn &column);
    void move(int logical, int by);
    void applyWidths(const QVariantMap &widths);
    void spread();
    [[nodiscard]] int defaultWidth(const TableColumn &column) const;

    EventTable &m_table;
    EventTableModel &m_model;
    QSettings &m_settings;
    bool m_spreading = true;    // until somebody sets a width, columns share the room there is
    bool m_applying = false;
};

}
