// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/filterstate.h"

#include <QWidget>

class QPushButton;

namespace eventscope {

class FilterChip;
class FlowLayout;

// The filter's conditions, one chip each: click it, or press Delete on it, and it is gone; arrows move
// between them. Hidden while there is none. The chips are named chip0 …, and clearAll.
class FilterChips : public QWidget {
    Q_OBJECT

public:
    explicit FilterChips(FilterState &state, QWidget *parent = nullptr);

    void setShown(bool shown);    // to begin with, they are; hidden ones keep their room

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showFilter();
    void applyShown();
    void remove(int index);
    [[nodiscard]] FilterChip *makeChip(int index);

    FilterState &m_state;
    FlowLayout *m_flow;
    QList<FilterChip *> m_chips;
    QPushButton *m_clear;
    bool m_shown = true;
};

}
