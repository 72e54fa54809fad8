// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/explorerpage.h"

#include "explorer/cellactions.h"
#include "explorer/emptystate.h"
#include "explorer/eventtable.h"
#include "explorer/filterbar.h"
#include "explorer/tablecolumns.h"
#include "explorer/tablestrip.h"
#include "explorer/timelineview.h"
#include "theme.h"

#include <QBoxLayout>
#include <QDeadlineTimer>
#include <QMenu>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace eventscope {

struct ExplorerPage::Private {
    Private(ExplorerPage *page, EventStore &eventStore, const ServiceSet &services, FilterState &filterState,
        QUndoStack &undo, QSettings &pageSettings)
        : q(page)
        , store(eventStore)
        , state(filterState)
        , settings(pageSettings)
        , model(eventStore, filterState)
        , bar(new FilterBar(eventStore, services, filterState, currentMicros, page))
        , splitter(new QSplitter(Qt::Vertical, page))
        , timeline(new TimelineView(eventStore, filterState, marks, pageSettings, splitter))
        , strip(new TableStrip(eventStore, filterState, model))
        , stack(new QStackedWidget)
        , table(new EventTable(model))
        , empty(new EmptyState)
        , columns(*table, model, pageSettings)
        , actions(*table, model, eventStore, filterState, undo)
    {
        setServices(services);
        QStringList verdicts;
        for (const Verdict verdict : {Verdict::Unjudged, Verdict::Valid, Verdict::Warning, Verdict::Invalid})
            verdicts.append(verdictTitle(verdict));
        model.setVerdictTitles(verdicts);
    }

    void layOut();
    void connectParts();
    void setServices(const ServiceSet &services);
    void showState();
    void showWanted();
    void showCellMenu(QPoint at);

    ExplorerPage *q;
    EventStore &store;
    FilterState &state;
    QSettings &settings;
    EventTableModel model;
    EventMarks marks;
    FilterBar *bar;
    QSplitter *splitter;
    TimelineView *timeline;
    TableStrip *strip;
    QStackedWidget *stack;
    EventTable *table;
    EmptyState *empty;
    TableColumns columns;
    CellActions actions;
    std::optional<Row> wanted;    // to be current once the table has it
    QDeadlineTimer patience;
};

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

void ExplorerPage::Private::layOut()
{
    stack->setObjectName(u"eventStack"_s);
    stack->addWidget(table);
    stack->addWidget(empty);
    auto *lower = new QWidget;
    auto *lowerColumn = new QVBoxLayout(lower);
    lowerColumn->setContentsMargins(0, 0, 0, 0);
    lowerColumn->setSpacing(2);
    lowerColumn->addWidget(strip);
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

void ExplorerPage::Private::connectParts()
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
    connect(&actions, &CellActions::editRequested, q, &ExplorerPage::editRequested);
    connect(&actions, &CellActions::sendRequested, q, &ExplorerPage::sendRequested);
    connect(&actions, &CellActions::fixRequested, q, &ExplorerPage::fixRequested);
    connect(&columns, &TableColumns::failed, q, &ExplorerPage::failed);
    connect(bar, &FilterBar::failed, q, &ExplorerPage::failed);
    connect(bar, &FilterBar::leaveRequested, q, &ExplorerPage::focusTable);
    connect(empty, &EmptyState::importRequested, q, &ExplorerPage::importRequested);
    connect(empty, &EmptyState::pasteRequested, q, &ExplorerPage::pasteRequested);
    connect(empty, &EmptyState::clearFilterRequested, q, [this] { state.setFilter(EventFilter()); });
    connect(&model, &EventTableModel::failed, q, [this](const Error &error) { emit q->failed(error.message); });
    connect(&model, &EventTableModel::searchEnded, q, [this] {
        showState();
        showWanted();
    });
    connect(&store, &EventStore::loadProgress, empty, &EmptyState::showProgress);
    connect(&store, &EventStore::loaded, q, [this] { showState(); });
    connect(&store, &EventStore::changed, q, [this] { emit q->currentRowChanged(table->currentRow()); });
    connect(strip, &TableStrip::columnsRequested, q, [this](QWidget *button) {
        QMenu menu;
        columns.fillMenu(menu);
        menu.exec(button->mapToGlobal(QPoint(0, button->height())));
    });
    connect(strip, &TableStrip::countChanged, q, &ExplorerPage::countChanged);
    connect(&model, &EventTableModel::timeStyleChanged, q, [this](TimeStyle style) {
        timeline->setLocalTime(style == TimeStyle::Local);
        emit q->timeStyleChanged(style);
    });
    timeline->setLocalTime(model.timeStyle() == TimeStyle::Local);
}

void ExplorerPage::Private::setServices(const ServiceSet &services)
{
    QHash<QByteArray, QString> titles;
    for (const ServicePtr &service : services.services().all())
        titles.insert(service->id(), service->title());
    model.setServiceTitles(titles);
}

void ExplorerPage::Private::showWanted()
{
    if (!wanted)
        return;
    const bool isThere = model.positionOf(*wanted) >= 0;
    if (isThere)
        table->showRow(*wanted);
    if (isThere || patience.hasExpired())
        wanted.reset();
}

void ExplorerPage::Private::showState()
{
    if (model.rowCount() > 0) {
        stack->setCurrentWidget(table);
        return;
    }
    if (!store.isLoaded() || !model.isAnswered())
        empty->setKind(EmptyState::Kind::Loading);
    else
        empty->setKind(store.columns().visible() == 0 ? EmptyState::Kind::NoEvents : EmptyState::Kind::NothingMatches);
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

std::optional<Row> ExplorerPage::currentRow() const
{
    return d->table->currentRow();
}

std::vector<Row> ExplorerPage::selectedRows() const
{
    return d->actions.chosenRows();
}

void ExplorerPage::showRow(Row row)
{
    d->wanted = row;
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
