// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/sender.h"
#include "plan/planjudge.h"
#include "store/endpoints.h"
#include "validation/serviceset.h"

#include <QDialog>

#include <memory>

class QUndoStack;

namespace eventscope {

class Dispatcher;

// What endpoints need to be edited, tried and used. Everything outlives those it is handed to.
struct EndpointWorld {
    EventStore &store;
    const ServiceSet &services;
    Secrets &secrets;
    Sender &sender;
    QUndoStack &undo;
    // What events are judged by beside their service's rules: where the one in force is found; null: by none.
    const PlanJudgePtr *plan = nullptr;
    // What sends the outbox of the store; null: what is queued waits for one.
    Dispatcher *dispatcher = nullptr;
};

// The endpoints of a store: a list at the left, the one chosen as a form at the right. Add, duplicate,
// remove (with undo), test the connection. Faults stand at their field while typing. Window-modal, opened
// with open(). GUI thread.
class EndpointDialog : public QDialog {
    Q_OBJECT

public:
    explicit EndpointDialog(EndpointWorld world, QWidget *parent = nullptr);
    ~EndpointDialog() override;

    // Shows that endpoint; 0: a new one for the service and transport.
    void showEndpoint(EndpointId id, const QByteArray &service = {}, const QByteArray &transport = {});

    // Asks within the window where something would be lost.
    void reject() override;

signals:
    // Saved and to be used: by "Use" or Enter.
    void chosen(eventscope::EndpointId id);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
