// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/requestpreview.h"
#include "delivery/curl.h"
#include "delivery/sendselection.h"
#include "endpoints/senddialog.h"
#include "views/latest.h"

#include <QTimer>

#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLayout;
class QProgressBar;
class QPushButton;

namespace eventscope {

class AskBar;
class EndpointModel;
class FieldNote;
class ProductionFrame;
class ProductionMark;
class RequestView;

struct SendDialog::Private {
    Private(SendDialog *dialog, EndpointWorld endpointWorld, std::vector<Row> selected);
    ~Private();

    void layOut();
    QWidget *formSide();
    QLayout *buttonRow();
    void connectParts();

    void takeEndpoints(std::vector<Endpoint> endpoints);
    void takeSelection(Result<SendSelection> read);
    void chooseEndpoint();
    void count();
    void preview();
    [[nodiscard]] std::vector<Row> chosenRows() const;
    [[nodiscard]] SendSelection::Kind kind() const;

    void send();
    void start(const Endpoint &to);
    void queued(const Result<OutboxJobId> &queued);
    void follow();
    void stop();
    void showJob(const OutboxJob &now);
    void end(const QString &words, Severity severity);
    [[nodiscard]] bool isBusy() const { return job != 0 || queuing.isRunning(); }
    void enable();

    SendDialog *q;
    EndpointWorld world;
    qint64 asked;
    std::optional<SendSelection> selection;
    QFuture<Result<SendSelection>> reading;
    Latest<SendSelection> readingDone;
    Latest<std::vector<Endpoint>> listing;
    Latest<RequestPreview> previewing;
    CurlContext curl;    // of the request in the preview
    EndpointModel *model;
    EndpointId wanted = 0;
    TransportFormPtr form;
    Endpoint endpoint;
    Latest<OutboxJobId> queuing;
    Latest<OutboxJob> following;
    OutboxJobId job = 0;    // while it is being sent
    QTimer soon;            // several changes are one look
    qint64 total = 0;
    OutboxJobId last = 0;
    bool ended = false;

    ProductionFrame *frame;
    QComboBox *endpoints;
    FieldNote *endpointNote;
    QPushButton *makeNew;
    ProductionMark *mark;
    QDoubleSpinBox *batch;
    FieldNote *batchNote;
    QDoubleSpinBox *pace;
    QLabel *counts;
    QCheckBox *withInvalid;
    RequestView *request;
    AskBar *bar;
    QProgressBar *progress;
    QLabel *result;
    QPushButton *showOutbox;
    QPushButton *cancel;
    QPushButton *close;
    QPushButton *sendButton;
};

}
