// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/mainwindow.h"

#include "composer/composerpage.h"
#include "explorer/explorerpage.h"
#include "mainwindow/choosers.h"
#include "mainwindow/composecontroller.h"
#include "mainwindow/helpdialogs.h"
#include "mainwindow/windowdocks.h"
#include "mainwindow/windowimports.h"
#include "mainwindow/windowplan.h"
#include "mainwindow/windowtraffic.h"
#include "plan/planpage.h"

#include <QMenu>
#include <QPointer>

namespace eventscope {

void MainWindow::connectActions()
{
    connect(m_actions->newStore, &QAction::triggered, this, [this] { chooseStore(true); });
    connect(m_actions->openStore, &QAction::triggered, this, [this] { chooseStore(false); });
    connect(m_actions->importFiles, &QAction::triggered, m_imports, &WindowImports::choose);
    connect(m_actions->pasteEvents, &QAction::triggered, m_imports, &WindowImports::paste);
    connect(m_actions->exportEvents, &QAction::triggered, this, [this] { chooseExport(false); });
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->copy, &QAction::triggered, this, [this] { m_page->copySelectedEvents(); });
    connect(m_actions->deleteEvents, &QAction::triggered, this, [this] { m_page->deleteSelectedEvents(); });
    connect(m_actions->find, &QAction::triggered, this, &MainWindow::find);
    connect(m_actions->refresh, &QAction::triggered, this, [this] {
        if (m_plan->isInFront())
            m_plan->page().refresh();
        else
            m_page->refresh();
    });
    connectCompose();
    connect(m_actions->nextTab, &QAction::triggered, this, [this] { stepTab(1); });
    connect(m_actions->previousTab, &QAction::triggered, this, [this] { stepTab(-1); });
    connect(m_actions->showProblems, &QAction::triggered, m_docks, &WindowDocks::showProblems);
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

void MainWindow::chooseExport(bool selectedOnly)
{
    ExportRequest request;
    if (selectedOnly)
        request.rows = m_page->selectedRows();
    const QString title =
        selectedOnly ? tr("Export the selected events") : tr("Export the events that the filter lets through");
    const QPointer<ExplorerPage> page(m_page);    // another store may be opened meanwhile
    eventscope::chooseExport(this, title, [this, page, request](const QString &path, bool shownColumns) mutable {
        if (!page)
            return;
        request.path = path;
        request.filter = m_session->filter().filter();
        request.orders = page->orders();
        request.timeStyle = page->timeStyle();
        if (shownColumns)
            request.columns = page->shownColumns();
        emit exportRequested(request);
    });
}

// The compose controller comes and goes with the session; these stay.
void MainWindow::connectCompose()
{
    const auto withDraft = [this](auto act) {
        if (ComposerPage *page = m_compose ? m_compose->drafts().current() : nullptr)
            act(*page);
    };
    connect(m_actions->newEvent, &QAction::triggered, this, [this] { m_compose->newEvent(); });
    connect(m_actions->newMenu(), &QMenu::aboutToShow, this, [this] { m_compose->fillNewMenu(*m_actions->newMenu()); });
    connect(m_actions->endpoints, &QAction::triggered, this, [this] { m_compose->showEndpoints(); });
    connect(m_actions->showOutbox, &QAction::triggered, this, [this] { m_traffic->showOutbox(); });
    connect(m_actions->showReceiver, &QAction::triggered, this, [this] { m_traffic->showReceiver(); });
    connect(m_actions->listen, &QAction::triggered, this, [this] { m_traffic->startOrStopListening(); });
    connect(m_actions->editCopy, &QAction::triggered, this, [this] { m_page->editSelectedEvents(); });
    connect(m_actions->sendEvents, &QAction::triggered, this, [this] { m_page->sendSelectedEvents(); });
    connect(m_actions->sendDraft, &QAction::triggered, this,
        [withDraft] { withDraft([](ComposerPage &page) { page.send(); }); });
    connect(m_actions->keepDraft, &QAction::triggered, this,
        [withDraft] { withDraft([](ComposerPage &page) { page.keepEvent(); }); });
    connect(m_actions->closeDraft, &QAction::triggered, this, [this] { m_compose->drafts().closeCurrent(); });
    connect(m_actions->reopenDraft, &QAction::triggered, this, [this] { m_compose->drafts().reopenLast(); });
}

}
