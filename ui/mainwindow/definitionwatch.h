// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace eventscope {

// Tells when definitions in a folder were written, added or removed, once there has been half a second of rest: what
// saves a file does so in several steps. A folder that is not there is not watched before look() finds it. GUI
// thread.
class DefinitionWatch : public QObject {
    Q_OBJECT

public:
    explicit DefinitionWatch(const QString &folder, QObject *parent = nullptr);

    void look();

signals:
    void changed();

private:
    QString m_folder;
    QFileSystemWatcher m_watcher;
    QTimer m_rest;
};

}
