// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/windowjudging.h"

#include "explorer/detailpane.h"
#include "explorer/explorerpage.h"
#include "explorer/facetpanel.h"
#include "mainwindow/composecontroller.h"
#include "mainwindow/fixcontroller.h"
#include "mainwindow/judgingreporter.h"
#include "mainwindow/session.h"
#include "mainwindow/windowactions.h"
#include "mainwindow/windowdocks.h"
#include "problems/problemspanel.h"
#include "settings/rulesdialog.h"

#include <QAction>
#include <QMainWindow>

namespace eventscope {

WindowJudging::WindowJudging(
    Session &session, const Parts &parts, MessageBar &messages, StatusLine &status, QMainWindow &window)
    : QObject(&window)
    , m_session(session)
    , m_parts(parts)
    , m_window(window)
    , m_reporter(new JudgingReporter(session, messages, status, window, this))
    , m_fixes(new FixController(session, status, window, this))
{
    connect(&session.judging(), &JudgingController::rulesChanged, this, &WindowJudging::applyRules);
    connectProblems();
    connectFixes();
    applyRules();
}

WindowJudging::~WindowJudging()
{
    delete m_rules.data();
}

void WindowJudging::connectProblems()
{
    ProblemsPanel &problems = m_parts.problems;
    connect(&problems, &ProblemsPanel::eventRequested, this, [this](Row row, const QByteArray &rule, bool atPlace) {
        m_parts.page.showRow(row);
        m_parts.detail.showFinding(row, rule, atPlace);
    });
    connect(&problems, &ProblemsPanel::ruleRequested, this, &WindowJudging::showRule);
    connect(&problems, &ProblemsPanel::failed, this, [this](const QString &sentence) {
        emit posted({Message::Kind::Error, sentence, "problems", {}});
    });
    connect(&m_parts.page, &ExplorerPage::timeStyleChanged, &problems,
        [&problems](TimeStyle style) { problems.model().setTimeStyle(style); });
    problems.model().setTimeStyle(m_parts.page.timeStyle());
}

void WindowJudging::connectFixes()
{
    connect(&m_parts.page, &ExplorerPage::fixRequested, m_fixes, &FixController::offer);
    connect(&m_parts.detail, &DetailPane::fixRequested, m_fixes, &FixController::fixOne);
    connect(&m_parts.problems, &ProblemsPanel::fixRequested, m_fixes, &FixController::offerAll);
    connect(m_fixes, &FixController::posted, this, &WindowJudging::posted);
    connect(m_fixes, &FixController::moved, &m_parts.page, &ExplorerPage::showRow);
}

void WindowJudging::connectActions(WindowActions &actions)
{
    JudgingController &judging = m_session.judging();
    connect(actions.rules, &QAction::triggered, this, &WindowJudging::showRules);
    connect(actions.reloadDefinitions, &QAction::triggered, &judging, &JudgingController::reloadDefinitions);
    connect(actions.judgeAll, &QAction::triggered, &judging, &JudgingController::judgeAll);
    connect(actions.fixEvents, &QAction::triggered, &m_parts.page, &ExplorerPage::fixSelectedEvents);
    actions.reloadDefinitions->setEnabled(judging.canReload());
}

void WindowJudging::connectDocks(WindowDocks &docks)
{
    connect(&docks, &WindowDocks::problemsVisible, &m_parts.problems, &ProblemsPanel::setActive);
    m_parts.problems.setActive(docks.areProblemsVisible());
    connect(&m_parts.problems, &ProblemsPanel::eventRequested, &docks, &WindowDocks::showDetail);
    connect(&m_parts.problems, &ProblemsPanel::titleChanged, &docks, &WindowDocks::setProblemsTitle);
    docks.setProblemsTitle(m_parts.problems.title());
}

void WindowJudging::applyRules()
{
    const ServiceSet &services = m_session.services();
    const PlanJudgePtr &plan = m_session.judging().currentPlan();
    const RuleBook book = ruleBook(ruleLists(services, plan.get()));
    m_parts.page.setRules(services, book);
    m_parts.facets.setRules(services, book);
    m_parts.detail.setRules(services, plan);
    m_parts.compose.rulesChanged();
    QHash<QByteArray, QString> titles;
    for (const ServicePtr &service : services.services().all())
        titles.insert(service->id(), service->title());
    m_parts.problems.model().setServiceTitles(titles);
    m_parts.problems.model().setRuleBook(book);
}

void WindowJudging::showRule(const QByteArray &service, const QByteArray &rule)
{
    showRules();
    m_rules->showRule(service, rule);
}

void WindowJudging::showRules()
{
    delete m_rules.data();
    const ServiceSet &services = m_session.services();
    auto *dialog =
        new RulesDialog(ruleLists(services, m_session.judging().currentPlan().get()), services.severities(), &m_window);
    m_rules = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RulesDialog::changed, &m_session.judging(), &JudgingController::setSeverities);
    dialog->open();
}

}
