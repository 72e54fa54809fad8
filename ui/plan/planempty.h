// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace eventscope {

// What stands in the place of a plan where there is none: what a plan is, and the first steps.
class PlanEmpty : public QWidget {
    Q_OBJECT

public:
    explicit PlanEmpty(QWidget *parent = nullptr);

    void setWritable(bool writable);

signals:
    void inferRequested();
    void newRequested();
    void openRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void dress();

    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_infer;
    QPushButton *m_new;
    QPushButton *m_open;
};

}
