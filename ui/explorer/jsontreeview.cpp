// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/jsontreeview.h"

#include "event/utf8.h"
#include "explorer/jsondelegate.h"
#include "views/filteredits.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>

#include <deque>

using namespace Qt::StringLiterals;

namespace eventscope {

JsonTreeView::JsonTreeView(FilterState &state, QWidget *parent)
    : QTreeView(parent)
    , m_state(state)
{
    setObjectName(u"jsonTree"_s);
    setAccessibleName(tr("JSON tree"));
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setAlternatingRowColors(false);
    setItemDelegate(new JsonDelegate(this));
    setContextMenuPolicy(Qt::CustomContextMenu);
    setModel(&m_model);
    header()->setSectionResizeMode(JsonTreeModel::KeyColumn, QHeaderView::Interactive);
    header()->setStretchLastSection(true);
    header()->resizeSection(JsonTreeModel::KeyColumn, 150);
    connect(this, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        QMenu menu;
        fillMenu(menu);
        menu.exec(viewport()->mapToGlobal(at));
    });
    connect(this, &QAbstractItemView::activated, &m_model, &JsonTreeModel::showMore);
}

void JsonTreeView::setDocument(const std::shared_ptr<const JsonDocument> &document)
{
    const bool same = m_model.document() && document && m_model.document()->text == document->text;
    if (same)
        return;
    const QByteArray current = m_model.pointerAt(currentIndex());
    rememberOpen();
    m_model.setDocument(document);
    if (m_known)
        openRemembered();
    else
        openFirstLevels();
    if (!current.isEmpty() && document && !document->tape.isEmpty())
        if (const JsonValue value = document->tape.root().at(viewOf(current)))
            setCurrentIndex(shownPart(m_model.indexOf(value.index())));
}

// The index, or the outermost folded branch above it: making a hidden one current would unfold it.
QModelIndex JsonTreeView::shownPart(const QModelIndex &index) const
{
    QModelIndex shown = index;
    for (QModelIndex above = index.parent(); above.isValid(); above = above.parent())
        if (!isExpanded(above))
            shown = above;
    return shown;
}

void JsonTreeView::rememberOpen()
{
    if (m_model.rowCount() == 0)
        return;
    m_open.clear();
    m_known = true;
    std::deque<QModelIndex> left{QModelIndex()};
    int budget = expandBudget;
    while (!left.empty() && budget > 0) {
        const QModelIndex parent = left.front();
        left.pop_front();
        for (int row = 0; row < m_model.rowCount(parent) && budget-- > 0; ++row) {
            const QModelIndex child = m_model.index(row, 0, parent);
            if (!isExpanded(child))
                continue;
            m_open.insert(m_model.pointerAt(child));
            left.push_back(child);
        }
    }
}

void JsonTreeView::openRemembered()
{
    std::deque<QModelIndex> left{QModelIndex()};
    int budget = expandBudget;
    while (!left.empty() && budget > 0) {
        const QModelIndex parent = left.front();
        left.pop_front();
        for (int row = 0; row < m_model.rowCount(parent) && budget-- > 0; ++row) {
            const QModelIndex child = m_model.index(row, 0, parent);
            if (!m_model.hasChildren(child) || !m_open.contains(m_model.pointerAt(child)))
                continue;
            m_model.fetchMore(child);
            expand(child);
            left.push_back(child);
        }
    }
}

// At first sight: what fits, level by level.
void JsonTreeView::openFirstLevels()
{
    std::deque<QModelIndex> left{QModelIndex()};
    int budget = 60;
    while (!left.empty()) {
        const QModelIndex parent = left.front();
        left.pop_front();
        for (int row = 0; row < m_model.rowCount(parent); ++row) {
            if (--budget < 0)
                return;
            const QModelIndex child = m_model.index(row, 0, parent);
            if (!m_model.hasChildren(child))
                continue;
            m_model.fetchMore(child);
            expand(child);
            left.push_back(child);
        }
    }
}

