// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"

#include <QFuture>
#include <QObject>

#include <atomic>

namespace eventscope {

class EventStore;

// Writes the log of all that was sent where to a file, on a thread of the pool: CSV where the file is called so,
// else JSON lines. One at a time; lives no longer than the store. GUI thread.
class LogWriter : public QObject {
    Q_OBJECT

public:
    LogWriter(EventStore &store, const QString &path, QObject *parent = nullptr);
    // Ends it; then there is no file.
    ~LogWriter() override;

signals:
    void finished(const eventscope::Result<qint64> &deliveries);

private:
    std::atomic<bool> m_stopped = false;
    QFuture<Result<qint64>> m_writing;
};

}
