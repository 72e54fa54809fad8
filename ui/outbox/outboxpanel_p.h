// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outbox/outboxpanel.h"
#include "validation/serviceset.h"
#include "views/latest.h"
#include "views/outboxmodel.h"

#include <QTimer>

class QLabel;
class QLayout;
class QMenu;
class QSplitter;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace eventscope {

struct OutboxPanel::Private {
    Private(OutboxPanel *panel, EventStore &eventStore, const ServiceSet &serviceSet);

    void layOut();
    void layOutTables();
    QLayout *buttonRow();
    QWidget *rightSide();
    void connectParts();
    void load();
    void takeJobs(Result<std::vector<OutboxJob>> result);
    void takeParts(Result<std::vector<OutboxPart>> found);
    void followCurrent();
    void showCurrent();
    void showPause(const OutboxJob *job);
    void showWhy();
    [[nodiscard]] const OutboxJob *currentJob() const;    // null without one
    // Its events have keys by which the service knows them again.
    [[nodiscard]] bool isGuarded(const OutboxJob &job) const;
    // Nothing is left of it but what nobody knows the outcome of, and that may be tried again.
    [[nodiscard]] bool mayResumeUnknown(const OutboxJob &job) const;

    void tell(const QFuture<Result<void>> &future);
    void pauseOrResume();
    void cancelCurrent();
    void putAway();
    void requeue(OutboxJobId job, std::vector<OutboxState> states);
    void goOn(OutboxJobId job);
    void fillAgain(QMenu &menu);

    OutboxPanel *q;
    EventStore &store;
    const ServiceSet &services;
    QTimer soon;
    QTimer tick;
    OutboxJobId current = 0;
    OutboxJobId wanted = 0;    // to be chosen as soon as it is listed
    Latest<std::vector<OutboxJob>> listing;
    Latest<std::vector<OutboxPart>> parting;
    OutboxModel *jobs;
    OutboxPartModel *parts;
    QStackedWidget *stack;
    QLabel *nothing;
    QSplitter *splitter;
    QTableView *list;
    QLabel *about;
    QTableView *fates;
    QLabel *why;
    QToolButton *pause;
    QToolButton *cancel;
    QToolButton *again;
    QMenu *againMenu;
    QToolButton *away;
    QToolButton *log;
};

}
