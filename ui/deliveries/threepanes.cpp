// SPDX-License-Identifier: GPL-3.0-or-later
#include "deliveries/threepanes.h"

#include <QBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int leastWidth = 200;    // of tabs, which scroll

}

ThreePanes::ThreePanes(QWidget *parent)
    : QWidget(parent)
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_tabs(new QTabWidget(this))
{
    m_splitter->setChildrenCollapsible(false);
    m_tabs->setObjectName(u"deliveryTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_splitter);
    column->addWidget(m_tabs);
}

void ThreePanes::addPane(QWidget *content, const QString &title)
{
    auto *frame = new QWidget(this);
    auto *label = new QLabel(title, frame);
    QFont bold = label->font();
    bold.setBold(true);
    bold.setPointSizeF(bold.pointSizeF() * 1.1);
    label->setFont(bold);
    label->setContentsMargins(8, 6, 8, 0);
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(label);
    column->addWidget(content, 1);
    m_panes.push_back({frame, label, title});
    m_splitter->addWidget(frame);
}

void ThreePanes::showPane(int number)
{
    m_tabs->setCurrentIndex(number);
}

void ThreePanes::setTitle(int number, const QString &title)
{
    Pane &pane = m_panes[static_cast<std::size_t>(number)];
    pane.text = title;
    pane.title->setText(title);
    const int tab = m_tabs->indexOf(pane.frame);
    if (tab >= 0)
        m_tabs->setTabText(tab, title);
}

QSize ThreePanes::minimumSizeHint() const
{
    int height = 160;
    for (const Pane &pane : m_panes)
        height = std::max(height, pane.frame->minimumSizeHint().height());
    return {leastWidth, height};
}

void ThreePanes::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void ThreePanes::arrange()
{
    const bool wide = width() >= leastPaneWidth * static_cast<int>(m_panes.size());
    if (wide != m_wide)
        setWide(wide);
}

void ThreePanes::setWide(bool wide)
{
    m_wide = wide;
    const int current = m_tabs->currentIndex();
    for (const Pane &pane : m_panes) {
        pane.title->setVisible(wide);
        if (wide)
            m_splitter->addWidget(pane.frame);
        else
            m_tabs->addTab(pane.frame, pane.text);
        pane.frame->setVisible(wide || m_tabs->currentWidget() == pane.frame);
    }
    if (!wide && current >= 0)
        m_tabs->setCurrentIndex(current);
    m_splitter->setVisible(wide);
    m_tabs->setVisible(!wide);
}

}
