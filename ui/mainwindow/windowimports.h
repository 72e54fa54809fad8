// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/importcontroller.h"
#include "mainwindow/messagebar.h"

#include <QObject>

class QMainWindow;
class QMimeData;

namespace eventscope {

class Session;
class StatusLine;

// Every way events come into the window's store: files chosen, dropped on the window or named on the
// command line, and what is pasted. GUI thread.
class WindowImports : public QObject {
    Q_OBJECT

public:
    WindowImports(QMainWindow &window, MessageBar &messages, StatusLine &status);

    // Null: there is no store, and nothing is taken. What runs into the one before is stopped.
    void setSession(Session *session);

    void start(const ImportController::Job &job);
    void choose();
    void paste();
    [[nodiscard]] bool isRunning() const;
    // Asks when something runs.
    [[nodiscard]] bool mayStop() const;

signals:
    void rejectsRequested(eventscope::OriginId origin);
    void rejectsChanged();

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    [[nodiscard]] bool accepts(const QMimeData *mime) const;

    QMainWindow &m_window;
    MessageBar &m_messages;
    StatusLine &m_status;
    Session *m_session = nullptr;
    ImportController *m_imports = nullptr;
};

}
