// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/findingsview.h"

#include "explorer/findingdelegate.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace eventscope {

FindingsView::FindingsView(QWidget *parent)
    : QWidget(parent)
    , m_list(new QListView(this))
    , m_nothing(new QLabel(this))
{
    setObjectName(u"findingsView"_s);
    m_list->setObjectName(u"findingsList"_s);
    setUpFindings(*m_list, m_model);
    m_list->installEventFilter(this);
    m_nothing->setObjectName(u"noFindings"_s);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    setFocusProxy(m_list);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list);
    column->addWidget(m_nothing, 1);
    connect(m_list, &QAbstractItemView::doubleClicked, this, &FindingsView::jump);
    connect(m_list, &QWidget::customContextMenuRequested, this, &FindingsView::showMenu);
}

void FindingsView::setDetail(const EventDetail &detail)
{
    m_model.setFindings(detail.judgement.findings);
    const bool any = m_model.rowCount() > 0;
    m_list->setVisible(any);
    m_nothing->setVisible(!any);
    m_nothing->setText(detail.stored.event.verdict == Verdict::Unjudged
                           ? tr("No definition recognises this event, so it was not judged.")
                           : tr("Nothing was found wrong with this event."));
    if (any && !m_list->currentIndex().isValid())
        m_list->setCurrentIndex(m_model.index(0));
}

void FindingsView::jump(const QModelIndex &index)
{
    const Finding *finding = m_model.findingAt(index);
    if (finding && !finding->inEnvelope)
        emit sourceRequested(finding->offset, finding->length);
}

void FindingsView::showMenu(QPoint at)
{
    const QPersistentModelIndex index(m_list->currentIndex());
    const Finding *finding = m_model.findingAt(index);
    if (!finding)
        return;
    const quint32 offset = finding->offset;
    QMenu menu;
    if (!finding->inEnvelope) {
        menu.addAction(tr("Show in source"), Qt::Key_Return, this, [this, index] { jump(index); });
        menu.addAction(tr("Show in tree"), this, [this, offset] { emit treeRequested(offset); });
        menu.addSeparator();
    }
    menu.addAction(tr("Copy finding"), QKeySequence::Copy, this,
        [this, index] { QGuiApplication::clipboard()->setText(m_model.copyText(index)); });
    menu.exec(m_list->viewport()->mapToGlobal(at));
}

void FindingsView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_list->doItemsLayout();
}

bool FindingsView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            jump(m_list->currentIndex());
            return true;
        }
        if (key->matches(QKeySequence::Copy)) {
            QGuiApplication::clipboard()->setText(m_model.copyText(m_list->currentIndex()));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}
