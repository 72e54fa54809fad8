// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace eventscope {

class FilterEdit;

// The frame around a FilterEdit, as a line edit has it: an icon before the text, behind it what clears it
// (filterClear) and what lists recent filters (filterRecent).
class FilterLine : public QWidget {
    Q_OBJECT

public:
    explicit FilterLine(QWidget *parent = nullptr);

    [[nodiscard]] FilterEdit &edit() const { return *m_edit; }
    void setFaulty(bool faulty);    // the frame tells it too

signals:
    void clearRequested();
    void recentRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void dress();

    QLabel *m_icon;
    FilterEdit *m_edit;
    QToolButton *m_clear;
    QToolButton *m_recent;
    bool m_faulty = false;
};

}
