// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/sender.h"
#include "endpoints/endpointdialog.h"
#include "store/outbox.h"

#include <QDialog>

#include <functional>
#include <memory>

namespace eventscope {

// Asks for the missing parts of a key (for this run, in memory) and, of a production endpoint, for its
// name typed out. Calls back with the keys, or with `giveUp` when it is given up; with neither when the window
// goes. Never blocks.
void askForKeys(QWidget *window, Secrets &secrets, const Endpoint &endpoint, const TransportForm &form, qint64 events,
    std::function<void(Keys)> goOn, std::function<void()> giveUp = {});

// Queues stored events: which endpoint, how many a request, how fast; what will go out of the first; then
// progress, stop, and what became of them. Closed before that, it leaves them to the outbox. Events of another
// service or shape than the endpoint's are counted and left out, invalid ones only with a tick. GUI thread.
class SendDialog : public QDialog {
    Q_OBJECT

public:
    SendDialog(EndpointWorld world, std::vector<Row> rows, QWidget *parent = nullptr);
    ~SendDialog() override;

    // The endpoint to begin with, for instance one that was just made.
    void chooseEndpoint(EndpointId id);
signals:
    void endpointsRequested();
    // What it queued is to be looked at.
    void outboxRequested(eventscope::OutboxJobId job);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
