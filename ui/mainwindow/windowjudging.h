// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/messagebar.h"
#include "store/columns.h"

#include <QObject>
#include <QPointer>

class QMainWindow;

namespace eventscope {

class ComposeController;
class DetailPane;
class ExplorerPage;
class FacetPanel;
class FixController;
class JudgingReporter;
class ProblemsPanel;
class RulesDialog;
class Session;
class StatusLine;
class WindowActions;
class WindowDocks;

// What a session's events are judged by, in the window: hands the rules in force to every part that uses
// them, ties the problems to table and detail, offers fixes, and opens the rules' dialog. Lives as long as
// one session is shown. GUI thread.
class WindowJudging : public QObject {
    Q_OBJECT

public:
    struct Parts {
        ExplorerPage &page;
        DetailPane &detail;
        FacetPanel &facets;
        ProblemsPanel &problems;
        ComposeController &compose;
    };

    WindowJudging(Session &session, const Parts &parts, MessageBar &messages, StatusLine &status, QMainWindow &window);
    ~WindowJudging() override;

    void connectActions(WindowActions &actions);
    void connectDocks(WindowDocks &docks);

public slots:
    void showRules();
    void showRule(const QByteArray &service, const QByteArray &rule);

signals:
    void posted(const eventscope::Message &message);

private:
    void connectProblems();
    void connectFixes();
    void applyRules();

    Session &m_session;
    Parts m_parts;
    QMainWindow &m_window;
    JudgingReporter *m_reporter;
    FixController *m_fixes;
    QPointer<RulesDialog> m_rules;
};

}
