// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/propertytablemodel.h"

#include <QTableView>

namespace eventscope {

// The properties of a planned event, to edit: Enter or F2 edits a cell, Space turns "required", Delete removes a
// row, a name in the last row adds one. Types are chosen from a menu that stays open. GUI thread.
class PropertyTable : public QTableView {
    Q_OBJECT

public:
    explicit PropertyTable(QWidget *parent = nullptr);

    [[nodiscard]] PropertyTableModel &properties() { return m_model; }
    void showProperty(const QByteArray &name);
    void beginAdding();    // the name of a new one is typed

signals:
    void currentPropertyChanged(const QByteArray &name);

protected:
    bool edit(const QModelIndex &index, EditTrigger trigger, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void chooseTypes(const QModelIndex &index);

    PropertyTableModel m_model;
};

}
