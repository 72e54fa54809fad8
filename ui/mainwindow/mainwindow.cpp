// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/mainwindow.h"

#include "composer/composerpage.h"
#include "explorer/detailpane.h"
#include "explorer/explorerpage.h"
#include "explorer/facetpanel.h"
#include "mainwindow/choosers.h"
#include "mainwindow/composecontroller.h"
#include "mainwindow/nostorepage.h"
#include "mainwindow/noticelist.h"
#include "mainwindow/rejectspanel.h"
#include "mainwindow/statusline.h"
#include "mainwindow/undorouter.h"
#include "mainwindow/windowdocks.h"
#include "mainwindow/windowimports.h"
#include "mainwindow/windowjudging.h"
#include "mainwindow/windowplan.h"
#include "mainwindow/windowtraffic.h"
#include "plan/planpage.h"
#include "problems/problemspanel.h"
#include "problems/verdictsummary.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileInfo>
#include <QSettings>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QString themeKey = u"window/theme"_s;

}

MainWindow::MainWindow(QSettings &settings, QWidget *parent)
    : QMainWindow(parent)
    , m_settings(settings)
    , m_settingsWriter(settings)
    , m_recent(settings)
    , m_actions(new WindowActions(*this))
    , m_docks(new WindowDocks(*this))
    , m_status(new StatusLine(*statusBar()))
    , m_messages(new MessageBar(this))
    , m_tabs(new QTabWidget(this))
    , m_undo(new UndoRouter(*m_actions->undo, *m_actions->redo, this))
    , m_imports(new WindowImports(*this, *m_messages, *m_status))
    , m_summary(new VerdictSummary(this))
{
    setObjectName(u"mainWindow"_s);
    setWindowTitle(QApplication::applicationDisplayName());
    m_tabs->setObjectName(u"tabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setTabBarAutoHide(true);
    m_tabs->setMovable(false);
    m_tabs->tabBar()->setSelectionBehaviorOnRemove(QTabBar::SelectPreviousTab);
    auto *middle = new QWidget(this);
    auto *layout = new QVBoxLayout(middle);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_tabs, 1);
    setCentralWidget(middle);
    statusBar()->setSizeGripEnabled(false);
    auto *notices = new NoticeList(this);
    m_docks->addProblems(notices, tr("Notices"));
    connect(m_messages, &MessageBar::posted, notices, &NoticeList::add);
    m_status->addLeft(m_summary);
    connect(m_summary, &VerdictSummary::clicked, m_docks, &WindowDocks::showProblems);
    m_actions->setDockActions(m_docks->toggleActions());
    m_actions->setRecent(m_recent.paths());
    m_actions->setTheme(themeChoiceFromId(m_settings.value(themeKey).toString()));
    connect(m_imports, &WindowImports::rejectsRequested, this, &MainWindow::showRejects);
    connectActions();
    m_docks->restore(m_settings);
}

MainWindow::~MainWindow()
{
    dropParts();
}

void MainWindow::setSession(std::unique_ptr<Session> session)
{
    dropParts();
    m_session = std::move(session);
    makeParts();
    connectPage();
    watchStore();
    m_recent.opened(m_session->store().path());
    m_actions->setRecent(m_recent.paths());
    m_page->focusTable();
}

