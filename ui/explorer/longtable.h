// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QTableView>

namespace eventscope {

// A table for tens of millions of rows: all of one height, so that nothing is kept for any of them, and rows
// that come and go, a reset or a jump cost the same however many there are. (QTableView keeps eight bytes a row
// and walks through them all after each change.) Whole rows are selected; it scrolls by pixels. There are no
// spans, hidden rows or headers of rows, and what rowAt(), rowHeight() and the like say is not meant. Home and
// End go to the first and last row. GUI thread.
class LongTable : public QTableView {
    Q_OBJECT

public:
    explicit LongTable(QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    void setLineHeight(int pixels);    // of each row
    [[nodiscard]] int lineHeight() const { return m_lineHeight; }
    [[nodiscard]] int positionAt(int y) const;    // in the viewport; -1 where there is no row
    [[nodiscard]] int topOf(int position) const;

    QRect visualRect(const QModelIndex &index) const override;
    QModelIndex indexAt(const QPoint &point) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    void keyboardSearch(const QString &search) override;    // never walks through the rows

protected:
    // The scroll bars for as many rows as there are.
    void updateGeometries() override;
    void updateRange();
    void paintEvent(QPaintEvent *event) override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command) override;
    QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex &index) const override;
    int sizeHintForColumn(int column) const override;

private:
    // What the header of rows is told to show.
    class NoRows : public QAbstractTableModel {
    public:
        int rowCount(const QModelIndex &) const override { return 0; }
        int columnCount(const QModelIndex &) const override { return 0; }
        QVariant data(const QModelIndex &, int) const override { return {}; }
    };

    [[nodiscard]] int rows() const;
    [[nodiscard]] int firstColumn() const;    // logical
    void paintRow(QPainter &painter, const QStyleOptionViewItem &option, int position, int from, int to);

    NoRows m_noRows;
    int m_lineHeight = 24;
    bool m_updating = false;
};

}
