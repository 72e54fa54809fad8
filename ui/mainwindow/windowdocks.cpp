// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/windowdocks.h"

#include "mainwindow/tabbeddock.h"

#include <QAction>
#include <QDockWidget>
#include <QMainWindow>
#include <QSettings>

#include <memory>
#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QString geometryKey = u"window/geometry"_s;
const QString stateKey = u"window/state"_s;
constexpr int stateVersion = 1;    // of the docks: raised when they change

void fill(QDockWidget *dock, QWidget *content)
{
    const std::unique_ptr<QWidget> before(dock->widget());
    dock->setWidget(content ? content : new QWidget(dock));
}

}

WindowDocks::WindowDocks(QMainWindow &window)
    : QObject(&window)
    , m_window(window)
    , m_facets(new QDockWidget(tr("Facets"), &window))
    , m_detail(new QDockWidget(tr("Detail"), &window))
    , m_problems(new TabbedDock(tr("Problems"), &window))
{
    add(m_facets, u"facetsDock"_s, Qt::LeftDockWidgetArea);
    add(m_detail, u"detailDock"_s, Qt::RightDockWidgetArea);
    add(m_problems, u"problemsDock"_s, Qt::BottomDockWidgetArea);
    fill(m_facets, nullptr);
    fill(m_detail, nullptr);
    connect(m_problems, &QDockWidget::visibilityChanged, this, &WindowDocks::problemsVisible);
    // Facets and detail reach down to the status bar; what is below the table is as wide as it is.
    window.setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    window.setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    window.setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks);
    reset();
}

void WindowDocks::add(QDockWidget *dock, const QString &name, Qt::DockWidgetArea area)
{
    dock->setObjectName(name);
    m_window.addDockWidget(area, dock);
}

void WindowDocks::setContents(QWidget *facets, QWidget *detail, QWidget *problems, QWidget *rejects)
{
    fill(m_facets, facets);
    fill(m_detail, detail);
    delete std::exchange(m_list, problems);
    delete std::exchange(m_rejects, rejects);
    if (problems)
        m_problems->insertPage(0, problems, tr("Problems"));
    if (rejects)
        m_problems->insertPage(problems ? 1 : 0, rejects, tr("Rejects"));
    m_problems->setCurrentPage(0);
}

void WindowDocks::reset()
{
    for (QDockWidget *dock : std::initializer_list<QDockWidget *>{m_facets, m_detail, m_problems})
        dock->setFloating(false);
    m_window.addDockWidget(Qt::LeftDockWidgetArea, m_facets);
    m_window.addDockWidget(Qt::RightDockWidgetArea, m_detail);
    m_window.addDockWidget(Qt::BottomDockWidgetArea, m_problems);
    m_facets->show();
    m_detail->show();
    m_problems->show();
    const int width = m_window.width();
    m_window.resizeDocks(
        {m_facets, m_detail}, {qBound(180, width / 6, 260), qBound(300, width * 9 / 32, 520)}, Qt::Horizontal);
    m_window.resizeDocks({m_problems}, {190}, Qt::Vertical);
}

void WindowDocks::setAside(bool aside)
{
    if (aside == m_before.has_value())
        return;
    if (!aside) {
        m_window.restoreState(*std::exchange(m_before, std::nullopt), stateVersion);
        return;
    }
    m_before = m_window.saveState(stateVersion);
    m_facets->hide();
    m_detail->hide();
    m_problems->hide();
}

void WindowDocks::restore(const QSettings &settings)
{
    m_window.resize(1280, 800);
    m_window.restoreGeometry(settings.value(geometryKey).toByteArray());
    if (!m_window.restoreState(settings.value(stateKey).toByteArray(), stateVersion))
        reset();
}

void WindowDocks::save(QSettings &settings) const
{
    settings.setValue(geometryKey, m_window.saveGeometry());
    settings.setValue(stateKey, m_before ? *m_before : m_window.saveState(stateVersion));
}

QList<QAction *> WindowDocks::toggleActions() const
{
    return {m_facets->toggleViewAction(), m_detail->toggleViewAction(), m_problems->toggleViewAction()};
}

void WindowDocks::showFacets()
{
    m_facets->show();
    m_facets->raise();
}

void WindowDocks::showDetail()
{
    m_detail->show();
    m_detail->raise();
}

void WindowDocks::showProblems()
{
    m_problems->show();
    m_problems->raise();
    if (m_list) {
        m_problems->setCurrentPage(m_problems->indexOf(m_list));
        m_list->setFocus(Qt::OtherFocusReason);
    }
}

bool WindowDocks::areProblemsVisible() const
{
    return !m_problems->isHidden();
}

void WindowDocks::setProblemsTitle(const QString &title)
{
    if (const int at = m_problems->indexOf(m_list); at >= 0)
        m_problems->setPageTitle(at, title);
}

void WindowDocks::showRejects()
{
    m_problems->show();
    m_problems->raise();
    if (m_rejects)
        m_problems->setCurrentPage(m_problems->indexOf(m_rejects));
}

void WindowDocks::addProblems(QWidget *content, const QString &title)
{
    m_problems->insertPage(m_problems->pageCount(), content, title);
}

void WindowDocks::addPage(QWidget *page, const QString &title)
{
    m_problems->insertPage(m_problems->pageCount(), page, title);
}

void WindowDocks::setPageTitle(QWidget *page, const QString &title)
{
    if (const int at = m_problems->indexOf(page); at >= 0)
        m_problems->setPageTitle(at, title);
}

void WindowDocks::showPage(QWidget *page)
{
    m_problems->show();
    m_problems->raise();
    m_problems->setCurrentPage(m_problems->indexOf(page));
    page->setFocus(Qt::OtherFocusReason);
}

}
