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
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace eventscope {

FindingsView::FindingsView(QWidget *parent)
    : QWidget(parent)
    , m_fix(new QPushButton(this))
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
    m_list->setAccessibleDescription(tr("Enter goes to the place, Alt+Return mends it."));
    m_fix->setObjectName(u"fixEvent"_s);
    m_fix->hide();
    setFocusProxy(m_list);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_list);
    auto *below = new QHBoxLayout;
    below->setContentsMargins(8, 4, 8, 4);
    below->addWidget(m_fix, 0, Qt::AlignLeft);
    column->addLayout(below);
    column->addWidget(m_nothing, 1);
    connect(m_list, &QAbstractItemView::doubleClicked, this, &FindingsView::jump);
    connect(m_list, &QWidget::customContextMenuRequested, this, &FindingsView::showMenu);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &FindingsView::choose);
    connect(m_fix, &QPushButton::clicked, this, &FindingsView::fix);
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
    choose();
}

void FindingsView::setFixable(bool fixable)
{
    m_isFixable = fixable;
    choose();
}

const Finding *FindingsView::showRule(const QByteArray &rule)
{
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const Finding *finding = m_model.findingAt(m_model.index(row));
        if (!finding || finding->rule != rule)
            continue;
        m_list->setCurrentIndex(m_model.index(row));
        m_list->scrollTo(m_list->currentIndex());
        return finding;
    }
    return nullptr;
}

void FindingsView::choose()
{
    const Finding *finding = m_model.findingAt(m_list->currentIndex());
    const bool isFixable = m_isFixable && finding && finding->fix;
    m_fix->setVisible(isFixable);
    if (!isFixable)
        return;
    const QString label = finding->fix->label;
    m_fix->setToolTip(tr("%1 (Alt+Return)").arg(label));
    m_fix->setAccessibleName(label);
    const int room = std::max(120, width() - 48);
    m_fix->setText(m_fix->fontMetrics().elidedText(label, Qt::ElideRight, room).replace(u'&', u"&&"_s));
}

void FindingsView::fix()
{
    const Finding *finding = m_model.findingAt(m_list->currentIndex());
    if (m_isFixable && finding && finding->fix)
        emit fixRequested(Finding(*finding));    // the slot may change the findings
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
    if (m_isFixable && finding->fix) {
        menu.addAction(
            QString(finding->fix->label).replace(u'&', u"&&"_s), Qt::ALT | Qt::Key_Return, this, &FindingsView::fix);
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
    choose();    // its button is as wide as there is room
}

bool FindingsView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            if (key->modifiers().testFlag(Qt::AltModifier))
                fix();
            else
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
