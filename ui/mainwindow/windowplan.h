// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/messagebar.h"

#include <QObject>
#include <QPointer>

class QSettings;
class QTabWidget;

namespace eventscope {

class ExplorerPage;
class PlanPage;
class Session;

// The page of tracking plans in the window: a tab behind the events. What is chosen there is judged by, and events
// it asks for are shown. Lives as long as one session is shown. GUI thread.
class WindowPlan : public QObject {
    Q_OBJECT

public:
    WindowPlan(Session &session, ExplorerPage &events, QTabWidget &tabs, QSettings &settings, QObject *parent);
    // The page goes with it.
    ~WindowPlan() override;

    [[nodiscard]] PlanPage &page() const { return *m_page; }
    [[nodiscard]] bool isInFront() const;

signals:
    void posted(const eventscope::Message &message);

private:
    QTabWidget &m_tabs;
    QPointer<PlanPage> m_page;
};

}
