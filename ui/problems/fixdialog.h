// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "review/bulkfix.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace eventscope {

// The fixes that some events have in common, to choose one. Opened with open(). GUI thread.
class FixDialog : public QDialog {
    Q_OBJECT

public:
    FixDialog(const std::vector<SharedFix> &fixes, qint64 events, QWidget *parent = nullptr);

    void accept() override;

signals:
    void chosen(const eventscope::SharedFix &fix);

private:
    void build(qint64 events);
    void showChosen();

    std::vector<SharedFix> m_fixes;
    QTreeWidget *m_list;
    QPushButton *m_fix;
};

}