void MainWindow::makeParts()
{
    EventStore &store = m_session->store();
    const ServiceSet &services = m_session->services();
    m_imports->setSession(m_session.get());
    m_page = new ExplorerPage(store, services, m_session->filter(), m_session->undo(), m_settings, m_tabs);
    m_tabs->addTab(m_page, tr("Events"));
    m_plan = new WindowPlan(*m_session, *m_page, *m_tabs, m_settings, this);
    connect(m_plan, &WindowPlan::posted, this, &MainWindow::post);
    auto *facets = new FacetPanel(store, services, m_session->filter(), m_settings);
    m_detail = new DetailPane(store, services, m_session->filter(), m_settings);
    auto *rejects = new RejectsPanel(store);
    m_compose = new ComposeController(*m_session, *m_tabs, m_settings, *this);
    auto *problems = new ProblemsPanel(store, m_session->filter());
    m_docks->setContents(facets, m_detail, problems, rejects);
    m_traffic = new WindowTraffic(*m_session, *m_page, *m_docks, m_settings, *this);
    connect(m_traffic, &WindowTraffic::posted, this, &MainWindow::post);
    connect(m_traffic, &WindowTraffic::logChosen, this, &MainWindow::logRequested);
    connect(m_traffic, &WindowTraffic::eventsRequested, m_tabs, [this] { m_tabs->setCurrentWidget(m_page); });
    connect(m_compose, &ComposeController::outboxRequested, m_traffic, &WindowTraffic::showOutbox);
    m_judging = new WindowJudging(
        *m_session, {*m_page, *m_detail, *facets, *problems, *m_compose}, *m_messages, *m_status, *this);
    m_judging->connectDocks(*m_docks);
    m_summary->setStore(&store, &m_session->filter());

    connect(m_detail, &DetailPane::addFacetRequested, facets, [this, facets](const QByteArray &path) {
        m_docks->showFacets();
        facets->addPath(path);
    });
    connect(facets, &FacetPanel::failed, this, [this](const QString &sentence) {
        post({Message::Kind::Error, sentence, "facets", {}});
    });
    connect(m_imports, &WindowImports::rejectsChanged, rejects, &RejectsPanel::refresh);
    const auto say = [this](Message::Kind kind) {
        return [this, kind](const QString &sentence) { post({kind, sentence, "rejects", {}}); };
    };
    connect(rejects, &RejectsPanel::failed, this, say(Message::Kind::Error));
    connect(rejects, &RejectsPanel::saved, this, say(Message::Kind::Notice));
    m_actions->setStoreState(true, !store.isReadOnly());
    m_undo->setStack(&m_session->undo());
    m_actions->setTimelineActions(m_page->timelineActions());
    m_actions->setTableActions(m_page->tableActions());
    m_actions->setTimeStyle(m_page->timeStyle());
    m_judging->connectActions(*m_actions);
    connect(m_judging, &WindowJudging::posted, this, &MainWindow::post);
}

void MainWindow::connectPage()
{
    const auto fail = [this](const QString &sentence) { post({Message::Kind::Error, sentence, "page", {}}); };
    connect(m_page, &ExplorerPage::currentRowChanged, m_detail, &DetailPane::setRow);
    connect(m_page, &ExplorerPage::rowActivated, this, [this] {
        m_docks->showDetail();
        m_detail->focusDetail();
    });
    connect(m_page, &ExplorerPage::importRequested, m_imports, &WindowImports::choose);
    connect(m_page, &ExplorerPage::pasteRequested, m_imports, &WindowImports::paste);
    connect(m_page, &ExplorerPage::countChanged, m_status, &StatusLine::setCount);
    connect(m_page, &ExplorerPage::failed, this, fail);
    connect(m_page, &ExplorerPage::exportSelectedRequested, this, [this] { chooseExport(true); });
    connect(m_page, &ExplorerPage::copyRefused, this, [this](const QString &sentence) {
        post({Message::Kind::Warning, sentence, "page", {{tr("Export…"), [this] { chooseExport(true); }}}});
    });
    connect(m_page, &ExplorerPage::timeStyleChanged, m_actions, &WindowActions::setTimeStyle);
    connect(m_actions, &WindowActions::timeStyleChosen, m_page, &ExplorerPage::setTimeStyle);
    connect(m_page, &ExplorerPage::editRequested, m_compose, &ComposeController::editCopies);
    connect(m_page, &ExplorerPage::sendRequested, m_compose, &ComposeController::sendRows);
    connect(m_compose, &ComposeController::posted, this, &MainWindow::post);
    connect(&m_compose->drafts(), &DraftTabs::currentChanged, this, &MainWindow::followTab);
    followTab();
    connect(m_detail, &DetailPane::addColumnRequested, m_page, &ExplorerPage::addColumn);
    connect(m_detail, &DetailPane::leaveRequested, m_page, &ExplorerPage::focusTable);
    connect(m_detail, &DetailPane::failed, this, fail);
}

