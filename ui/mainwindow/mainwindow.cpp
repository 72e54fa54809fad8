// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/mainwindow.h"

#include "explorer/detailpane.h"
#include "explorer/explorerpage.h"
#include "explorer/facetpanel.h"
#include "mainwindow/choosers.h"
#include "mainwindow/helpdialogs.h"
#include "mainwindow/importcontroller.h"
#include "mainwindow/importreporter.h"
#include "mainwindow/nostorepage.h"
#include "mainwindow/noticelist.h"
#include "mainwindow/rejectspanel.h"
#include "mainwindow/statusline.h"
#include "mainwindow/windowdocks.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QSettings>
#include <QStatusBar>
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
    , m_recent(settings)
    , m_actions(new WindowActions(*this))
    , m_docks(new WindowDocks(*this))
    , m_status(new StatusLine(*statusBar()))
    , m_messages(new MessageBar(this))
    , m_tabs(new QTabWidget(this))
{
    setObjectName(u"mainWindow"_s);
    setAcceptDrops(true);
    setWindowTitle(QApplication::applicationDisplayName());
    m_tabs->setObjectName(u"tabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setTabBarAutoHide(true);
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
    m_actions->setDockActions(m_docks->toggleActions());
    m_actions->setRecent(m_recent.paths());
    m_actions->setTheme(themeChoiceFromId(m_settings.value(themeKey).toString()));
    connectActions();
    m_docks->restore(m_settings);
}

MainWindow::~MainWindow()
{
    dropParts();
}

void MainWindow::connectActions()
{
    connect(m_actions->newStore, &QAction::triggered, this, [this] { chooseStore(true); });
    connect(m_actions->openStore, &QAction::triggered, this, [this] { chooseStore(false); });
    connect(m_actions->importFiles, &QAction::triggered, this, &MainWindow::chooseFiles);
    connect(m_actions->pasteEvents, &QAction::triggered, this, &MainWindow::paste);
    connect(m_actions->exportEvents, &QAction::triggered, this,
        [this] { chooseExport(this, [this](const QString &path) { emit exportRequested(path); }); });
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->copy, &QAction::triggered, this, [this] { m_page->copySelectedEvents(); });
    connect(m_actions->deleteEvents, &QAction::triggered, this, [this] { m_page->deleteSelectedEvents(); });
    connect(m_actions->find, &QAction::triggered, this, [this] { m_page->focusFilter(); });
    connect(m_actions->refresh, &QAction::triggered, this, [this] { m_page->refresh(); });
    connect(m_actions->resetLayout, &QAction::triggered, m_docks, &WindowDocks::reset);
    connect(
        m_actions->showShortcuts, &QAction::triggered, this, [this] { showShortcuts(this, m_actions->shortcuts()); });
    connect(m_actions->about, &QAction::triggered, this, [this] { showAbout(this); });
    connect(m_actions, &WindowActions::themeChosen, this, &MainWindow::setTheme);
    connect(m_actions, &WindowActions::recentChosen, this, &MainWindow::requestStore);
    connect(m_actions, &WindowActions::recentCleared, this, [this] {
        m_recent.clear();
        m_actions->setRecent({});
    });
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
    m_imports = new ImportController(store, services, this);
    auto *reporter = new ImportReporter(*m_session, *m_imports, *m_messages, *m_status, m_imports);
    m_page = new ExplorerPage(store, services, m_session->filter(), m_session->undo(), m_settings, m_tabs);
    m_tabs->addTab(m_page, tr("Events"));
    auto *facets = new FacetPanel(store, services, m_session->filter(), m_settings);
    m_detail = new DetailPane(store, services, m_session->filter(), m_settings);
    auto *rejects = new RejectsPanel(store);
    m_docks->setContents(facets, m_detail, rejects);

    connect(reporter, &ImportReporter::rejectsRequested, this, &MainWindow::showRejects);
    connect(reporter, &ImportReporter::rejectsChanged, rejects, &RejectsPanel::refresh);
    connect(m_status, &StatusLine::cancelRequested, m_imports, &ImportController::cancel);
    connect(rejects, &RejectsPanel::failed, this, [this](const QString &sentence) {
        post({Message::Kind::Error, sentence, "rejects", {}});
    });
    connect(rejects, &RejectsPanel::saved, this, [this](const QString &sentence) {
        post({Message::Kind::Notice, sentence, "rejects", {}});
    });
    m_actions->setStoreState(true, !store.isReadOnly());
    m_actions->setUndoStack(&m_session->undo());
    m_actions->setTimelineActions(m_page->timelineActions());
    m_actions->setTimeStyle(m_page->timeStyle());
}

