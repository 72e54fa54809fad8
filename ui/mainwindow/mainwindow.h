// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/exportrequest.h"
#include "mainwindow/messagebar.h"
#include "mainwindow/recentstores.h"
#include "mainwindow/session.h"
#include "mainwindow/settingswriter.h"
#include "mainwindow/windowactions.h"

#include <QMainWindow>

#include <memory>

class QSettings;
class QTabWidget;

namespace eventscope {

class ComposeController;
class DetailPane;
class ExplorerPage;
class StatusLine;
class UndoRouter;
class WindowDocks;
class VerdictSummary;
class WindowImports;
class WindowJudging;
class WindowPlan;
class WindowTraffic;

// The window: tabs in the middle, docks around them, messages above, status below. It shows one session
// at a time. Geometry, docks and theme are kept in the settings under "window/". GUI thread.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(QSettings &settings, QWidget *parent = nullptr);
    ~MainWindow() override;

    // Takes the place of the session before, whose imports are stopped. Never null.
    void setSession(std::unique_ptr<Session> session);
    // Instead of a session: why there is none.
    void showNoStore(const QString &reason);
    [[nodiscard]] Session *session() const { return m_session.get(); }

    void importFiles(const QStringList &paths, const QByteArray &service = {});
    void pasteText(const QByteArray &text);
    [[nodiscard]] bool isImporting() const;
    [[nodiscard]] StatusLine &status() const { return *m_status; }    // for work that others do
    void post(Message message) { m_messages->post(std::move(message)); }

public slots:
    void showRejects(eventscope::OriginId origin);

signals:
    // Somebody chose a store, which may not exist yet.
    void storeRequested(const QString &path);
    // Somebody chose a file for what the filter lets through, or for certain events.
    void exportRequested(const eventscope::ExportRequest &request);
    // Somebody chose a file for the log of all that was sent.
    void logRequested(const QString &path);

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void connectActions();
    void connectPage();
    void connectCompose();
    void followTab();
    void stepTab(int step);
    void find();
    void chooseExport(bool selectedOnly);
    void makeParts();
    void dropParts();
    void watchStore();
    void chooseStore(bool create);
    void requestStore(const QString &path);
    void setTheme(ThemeChoice choice);

    QSettings &m_settings;
    SettingsWriter m_settingsWriter;
    RecentStores m_recent;
    WindowActions *m_actions;
    WindowDocks *m_docks;
    StatusLine *m_status;
    MessageBar *m_messages;
    QTabWidget *m_tabs;
    UndoRouter *m_undo;
    WindowImports *m_imports;
    VerdictSummary *m_summary;

    std::unique_ptr<Session> m_session;
    ComposeController *m_compose = nullptr;
    ExplorerPage *m_page = nullptr;
    DetailPane *m_detail = nullptr;
    WindowJudging *m_judging = nullptr;
    WindowPlan *m_plan = nullptr;
    WindowTraffic *m_traffic = nullptr;
    QWidget *m_noStore = nullptr;
};

}