// What the menus offer is about the page in front.
void MainWindow::followTab()
{
    ComposerPage *page = m_compose->drafts().current();
    const bool isPlan = m_plan->isInFront();
    m_docks->setAside(page != nullptr || isPlan);
    m_undo->setStack(isPlan ? &m_plan->page().undoStack() : &m_session->undo());
    m_undo->setDraft(page ? &page->draft() : nullptr);
    m_actions->setDraftState(page != nullptr, m_compose->drafts().canReopen());
    if (isPlan)
        m_actions->setPlanInFront();
}

void MainWindow::stepTab(int step)
{
    if (const int count = m_tabs->count(); count > 0)
        m_tabs->setCurrentIndex((m_tabs->currentIndex() + step + count) % count);
}

void MainWindow::find()
{
    if (ComposerPage *page = m_compose->drafts().current())
        page->find();
    else if (m_plan->isInFront())
        m_plan->page().find();
    else
        m_page->focusFilter();
}

void MainWindow::watchStore()
{
    EventStore &store = m_session->store();
    setWindowTitle(u"%1 – %2"_s.arg(m_session->name(), QApplication::applicationDisplayName()));
    m_status->setStore(m_session->name(), store.path(), store.readOnlyReason());
    connect(&store, &EventStore::loadProgress, m_status, &StatusLine::setLoading);
    connect(&store, &EventStore::loaded, m_status, [this] { m_status->setLoading(0, 0); });
    connect(&store, &EventStore::failed, this, [this](const Error &error) {
        post({Message::Kind::Error, error.message, "store", {}});
    });
    if (store.isReadOnly())
        post({Message::Kind::Warning, store.readOnlyReason(), "readonly", {}});
}

// What refers to the session goes before it.
void MainWindow::dropParts()
{
    m_undo->setDraft(nullptr);
    m_undo->setStack(nullptr);
    m_actions->setTimelineActions({});
    m_actions->setStoreState(false, false);
    m_messages->clear();
    m_status->clear();
    m_summary->setStore(nullptr, nullptr);
    delete std::exchange(m_judging, nullptr);
    delete std::exchange(m_traffic, nullptr);
    delete std::exchange(m_compose, nullptr);
    m_imports->setSession(nullptr);
    delete std::exchange(m_plan, nullptr);
    delete std::exchange(m_page, nullptr);
    delete std::exchange(m_noStore, nullptr);
    m_docks->setContents(nullptr, nullptr, nullptr, nullptr);
    m_detail = nullptr;
    m_session.reset();
}

void MainWindow::showNoStore(const QString &reason)
{
    dropParts();
    auto *page = new NoStorePage(reason, m_recent.paths(), m_tabs);
    m_noStore = page;
    m_tabs->addTab(page, tr("Events"));
    setWindowTitle(QApplication::applicationDisplayName());
    connect(page, &NoStorePage::newRequested, this, [this] { chooseStore(true); });
    connect(page, &NoStorePage::openRequested, this, [this] { chooseStore(false); });
    connect(page, &NoStorePage::recentRequested, this, &MainWindow::requestStore, Qt::QueuedConnection);
}

void MainWindow::importFiles(const QStringList &paths, const QByteArray &service)
{
    m_imports->start(ImportController::filesJob(paths, service));
}

void MainWindow::pasteText(const QByteArray &text)
{
    m_imports->start(ImportController::textJob(text));
}

bool MainWindow::isImporting() const
{
    return m_imports->isRunning();
}

void MainWindow::showRejects(OriginId origin)
{
    m_docks->showRejects();
    if (auto *rejects = findChild<RejectsPanel *>())
        rejects->showOrigin(origin);
}

void MainWindow::chooseStore(bool create)
{
    const QString folder = m_session ? QFileInfo(m_session->store().path()).absolutePath() : QString();
    eventscope::chooseStore(this, create, folder, [this](const QString &path) { requestStore(path); });
}

void MainWindow::requestStore(const QString &path)
{
    if (!m_imports->mayStop())
        return;
    if (m_session)
        m_session->saveFilter();    // it may be the same store
    emit storeRequested(path);
}

void MainWindow::setTheme(ThemeChoice choice)
{
    m_settings.setValue(themeKey, themeChoiceId(choice));
    applyTheme(choice);
    m_actions->setTheme(choice);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_imports->mayStop())
        return event->ignore();
    if (m_page)
        m_page->saveSettings();
    m_docks->save(m_settings);
    event->accept();
}

}
