// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/propertytable.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// Stays open while its boxes are ticked.
class TypesMenu : public QMenu {
public:
    using QMenu::QMenu;

protected:
    void mouseReleaseEvent(QMouseEvent *event) override
    {
        QAction *action = actionAt(event->pos());
        if (action && action->isCheckable())
            action->trigger();
        else
            QMenu::mouseReleaseEvent(event);
    }

    void keyPressEvent(QKeyEvent *event) override
    {
        QAction *action = activeAction();
        if (event->key() == Qt::Key_Space && action && action->isCheckable())
            action->trigger();
        else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            close();
        else
            QMenu::keyPressEvent(event);
    }
};

QString typeTitle(const QByteArray &type)
{
    if (type == "string")
        return PropertyTable::tr("&string: text");
    if (type == "number")
        return PropertyTable::tr("&number: any number");
    if (type == "integer")
        return PropertyTable::tr("&integer: a whole number");
    if (type == "boolean")
        return PropertyTable::tr("&boolean: true or false");
    if (type == "object")
        return PropertyTable::tr("&object: members with names");
    if (type == "array")
        return PropertyTable::tr("&array: a list");
    return PropertyTable::tr("n&ull: nothing");
}

}

PropertyTable::PropertyTable(QWidget *parent)
    : QTableView(parent)
{
    setObjectName(u"planProperties"_s);
    setAccessibleName(tr("Properties of the event"));
    setAccessibleDescription(
        tr("Enter edits a cell, Space turns Required, Delete removes a property, Insert adds one."));
    setModel(&m_model);
    setSelectionBehavior(QAbstractItemView::SelectItems);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                    QAbstractItemView::AnyKeyPressed | QAbstractItemView::SelectedClicked);
    setTabKeyNavigation(false);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setWordWrap(false);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 10);
    QHeaderView *head = horizontalHeader();
    head->setHighlightSections(false);
    head->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const int letter = fontMetrics().averageCharWidth();
    head->resizeSection(PropertyTableModel::NameColumn, letter * 20);
    head->resizeSection(PropertyTableModel::TypesColumn, letter * 18);
    head->resizeSection(PropertyTableModel::RequiredColumn, letter * 11);
    head->resizeSection(PropertyTableModel::ValuesColumn, letter * 18);
    head->setStretchLastSection(true);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &now) {
        const PlannedProperty *property = m_model.propertyAt(now.row());
        emit currentPropertyChanged(property ? property->name : QByteArray());
    });
}

void PropertyTable::showProperty(const QByteArray &name)
{
    const int row = m_model.rowOf(name);
    if (row >= 0 && row != currentIndex().row())
        setCurrentIndex(m_model.index(row, std::max(0, currentIndex().column())));
}

void PropertyTable::beginAdding()
{
    const QModelIndex last = m_model.index(m_model.rowCount() - 1, PropertyTableModel::NameColumn);
    if (!last.isValid())
        return;
    setFocus(Qt::OtherFocusReason);
    setCurrentIndex(last);
    QTableView::edit(last);
}

bool PropertyTable::edit(const QModelIndex &index, EditTrigger trigger, QEvent *event)
{
    const bool opens = trigger == DoubleClicked || trigger == EditKeyPressed || trigger == SelectedClicked;
    if (index.column() != PropertyTableModel::TypesColumn || !index.flags().testFlag(Qt::ItemIsEditable))
        return QTableView::edit(index, trigger, event);
    if (opens)
        chooseTypes(index);
    return opens;
}

void PropertyTable::chooseTypes(const QModelIndex &index)
{
    const PlannedProperty *property = m_model.propertyAt(index.row());
    if (!property)
        return;
    auto *menu = new TypesMenu(this);
    menu->setObjectName(u"planTypes"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const QByteArray &type : schemaTypes()) {
        QAction *action = menu->addAction(typeTitle(type));
        action->setCheckable(true);
        action->setChecked(property->types.contains(type));
        action->setData(type);
    }
    connect(menu, &QMenu::aboutToHide, this, [this, menu, name = property->name] {
        QByteArrayList types;
        for (const QAction *action : menu->actions())
            if (action->isChecked())
                types.append(action->data().toByteArray());
        m_model.setTypes(m_model.rowOf(name), types);
    });
    menu->popup(viewport()->mapToGlobal(visualRect(index).bottomLeft()));
    menu->setActiveAction(menu->actions().constFirst());
}

void PropertyTable::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Delete:
        return m_model.removeProperty(currentIndex().row());
    case Qt::Key_Insert:
        return beginAdding();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (state() != EditingState && edit(currentIndex(), EditKeyPressed, event))
            return;
        break;
    default:
        break;
    }
    QTableView::keyPressEvent(event);
}

void PropertyTable::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QModelIndex index = currentIndex();
    const bool isThere = m_model.propertyAt(index.row()) != nullptr;
    QAction *editing = menu->addAction(tr("&Edit"));
    editing->setEnabled(index.flags().testFlag(Qt::ItemIsEditable));
    connect(editing, &QAction::triggered, this, [this] { edit(currentIndex(), EditKeyPressed, nullptr); });
    connect(menu->addAction(tr("&Add a property")), &QAction::triggered, this, &PropertyTable::beginAdding);
    QAction *removing = menu->addAction(tr("&Remove the property"));
    removing->setEnabled(isThere);
    connect(removing, &QAction::triggered, this, [this] { m_model.removeProperty(currentIndex().row()); });
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    menu->popup(byKey ? viewport()->mapToGlobal(visualRect(index).bottomLeft()) : event->globalPos());
}

}
