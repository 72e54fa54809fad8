// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plantree.h"

#include "plan/plandelegate.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QSortFilterProxyModel>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int roomForTimes = 1000;

}

// What is searched for, and notable where only that is wanted; an event with all that is found below it.
class PlanTree::Found : public QSortFilterProxyModel {
public:
    explicit Found(QObject *parent)
        : QSortFilterProxyModel(parent)
    {
        setRecursiveFilteringEnabled(true);
        setSortRole(PlanModel::SortRole);
        setSortCaseSensitivity(Qt::CaseInsensitive);
    }

    void setSearch(const QString &text)
    {
        m_text = text.simplified();
        invalidateFilter();
    }

    void setOnlyNotable(bool only)
    {
        m_only = only;
        invalidateFilter();
    }

    [[nodiscard]] bool isNarrow() const { return m_only || !m_text.isEmpty(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        const QModelIndex index = sourceModel()->index(row, 0, parent);
        if (m_only && index.data(PlanModel::MarkRole).toInt() <= static_cast<int>(Severity::NotJudged))
            return false;
        return m_text.isEmpty() || holds(index) || (parent.isValid() && holds(parent));
    }

private:
    [[nodiscard]] bool holds(const QModelIndex &index) const
    {
        return std::ranges::any_of(
            std::array{int(PlanModel::NameColumn), int(PlanModel::TypeColumn), int(PlanModel::NoteColumn)},
            [&](int column) {
                return index.siblingAtColumn(column).data().toString().contains(m_text, Qt::CaseInsensitive);
            });
    }

    QString m_text;
    bool m_only = false;
};

PlanTree::PlanTree(PlanModel &model, QWidget *parent)
    : QTreeView(parent)
    , m_model(model)
    , m_found(new Found(this))
{
    setObjectName(u"planTree"_s);
    setAccessibleName(tr("Events and properties of the plan"));
    setAccessibleDescription(tr("Enter edits, Shift+Enter shows the events, Insert adds to the plan, Delete removes."));
    m_found->setSourceModel(&m_model);
    setModel(m_found);
    setItemDelegate(new PlanDelegate(this));
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setExpandsOnDoubleClick(false);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSortingEnabled(true);
    header()->setSortIndicatorClearable(true);
    m_found->sort(-1);    // as planned
    header()->setSortIndicator(-1, Qt::AscendingOrder);
    setFrameShape(QFrame::NoFrame);
    layOutColumns();
    connect(&m_model, &QAbstractItemModel::modelAboutToBeReset, this, &PlanTree::keepPlace);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &PlanTree::restorePlace);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (!m_isResetting)
            emit currentRowChanged();
    });
    connect(this, &QAbstractItemView::doubleClicked, this, &PlanTree::editRequested);
    connect(header(), &QWidget::customContextMenuRequested, this, &PlanTree::chooseColumns);
}

void PlanTree::layOutColumns()
{
    QHeaderView *head = header();
    head->setContextMenuPolicy(Qt::CustomContextMenu);
    head->setStretchLastSection(false);
    head->setSectionsMovable(false);
    head->setMinimumSectionSize(48);
    const QFontMetrics metrics = fontMetrics();
    const auto wide = [&](int column, int letters) {
        head->resizeSection(column, metrics.averageCharWidth() * letters);
    };
    wide(PlanModel::NameColumn, 28);
    wide(PlanModel::TypeColumn, 20);
    wide(PlanModel::SeenColumn, 9);
    wide(PlanModel::ShareColumn, 18);
    wide(PlanModel::FirstColumn, 29);
    wide(PlanModel::LastColumn, 29);
    head->setSectionResizeMode(PlanModel::NoteColumn, QHeaderView::Stretch);
    setColumnHidden(PlanModel::FirstColumn, true);
    setColumnHidden(PlanModel::LastColumn, true);
}

void PlanTree::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    if (m_hasChosenColumns)
        return;
    setColumnHidden(PlanModel::LastColumn, viewport()->width() < roomForTimes);
    setColumnHidden(PlanModel::FirstColumn, viewport()->width() < roomForTimes + 160);
}

void PlanTree::chooseColumns(QPoint at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = 1; column < PlanModel::columns; ++column) {
        QAction *action = menu->addAction(m_model.headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            m_hasChosenColumns = true;
            setColumnHidden(column, !shown);
        });
    }
    menu->popup(header()->mapToGlobal(at));
}

QByteArray PlanTree::currentEvent() const
{
    return currentIndex().data(PlanModel::EventRole).toByteArray();
}

QByteArray PlanTree::currentProperty() const
{
    return currentIndex().data(PlanModel::PropertyRole).toByteArray();
}

QModelIndex PlanTree::shownIndex(const QByteArray &event, const QByteArray &property) const
{
    QModelIndex index = m_found->mapFromSource(m_model.indexOf(event, property));
    if (!index.isValid())
        index = m_found->mapFromSource(m_model.indexOf(event));
    return index;
}

void PlanTree::setCurrent(const QByteArray &event, const QByteArray &property)
{
    QModelIndex index = shownIndex(event, property);
    if (!index.isValid() && m_found->rowCount() > 0)
        index = m_found->index(std::min(m_row, m_found->rowCount() - 1), 0);
    if (!index.isValid())
        return;
    if (index.parent().isValid())
        expand(index.parent());
    setCurrentIndex(index);
    scrollTo(index);
}

void PlanTree::setSearch(const QString &text)
{
    m_found->setSearch(text);
    if (!text.trimmed().isEmpty() && m_found->rowCount() <= 50)
        expandAll();
}

void PlanTree::setOnlyNotable(bool only)
{
    m_found->setOnlyNotable(only);
    if (only && m_found->rowCount() <= 50)
        expandAll();
}

void PlanTree::keepPlace()
{
    m_isResetting = true;
    m_open.clear();
    for (int row = 0; row < m_found->rowCount(); ++row)
        if (const QModelIndex index = m_found->index(row, 0); isExpanded(index))
            m_open.insert(index.data(PlanModel::EventRole).toByteArray());
    const QModelIndex current = currentIndex();
    m_event = currentEvent();
    m_property = currentProperty();
    m_row = current.parent().isValid() ? current.parent().row() : std::max(0, current.row());
    m_scroll = verticalScrollBar()->value();
}

void PlanTree::restorePlace()
{
    for (int row = 0; row < m_found->rowCount(); ++row)
        if (const QModelIndex index = m_found->index(row, 0);
            m_open.contains(index.data(PlanModel::EventRole).toByteArray()))
            setExpanded(index, true);
    if (!m_event.isEmpty())
        setCurrent(m_event, m_property);
    verticalScrollBar()->setValue(m_scroll);
    m_isResetting = false;
    emit currentRowChanged();
}

void PlanTree::keyPressEvent(QKeyEvent *event)
{
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return shift ? emit eventsRequested() : emit editRequested();
    case Qt::Key_Insert:
        return emit addRequested();
    case Qt::Key_Delete:
        return emit removeRequested();
    default:
        QTreeView::keyPressEvent(event);
    }
}

void PlanTree::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    emit menuRequested(byKey ? viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft()) : event->globalPos());
}

}
