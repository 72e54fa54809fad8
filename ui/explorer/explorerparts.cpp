// SPDX-License-Identifier: GPL-3.0-or-later
// How the parts of the Events page stand and work together.
#include "explorer/explorerpage_p.h"

#include <QAction>
#include <QBoxLayout>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

void ExplorerPage::Private::layOut()
{
    stack->setObjectName(u"eventStack"_s);
    stack->addWidget(table);
    stack->addWidget(empty);
    auto *lower = new QWidget;
    auto *lowerColumn = new QVBoxLayout(lower);
    lowerColumn->setContentsMargins(0, 0, 0, 0);
    lowerColumn->setSpacing(2);
    lowerColumn->addWidget(markBar);
    lowerColumn->addWidget(strip);
    lowerColumn->addWidget(goTo);
    lowerColumn->addWidget(stack, 1);

    splitter->setObjectName(u"explorerSplitter"_s);
    splitter->addWidget(timeline);
    splitter->addWidget(lower);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setCollapsible(1, false);
    splitter->restoreState(settings.value(u"explorer/splitter"_s).toByteArray());

    auto *column = new QVBoxLayout(q);
    column->setContentsMargins(6, 6, 6, 4);
    column->setSpacing(6);
    column->addWidget(bar);
    column->addWidget(splitter, 1);
}

void ExplorerPage::Private::makeActions()
{
    const auto make = [this](QWidget *owner, const QString &name, const QString &text, const QKeySequence &key) {
        auto *action = new QAction(text, q);
        action->setObjectName(name);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        owner->addAction(action);
        return action;
    };
    goToAction = make(q, u"goTo"_s, ExplorerPage::tr("&Go to…"), Qt::CTRL | Qt::Key_G);
    followAction = make(q, u"followEvents"_s, ExplorerPage::tr("&Follow new events"), Qt::CTRL | Qt::Key_L);
    followAction->setCheckable(true);
    followAction->setChecked(follow.isOn());
    cancelAction = make(table, u"cancelSearchAction"_s, ExplorerPage::tr("&End the search"), Qt::Key_Escape);
    cancelAction->setEnabled(false);
    connect(goToAction, &QAction::triggered, goTo, &GoToBar::open);
    connect(followAction, &QAction::triggered, q, [this] { follow.toggle(); });
    connect(cancelAction, &QAction::triggered, &model, &EventTableModel::cancelSearch);
    connect(&follow, &LiveFollow::changed, followAction, [this] { followAction->setChecked(follow.isOn()); });
    connect(&model, &EventTableModel::searchStarted, cancelAction, [this] { cancelAction->setEnabled(true); });
    connect(&model, &EventTableModel::searchEnded, cancelAction, [this] { cancelAction->setEnabled(false); });
}

void ExplorerPage::Private::connectParts()
{
    makeActions();
    connectTable();
    connectModel();
    connect(bar, &FilterBar::failed, q, &ExplorerPage::failed);
    connect(bar, &FilterBar::leaveRequested, q, &ExplorerPage::focusTable);
    connect(goTo, &GoToBar::left, q, &ExplorerPage::focusTable);
    connect(empty, &EmptyState::importRequested, q, &ExplorerPage::importRequested);
    connect(empty, &EmptyState::pasteRequested, q, &ExplorerPage::pasteRequested);
    connect(empty, &EmptyState::clearFilterRequested, q, [this] { state.setFilter(EventFilter()); });
    connect(empty, &EmptyState::searchRequested, &model, &EventTableModel::refresh);
    connect(&store, &EventStore::loadProgress, empty, &EmptyState::showProgress);
    connect(&store, &EventStore::loaded, q, [this] { showState(); });
    connect(&store, &EventStore::changed, q, [this] { emit q->currentRowChanged(table->currentRow()); });
    connect(strip, &TableStrip::columnsRequested, q, [this](QWidget *button) {
        QMenu menu;
        columns.fillMenu(menu);
        menu.exec(button->mapToGlobal(QPoint(0, button->height())));
    });
    connect(strip, &TableStrip::countChanged, q, &ExplorerPage::countChanged);
    connect(markBar, &MarkBar::eventChosen, q, &ExplorerPage::showRow);
    markBar->setTimeStyle(model.timeStyle());
    connect(timeline, &TimelineView::eventChosen, q, &ExplorerPage::showRow);
    timeline->setLocalTime(model.timeStyle() == TimeStyle::Local);
}

