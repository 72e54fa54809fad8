// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/drift.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QToolButton;

namespace eventscope {

// What differs between two sets of events, a sentence a line; a double click or Enter goes to the row. Hidden
// while nothing is compared. GUI thread.
class DriftList : public QWidget {
    Q_OBJECT

public:
    explicit DriftList(QWidget *parent = nullptr);

    void setDrift(const std::vector<Drift> &drift, const QString &title);

signals:
    void rowRequested(const QByteArray &event, const QByteArray &property);
    void cleared();

private:
    QLabel *m_title;
    QListWidget *m_list;
    QToolButton *m_clear;
};

}
