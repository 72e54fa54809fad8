// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventtablemodel.h"

#include <QTableView>

#include <optional>

namespace eventscope {

// The table of an EventTableModel, made for millions of rows: rows of one height, no look at what is
// not on the screen. Keeps its place, its current row and a selection of up to a few thousand rows
// when the model is reset. GUI thread.
class EventTable : public QTableView {
    Q_OBJECT

public:
    explicit EventTable(EventTableModel &model, QWidget *parent = nullptr);

    [[nodiscard]] std::optional<Row> currentRow() const;
    // In the order of the table; linear in the number of selected rows.
    [[nodiscard]] std::vector<Row> selectedRows() const;
    [[nodiscard]] qint64 selectedCount() const;
    void showRow(Row row);    // makes it current, if it is there

    void keyboardSearch(const QString &search) override;

signals:
    void currentRowChanged(std::optional<eventscope::Row> row);

protected:
    QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;
    void scrollContentsBy(int dx, int dy) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Place {
        std::optional<Row> current;
        int currentColumn = 0;
        std::optional<Row> anchor;    // stays where it is on the screen
        int anchorY = 0;
        std::vector<Row> selected;
    };

    void keepPlace();
    void restorePlace();
    void moveAfterRemoval();
    void selectWholeRows();
    void tellVisible();
    void setRowHeight();
    void scrollSoThat(int position, int y);

    EventTableModel &m_model;
    Place m_place;
    std::optional<Row> m_told;
    int m_removedBelow = -1;
    int m_firstTold = -1;
    int m_lastTold = -1;
};

}
