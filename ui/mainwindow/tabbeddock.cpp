// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/tabbeddock.h"

#include <QBoxLayout>
#include <QEvent>
#include <QStackedWidget>
#include <QStyle>
#include <QTabBar>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

TabbedDock::TabbedDock(const QString &title, QWidget *parent)
    : QDockWidget(title, parent)
    , m_tabs(new QTabBar)
    , m_pages(new QStackedWidget)
    , m_float(new QToolButton)
    , m_close(new QToolButton)
{
    build();
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    // Of one that was deleted: all others are at the places of their tabs.
    connect(m_pages, &QStackedWidget::widgetRemoved, m_tabs, &QTabBar::removeTab);
    connect(m_float, &QToolButton::clicked, this, [this] { setFloating(!isFloating()); });
    connect(m_close, &QToolButton::clicked, this, &QWidget::close);
}

void TabbedDock::build()
{
    m_tabs->setObjectName(u"dockTabs"_s);
    m_tabs->setAccessibleName(windowTitle());
    m_tabs->setDocumentMode(true);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    m_float->setToolTip(tr("Float, or dock again"));
    m_close->setToolTip(tr("Close"));
    const int side = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    auto *title = new QWidget;
    auto *line = new QHBoxLayout(title);
    line->setContentsMargins(0, 0, 2, 0);
    line->setSpacing(0);
    line->addWidget(m_tabs, 0, Qt::AlignBottom);
    line->addStretch(1);
    for (QToolButton *button : {m_float, m_close}) {
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::NoFocus);    // the menu of views does the same by keyboard
        button->setAccessibleName(button->toolTip());
        button->setIconSize({side, side});
        line->addWidget(button);
    }
    setTitleBarWidget(title);
    setWidget(m_pages);
    dress();
}

void TabbedDock::dress()
{
    m_float->setIcon(style()->standardIcon(QStyle::SP_TitleBarNormalButton, nullptr, this));
    m_close->setIcon(style()->standardIcon(QStyle::SP_TitleBarCloseButton, nullptr, this));
}

void TabbedDock::insertPage(int at, QWidget *page, const QString &title)
{
    at = qBound(0, at, m_pages->count());
    m_pages->insertWidget(at, page);
    m_tabs->insertTab(at, title);
}

int TabbedDock::pageCount() const
{
    return m_pages->count();
}

int TabbedDock::indexOf(const QWidget *page) const
{
    return m_pages->indexOf(page);
}

void TabbedDock::setPageTitle(int at, const QString &title)
{
    m_tabs->setTabText(at, title);
}

void TabbedDock::setCurrentPage(int at)
{
    m_tabs->setCurrentIndex(at);
}

void TabbedDock::changeEvent(QEvent *event)
{
    QDockWidget::changeEvent(event);
    if (event->type() == QEvent::StyleChange || event->type() == QEvent::PaletteChange)
        dress();
}

}
