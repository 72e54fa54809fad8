// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demofill.h"

#include <QFutureWatcher>
#include <QObject>
#include <QSettings>
#include <QTemporaryDir>

namespace eventscope {

// Where the demo lives: a folder with a store, and settings for it, that goes with this object.
class DemoPlace {
public:
    DemoPlace();

    // Io where no temporary folder can be made.
    [[nodiscard]] Result<QString> storePath() const;
    [[nodiscard]] QSettings &settings() { return m_settings; }

private:
    QTemporaryDir m_folder;
    QSettings m_settings;
};

// Fills the demo's store while the window shows what is there already. Destruction stops it and waits
// for it. GUI thread.
class DemoRun : public QObject {
    Q_OBJECT

public:
    explicit DemoRun(QObject *parent = nullptr);
    ~DemoRun() override;

    void start(EventStore &store, const ServiceSet &services, Micros end);

signals:
    // Exactly one of these, at the end.
    void finished(const eventscope::DemoCounts &counts);
    void failed(const eventscope::Error &error);

private:
    QFutureWatcher<Result<DemoCounts>> m_watcher;
};

}
