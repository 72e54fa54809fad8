// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/receiver.h"
#include "views/timetext.h"

#include <QWidget>

#include <functional>
#include <memory>

class QSettings;

namespace eventscope {

class EndpointCache;

// What the panel works with. Everything outlives it.
struct ReceiverWorld {
    EventStore &store;
    const ServiceSet &services;
    Receiver &receiver;
    EndpointCache &endpoints;
    QSettings &settings;    // under "receiver/": port, strict, whether a key is needed, faults
};

// The place to send to on this computer: start and stop it, what it does on purpose, what came in, and how to
// send to it. GUI thread.
class ReceiverPanel : public QWidget {
    Q_OBJECT

public:
    explicit ReceiverPanel(ReceiverWorld world, QWidget *parent = nullptr);
    ~ReceiverPanel() override;

    // "Receiver" or "Receiver ●" while it listens.
    [[nodiscard]] QString title() const;
    void setTimeStyle(TimeStyle style);
    // Other definitions are in force: other ways in.
    void rulesChanged();

public slots:
    void start();
    void stop();

signals:
    void titleChanged();
    // Pass on to that endpoint (0: to none); whoever listens asks for its key and production name, then sets the
    // receiver's forward and calls forwarding().
    void forwardRequested(eventscope::EndpointId endpoint);
    // The events of one request are to be shown in the table.
    void eventsRequested(const std::vector<eventscope::EventId> &events);
    // That way in is to be an endpoint of the store.
    void endpointRequested(const eventscope::WayIn &way);
    void posted(const QString &sentence);
    void failed(const QString &sentence);

public:
    // What became of forwardRequested(): the endpoint requests are passed on to now.
    void setForwarding(EndpointId endpoint);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
