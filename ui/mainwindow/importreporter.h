// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/importcontroller.h"

#include <QObject>

#include <functional>

namespace eventscope {

class MessageBar;
class Session;
class StatusLine;

// Says what becomes of imports, in status bar and messages, and offers what can be done about it: see
// the rejects, undo, strip comments and read again. GUI thread.
class ImportReporter : public QObject {
    Q_OBJECT

public:
    ImportReporter(Session &session, ImportController &imports, MessageBar &messages, StatusLine &status,
        QObject *parent = nullptr);
    ~ImportReporter() override;

    // "9,950 events imported from a.ndjson, 50 rejected."
    [[nodiscard]] static QString sentence(const QString &label, const ImportReport &report);

signals:
    void rejectsRequested(eventscope::OriginId origin);
    void rejectsChanged();

private:
    void finished(const ImportController::Job &job, const ImportReport &report);
    void offerStripping(const ImportController::Job &job, const ImportReport &report);
    // Deletes what one import brought, as a step that can be undone; then goes on.
    void remove(OriginId origin, std::function<void()> then);

    Session &m_session;
    ImportController &m_imports;
    MessageBar &m_messages;
    StatusLine &m_status;
    QFuture<std::vector<Row>> m_scan;
};

}
