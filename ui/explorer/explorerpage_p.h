// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/cellactions.h"
#include "explorer/emptystate.h"
#include "explorer/eventtable.h"
#include "explorer/explorerpage.h"
#include "explorer/filterbar.h"
#include "explorer/gotobar.h"
#include "explorer/livefollow.h"
#include "explorer/markbar.h"
#include "explorer/tablecolumns.h"
#include "explorer/tablestrip.h"
#include "explorer/timelineview.h"
#include "theme.h"
#include "views/eventmarks.h"

#include <QDeadlineTimer>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>

namespace eventscope {

// The parts of the page and how they work together.
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
        , markBar(new MarkBar(eventStore, marks))
        , stack(new QStackedWidget)
        , table(new EventTable(model))
        , follow(eventStore, *table, model, pageSettings)
        , strip(new TableStrip(eventStore, filterState, model, follow))
        , goTo(new GoToBar(eventStore, filterState, model, *table))
        , empty(new EmptyState)
        , columns(*table, model, pageSettings)
        , actions({*table, model, columns, marks}, eventStore, filterState, undo)
    {
        setServices(services);
        QStringList verdicts;
        for (const Verdict verdict : {Verdict::Unjudged, Verdict::Valid, Verdict::Warning, Verdict::Invalid})
            verdicts.append(verdictTitle(verdict));
        model.setVerdictTitles(verdicts);
        model.setMarks(&marks);
    }

    void layOut();
    void connectParts();
    void connectTable();
    void connectModel();
    void makeActions();
    void setServices(const ServiceSet &services);
    void showState();
    void showWanted();
    void showCellMenu(QPoint at);

    ExplorerPage *q;
    EventStore &store;
    FilterState &state;
    QSettings &settings;
    EventMarks marks;
    EventTableModel model;
    FilterBar *bar;
    QSplitter *splitter;
    TimelineView *timeline;
    MarkBar *markBar;
    QStackedWidget *stack;
    EventTable *table;
    LiveFollow follow;
    TableStrip *strip;
    GoToBar *goTo;
    EmptyState *empty;
    TableColumns columns;
    CellActions actions;
    QAction *goToAction = nullptr;
    QAction *followAction = nullptr;
    QAction *cancelAction = nullptr;
    std::vector<Row> wanted;    // to be selected once the table has them
    QDeadlineTimer patience;
};

}