void ExplorerPage::Private::connectTable()
{
    connect(table, &EventTable::currentRowChanged, q, &ExplorerPage::currentRowChanged);
    connect(table, &QWidget::customContextMenuRequested, q, [this](QPoint at) { showCellMenu(at); });
    connect(table, &QAbstractItemView::doubleClicked, q,
        [this](const QModelIndex &index) { emit q->rowActivated(model.rowAt(index.row())); });
    connect(&actions, &CellActions::openRequested, q, [this] {
        if (const auto row = table->currentRow())
            emit q->rowActivated(*row);
    });
    connect(&actions, &CellActions::failed, q, &ExplorerPage::failed);
    connect(&actions, &CellActions::copyRefused, q, &ExplorerPage::copyRefused);
    connect(&actions, &CellActions::exportRequested, q, &ExplorerPage::exportSelectedRequested);
    connect(&actions, &CellActions::editRequested, q, &ExplorerPage::editRequested);
    connect(&actions, &CellActions::sendRequested, q, &ExplorerPage::sendRequested);
    connect(&actions, &CellActions::fixRequested, q, &ExplorerPage::fixRequested);
    connect(&columns, &TableColumns::failed, q, &ExplorerPage::failed);
}

void ExplorerPage::Private::connectModel()
{
    connect(&model, &EventTableModel::failed, q, [this](const Error &error) { emit q->failed(error.message); });
    connect(&model, &EventTableModel::searchProgressed, q, [this] { showState(); });
    connect(&model, &EventTableModel::searchEnded, q, [this] {
        showState();
        showWanted();
    });
    connect(&model, &EventTableModel::timeStyleChanged, q, [this](TimeStyle style) {
        timeline->setLocalTime(style == TimeStyle::Local);
        markBar->setTimeStyle(style);
        emit q->timeStyleChanged(style);
    });
}

void ExplorerPage::Private::setServices(const ServiceSet &services)
{
    QHash<QByteArray, QString> titles;
    for (const ServicePtr &service : services.services().all())
        titles.insert(service->id(), service->title());
    model.setServiceTitles(titles);
    timeline->setServiceTitles(titles);
    actions.setServices(services.services());
}

void ExplorerPage::Private::showWanted()
{
    if (wanted.empty())
        return;
    const bool isThere = model.positionOf(*std::ranges::max_element(wanted)) >= 0;
    if (isThere)
        table->showRows(wanted);
    if (isThere || patience.hasExpired())
        wanted.clear();
}

void ExplorerPage::Private::showState()
{
    if (model.rowCount() > 0) {
        stack->setCurrentWidget(table);
        return;
    }
    const auto kind = [this] {
        if (model.isStopped())
            return EmptyState::Kind::Stopped;
        if (model.isPartial())
            return EmptyState::Kind::Searching;
        if (!store.isLoaded() || !model.isAnswered())
            return EmptyState::Kind::Loading;
        return store.columns().visible() == 0 ? EmptyState::Kind::NoEvents : EmptyState::Kind::NothingMatches;
    };
    empty->setKind(kind());
    if (model.isPartial())
        empty->showProgress(model.progress().looked, model.progress().of);
    stack->setCurrentWidget(empty);
}

void ExplorerPage::Private::showCellMenu(QPoint at)
{
    QMenu menu;
    actions.fillMenu(menu);
    if (const QModelIndex current = table->currentIndex(); current.isValid()) {
        menu.addSeparator();
        columns.fillColumnMenu(*menu.addMenu(ExplorerPage::tr("Column")), current.column());
    }
    if (!menu.isEmpty())
        menu.exec(table->viewport()->mapToGlobal(at));
}

}