void JsonTreeView::expandBudgeted()
{
    std::deque<QModelIndex> left{currentIndex().isValid() && m_model.hasChildren(currentIndex().siblingAtColumn(0))
                                     ? currentIndex().siblingAtColumn(0)
                                     : QModelIndex()};
    if (left.front().isValid()) {
        m_model.fetchMore(left.front());
        expand(left.front());
    }
    int budget = expandBudget;
    while (!left.empty()) {
        const QModelIndex parent = left.front();
        left.pop_front();
        for (int row = 0; row < m_model.rowCount(parent); ++row) {
            if (--budget < 0) {
                emit noticed(tr("The first %1 rows are open; open the others one by one.").arg(expandBudget));
                return;
            }
            const QModelIndex child = m_model.index(row, 0, parent);
            if (!m_model.hasChildren(child))
                continue;
            m_model.fetchMore(child);
            expand(child);
            left.push_back(child);
        }
    }
}

void JsonTreeView::showOffset(quint32 offset)
{
    const QModelIndex index = m_model.indexAtOffset(offset);
    if (!index.isValid())
        return;
    setCurrentIndex(index);
    scrollTo(index);
}

void JsonTreeView::filter(bool out)
{
    const auto term = pathTerm(m_model.pointerAt(currentIndex()), m_model.valueAt(currentIndex()));
    if (!term)
        return;
    m_state.setFilter(out ? filteredOut(m_state.filter(), *term) : filteredFor(m_state.filter(), *term));
}

void JsonTreeView::fillMenu(QMenu &menu)
{
    const QModelIndex current = currentIndex();
    const JsonValue value = m_model.valueAt(current);
    if (value) {
        const QByteArray pointer = m_model.pointerAt(current);
        const bool filterable = pathTerm(pointer, value).has_value();
        const bool overridden = current.data(JsonTreeModel::OverriddenRole).toBool();
        QAction *filterFor = menu.addAction(tr("Filter for this value"), Qt::Key_Plus, this, [this] { filter(false); });
        QAction *filterOut = menu.addAction(tr("Filter out this value"), Qt::Key_Minus, this, [this] { filter(true); });
        filterFor->setObjectName(u"treeFilterFor"_s);
        filterOut->setObjectName(u"treeFilterOut"_s);
        filterFor->setEnabled(filterable && !overridden);
        filterOut->setEnabled(filterable && !overridden);
        menu.addAction(tr("Add as column"), this, [this, pointer] { emit addColumnRequested(pointer); })
            ->setObjectName(u"treeAddColumn"_s);
        QAction *addFacet =
            menu.addAction(tr("Add as facet"), this, [this, pointer] { emit addFacetRequested(pointer); });
        addFacet->setObjectName(u"treeAddFacet"_s);
        addFacet->setEnabled(!value.isObject() && !value.isArray() && !pointer.isEmpty());
        menu.addSeparator();
        menu.addAction(tr("Copy value"), QKeySequence::Copy, this,
            [this] { QGuiApplication::clipboard()->setText(m_model.copyText(currentIndex())); });
        menu.addAction(
            tr("Copy pointer"), this, [pointer] { QGuiApplication::clipboard()->setText(QString::fromUtf8(pointer)); });
        menu.addAction(tr("Show in source"), this,
            [this, from = value.offset(), length = value.length()] { emit sourceRequested(from, length); });
        menu.addSeparator();
    }
    menu.addAction(tr("Expand all"), Qt::Key_Asterisk, this, &JsonTreeView::expandBudgeted);
    menu.addAction(tr("Collapse all"), this, &QTreeView::collapseAll);
}

void JsonTreeView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(m_model.copyText(currentIndex()));
        return;
    }
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        filter(false);
        return;
    case Qt::Key_Minus:
        filter(true);
        return;
    case Qt::Key_Asterisk:
        expandBudgeted();    // the view's own would open everything
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_model.data(currentIndex(), JsonTreeModel::MoreRole).toBool())
            m_model.showMore(currentIndex());
        else
            setExpanded(currentIndex().siblingAtColumn(0), !isExpanded(currentIndex().siblingAtColumn(0)));
        return;
    default:
        QTreeView::keyPressEvent(event);
    }
}

}