void MainWindow::connectPage()
{
    const auto fail = [this](const QString &sentence) { post({Message::Kind::Error, sentence, "page", {}}); };
    connect(m_page, &ExplorerPage::currentRowChanged, m_detail, &DetailPane::setRow);
    connect(m_page, &ExplorerPage::rowActivated, this, [this] {
        m_docks->showDetail();
        m_detail->focusDetail();
    });
    connect(m_page, &ExplorerPage::importRequested, this, &MainWindow::chooseFiles);
    connect(m_page, &ExplorerPage::pasteRequested, this, &MainWindow::paste);
    connect(m_page, &ExplorerPage::countChanged, m_status, &StatusLine::setCount);
    connect(m_page, &ExplorerPage::failed, this, fail);
    connect(m_page, &ExplorerPage::timeStyleChanged, m_actions, &WindowActions::setTimeStyle);
    connect(m_actions, &WindowActions::timeStyleChosen, m_page, &ExplorerPage::setTimeStyle);
    connect(m_detail, &DetailPane::addColumnRequested, m_page, &ExplorerPage::addColumn);
    connect(m_detail, &DetailPane::leaveRequested, m_page, &ExplorerPage::focusTable);
    connect(m_detail, &DetailPane::failed, this, fail);
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
    m_actions->setUndoStack(nullptr);
    m_actions->setTimelineActions({});
    m_actions->setStoreState(false, false);
    m_messages->clear();
    m_status->endWork();
    m_status->setLoading(0, 0);
    m_status->setCount({});
    m_status->setStore({}, {}, {});
    delete std::exchange(m_imports, nullptr);
    delete std::exchange(m_page, nullptr);
    delete std::exchange(m_noStore, nullptr);
    m_docks->setContents(nullptr, nullptr, nullptr);
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
    if (m_imports && !paths.isEmpty())
        m_imports->start(ImportController::filesJob(paths, service));
}

void MainWindow::pasteText(const QByteArray &text)
{
    if (m_imports)
        m_imports->start(ImportController::textJob(text));
}

bool MainWindow::isImporting() const
{
    return m_imports && m_imports->isRunning();
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
    if (mayStopImport())
        emit storeRequested(path);
}

void MainWindow::chooseFiles()
{
    eventscope::chooseFiles(this, [this](const QStringList &paths) { importFiles(paths); });
}

void MainWindow::paste()
{
    const QMimeData *clipboard = QApplication::clipboard()->mimeData();
    if (clipboard && accepts(*clipboard))
        m_imports->start(ImportController::mimeJob(*clipboard));
    else
        post({Message::Kind::Notice,
            tr("There is no text on the clipboard. Copy events as JSON, then paste them here."), "paste", {}});
}

bool MainWindow::accepts(const QMimeData &mime) const
{
    return m_imports && !m_session->store().isReadOnly() && ImportController::holdsEvents(mime);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData() && accepts(*event->mimeData()))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    if (!event->mimeData() || !accepts(*event->mimeData()))
        return;
    m_imports->start(ImportController::mimeJob(*event->mimeData()));
    event->acceptProposedAction();
}

void MainWindow::setTheme(ThemeChoice choice)
{
    m_settings.setValue(themeKey, themeChoiceId(choice));
    applyTheme(choice);
    m_actions->setTheme(choice);
}

bool MainWindow::mayStopImport()
{
    return !isImporting() || confirmStop(this);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!mayStopImport())
        return event->ignore();
    if (m_page)
        m_page->saveSettings();
    m_docks->save(m_settings);
    event->accept();
}

}
