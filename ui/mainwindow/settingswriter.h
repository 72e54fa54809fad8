// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QHash>
#include <QObject>
#include <QVariant>

class QSettings;

namespace eventscope {

// Has settings of a file written by another thread: each write waits for the disk more than once, which takes
// longer than a window may stand still while events are written as well. Without a file of their own, settings
// write themselves as ever. GUI thread; must not outlive the settings; destruction waits for a write under way.
class SettingsWriter : public QObject {
public:
    explicit SettingsWriter(QSettings &settings, QObject *parent = nullptr);
    ~SettingsWriter() override;

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    using Values = QHash<QString, QVariant>;

    [[nodiscard]] Values values() const;
    void write();
    void finish();

    QSettings &m_settings;
    Values m_written;    // what the write under way finds
    QFutureWatcher<void> m_writing;
};

}
