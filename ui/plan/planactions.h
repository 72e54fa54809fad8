// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

namespace eventscope {

// What can be done with a plan, as a menu. Object names are those of the members with "plan" before.
class PlanActions : public QMenu {
    Q_OBJECT

public:
    explicit PlanActions(QWidget *parent = nullptr);

    // What needs a plan, and one without a fault, is greyed out without; so is what writes where nothing can be.
    void setState(bool isThere, bool isSound, bool isWritable);

    QAction *create;
    QAction *infer;
    QAction *openFile;
    QAction *importCsv;
    QAction *importSchemas;
    QAction *saveFile;
    QAction *exportCsv;
    QAction *exportSchemas;
    QAction *rename;
    QAction *duplicate;
    QAction *remove;

private:
    QAction *make(const QString &name, const QString &text);
};

}
