// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/longtable.h"
#include "explorer/selectedrows.h"
#include "views/eventtablemodel.h"

#include <optional>

namespace eventscope {

class SortHeader;

// The table of an EventTableModel. Whatever the model does, it keeps its place: the row under the mouse, else the
// current one, else the topmost stays where it is on the screen; the current row stays current or, when the
// filter leaves it out, gives way to the nearest in order; what is selected stays so. GUI thread.
class EventTable : public LongTable {
    Q_OBJECT

public:
    explicit EventTable(EventTableModel &model, QWidget *parent = nullptr);

    [[nodiscard]] SortHeader &sortHeader() const { return *m_header; }
    [[nodiscard]] std::optional<Row> currentRow() const;
    // In the order of the table; linear in the number of selected rows.
    [[nodiscard]] std::vector<Row> selectedRows() const;
    [[nodiscard]] qint64 selectedCount() const;
    void showRow(Row row);    // makes it current, if it is there
    // Selects those that are there, and no others; the last of them in the order of arrival is current.
    void showRows(const std::vector<Row> &rows);
    void showPosition(int position, ScrollHint hint = EnsureVisible);

    // The edge at which new events come, while the view follows them; else None: it keeps its place.
    void setStick(NewestEnd end);
    void scrollToEnd(NewestEnd end);
    [[nodiscard]] bool isAtEnd(NewestEnd end) const;

signals:
    void currentRowChanged(std::optional<eventscope::Row> row);
    // A person went to this position, by mouse or key.
    void visited(int position);
    // A person, not the model, scrolled.
    void scrolled();

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;
    void scrollContentsBy(int dx, int dy) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    struct Place {
        int offset = 0;
        std::optional<Row> current;
        int currentPosition = -1;
        int currentColumn = 0;
        std::optional<Row> anchor;    // stays where it is on the screen
        int anchorY = 0;
        SelectedRows selected;
    };

    [[nodiscard]] int anchorPosition(bool mouseFirst) const;    // -1: none, it stays at the top
    void keepAnchor();
    void keepPlace();
    void keepSelection();
    void restorePlace();
    void restoreSelection();
    void restoreCurrent(int position);
    void findSought();
    void moveAfterRemoval();
    void tellCurrent();
    void selectWholeRows();
    void tellVisible();
    void fitLines();
    void scrollSoThat(int position, int y);

    EventTableModel &m_model;
    SortHeader *m_header;
    Place m_place;
    NewestEnd m_stick = NewestEnd::None;
    std::optional<Row> m_told;
    std::optional<Row> m_sought;    // was current and may yet be found
    bool m_adjusting = false;
    int m_anchor = -1;         // before rows came
    int m_removedAt = -1;      // of rows that are going
    int m_removedAbove = 0;    // how many are above what stays in place
    bool m_removedCurrent = false;
    int m_firstTold = -1;
    int m_lastTold = -1;
};

}
