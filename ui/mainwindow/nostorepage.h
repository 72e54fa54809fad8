// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace eventscope {

// What the window shows while no store is open: why, and the ways on.
class NoStorePage : public QWidget {
    Q_OBJECT

public:
    NoStorePage(const QString &reason, const QStringList &recent, QWidget *parent = nullptr);

signals:
    void newRequested();
    void openRequested();
    void recentRequested(const QString &path);
};

}
