// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/judgingcontroller.h"
#include "mainwindow/messagebar.h"

#include <QObject>
#include <QPointer>

class QDialog;

namespace eventscope {

class Session;
class StatusLine;

// Says what becomes of judging a store again, in status bar and messages, and shows what changed. GUI thread.
class JudgingReporter : public QObject {
    Q_OBJECT

public:
    JudgingReporter(
        Session &session, MessageBar &messages, StatusLine &status, QWidget &window, QObject *parent = nullptr);
    ~JudgingReporter() override;

    void showReport(const RejudgeReport &report);

private:
    void report(const RejudgeReport &report, bool asked);
    void tellFaults(const std::vector<Error> &faults);
    void tellStopped();

    Session &m_session;
    MessageBar &m_messages;
    StatusLine &m_status;
    QWidget &m_window;
    QPointer<QDialog> m_dialog;
};

}
