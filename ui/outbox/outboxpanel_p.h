// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outbox/outboxpanel.h"
#include "views/latest.h"
#include "views/outboxmodel.h"

#include <QTimer>

class QLabel;
class QMenu;
class QSplitter;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace eventscope {

struct OutboxPanel::Private {
    Private(OutboxPanel *panel, EventStore &eventStore);

    void layOut();
    void connectParts();
    void load();
    void takeJobs(Result<std::vector<OutboxJob>> result);
    void takeParts(Result<std::vector<OutboxPart>> found);
    void followCurrent();
    void showCurrent();
    [[nodiscard]] const OutboxJob *currentJob() const;    // null without one

    void tell(QFuture<Result<void>> future);
    void pauseOrResume();
    void cancelCurrent();
    void putAway();
    void requeue(OutboxJobId job, std::vector<OutboxState> states);
    void fillAgain(QMenu &menu);

    OutboxPanel *q;
    EventStore &store;
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
    QToolButton *pause;
    QToolButton *cancel;
    QToolButton *again;
    QToolButton *away;
    QToolButton *log;
};

}
