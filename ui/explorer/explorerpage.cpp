// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/explorerpage.h"

#include "explorer/explorerpage_p.h"

#include <QAction>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace eventscope {

ExplorerPage::ExplorerPage(EventStore &store, const ServiceSet &services, FilterState &state, QUndoStack &undo,
    QSettings &settings, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, store, services, state, undo, settings))
{
    setObjectName(u"explorerPage"_s);
    d->layOut();
    d->connectParts();
    d->showState();
}

ExplorerPage::~ExplorerPage()
{
    saveSettings();
    // The views look into models that go with `d`.
    delete d->splitter;
    delete d->bar;
}

std::optional<Row> ExplorerPage::currentRow() const
{
    return d->table->currentRow();
}

std::vector<Row> ExplorerPage::selectedRows() const
{
    return d->actions.chosenRows();
}

SearchOrders ExplorerPage::orders() const
{
    return d->model.orders();
}

QList<TableColumn> ExplorerPage::shownColumns() const
{
    return d->columns.shown();
}

void ExplorerPage::showRow(Row row)
{
    showRows({row});
}

void ExplorerPage::showRows(const std::vector<Row> &rows)
{
    d->wanted = rows;
    d->patience.setRemainingTime(1s);
    if (!d->model.isSearching())
        d->showWanted();
}

void ExplorerPage::setRules(const ServiceSet &services, const RuleBook &book)
{
    d->setServices(services);
    d->bar->setServices(services);
    d->model.setRuleBook(book);
}

TimeStyle ExplorerPage::timeStyle() const
{
    return d->model.timeStyle();
}

void ExplorerPage::setTimeStyle(TimeStyle style)
{
    d->model.setTimeStyle(style);
}

QList<QAction *> ExplorerPage::timelineActions() const
{
    return d->timeline->zoomActions();
}

QList<QAction *> ExplorerPage::tableActions() const
{
    return QList<QAction *>{d->goToAction, d->followAction} + d->actions.tableActions();
}

void ExplorerPage::focusFilter()
{
    d->bar->focusText();
}

void ExplorerPage::focusTable()
{
    d->table->setFocus(Qt::OtherFocusReason);
    if (!d->table->currentIndex().isValid() && d->model.rowCount() > 0)
        d->table->setCurrentIndex(d->model.index(0, 0));
}

void ExplorerPage::addColumn(const QByteArray &pointer)
{
    d->columns.addPath(pointer);
}

void ExplorerPage::copySelectedEvents()
{
    d->actions.copyEvents();
}

void ExplorerPage::deleteSelectedEvents()
{
    d->actions.deleteEvents();
}

void ExplorerPage::editSelectedEvents()
{
    d->actions.editCopies();
}

void ExplorerPage::sendSelectedEvents()
{
    d->actions.sendEvents();
}

void ExplorerPage::fixSelectedEvents()
{
    d->actions.fixEvents();
}

void ExplorerPage::refresh()
{
    d->model.refresh();
}

void ExplorerPage::saveSettings()
{
    d->columns.save();
    d->settings.setValue(u"explorer/splitter"_s, d->splitter->saveState());
}

}
