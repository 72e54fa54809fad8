// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/receiverpanel.h"
#include "views/latest.h"
#include "views/receptionmodel.h"

#include <QTimer>

class QCheckBox;
class QComboBox;
class QLabel;
class QSpinBox;
class QSplitter;
class QTabWidget;
class QTableView;
class QToolButton;

namespace eventscope {

class ReceptionView;
class WaysInView;

struct ReceiverPanel::Private {
    Private(ReceiverPanel *panel, ReceiverWorld receiverWorld);

    void layOut();
    void layOutList();
    QWidget *controls();
    void connectParts();
    void restore();
    void save();

    void startOrStop();
    void showState();
    void showCounts(const ReceiverCounts &counts);
    void showWays();
    void listEndpoints();
    void chooseForward(int index);
    void editFaults();
    void applyFaults();
    void load();
    void take(Result<std::vector<Reception>> result);
    void followCurrent();
    void showEvents();

    ReceiverPanel *q;
    ReceiverWorld world;
    QStringList faults;
    EndpointId forwarding = 0;
    ReceptionId current = 0;
    QString trouble;
    QString refusal;    // the last
    QTimer soon;
    Latest<std::vector<Reception>> listing;
    Latest<Reception> fetching;
    Latest<std::vector<EventId>> eventIds;
    ReceptionModel *model;
    QToolButton *listen;
    QSpinBox *port;
    QCheckBox *strict;
    QCheckBox *needKey;
    QComboBox *forward;
    QToolButton *faultsButton;
    QLabel *state;
    QSplitter *splitter;
    QTableView *list;
    QTabWidget *side;
    ReceptionView *view;
    WaysInView *ways;
    QToolButton *show;
};

}
