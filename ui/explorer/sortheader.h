// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace eventscope {

class EventTableModel;

// The header of the event table: shows by what the events are sorted, with an arrow for each key and, where
// there are several, its rank. GUI thread.
class SortHeader : public QHeaderView {
    Q_OBJECT

public:
    explicit SortHeader(EventTableModel &model, QWidget *parent = nullptr);

    QSize sectionSizeFromContents(int logicalIndex) const override;

signals:
    // A click; `further` with Shift: by this too, after what it is sorted by already.
    void sortRequested(int logicalIndex, bool further);

protected:
    void initStyleOptionForIndex(QStyleOptionHeader *option, int logicalIndex) const override;
    void paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    [[nodiscard]] qsizetype rankOf(int logicalIndex) const;    // -1: not sorted by it
    [[nodiscard]] QString rankText(int logicalIndex) const;    // empty unless there are several keys
    [[nodiscard]] QFont rankFont() const;
    [[nodiscard]] int rankWidth(int logicalIndex) const;

    EventTableModel &m_model;
    bool m_further = false;
};

}
