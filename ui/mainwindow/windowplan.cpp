// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/windowplan.h"

#include "explorer/explorerpage.h"
#include "mainwindow/session.h"
#include "plan/planpage.h"

#include <QTabWidget>

namespace eventscope {

WindowPlan::WindowPlan(Session &session, ExplorerPage &events, QTabWidget &tabs, QSettings &settings, QObject *parent)
    : QObject(parent)
    , m_tabs(tabs)
    , m_page(new PlanPage(session.store(), session.services(), session.filter(), settings, &tabs))
{
    tabs.addTab(m_page, tr("Plan"));
    m_page->setTimeStyle(events.timeStyle());
    connect(&events, &ExplorerPage::timeStyleChanged, m_page, &PlanPage::setTimeStyle);
    connect(&session.judging(), &JudgingController::rulesChanged, m_page, &PlanPage::rulesChanged);
    connect(m_page, &PlanPage::planChosen, &session.judging(), &JudgingController::setPlan);
    connect(m_page, &PlanPage::eventRequested, this, [&session, &events, &tabs](const EventFilter &filter) {
        session.filter().setFilter(filter);
        tabs.setCurrentWidget(&events);
        events.focusTable();
    });
    connect(m_page, &PlanPage::failed, this, [this](const QString &sentence) {
        emit posted({Message::Kind::Error, sentence, "plan", {}});
    });
    connect(m_page, &PlanPage::noticed, this, [this](const QString &sentence) {
        emit posted({Message::Kind::Notice, sentence, "plan", {}});
    });
}

WindowPlan::~WindowPlan()
{
    delete m_page.data();
}

bool WindowPlan::isInFront() const
{
    return m_page && m_tabs.currentWidget() == m_page;
}

}
