// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/outbox.h"
#include "views/timetext.h"

#include <QWidget>

#include <memory>

namespace eventscope {

class EventStore;
class ServiceSet;

// What is to be sent and what became of it: the jobs at the left, the one chosen at the right as runs of events
// that share a fate. Pause, resume, cancel, send again, put away. GUI thread.
class OutboxPanel : public QWidget {
    Q_OBJECT

public:
    // Both outlive it.
    OutboxPanel(EventStore &store, const ServiceSet &services, QWidget *parent = nullptr);
    ~OutboxPanel() override;

    // "Outbox (3)": jobs that are not over.
    [[nodiscard]] QString title() const;
    void showJob(OutboxJobId id);
    void setTimeStyle(TimeStyle style);

signals:
    void titleChanged();
    // A job or its endpoint is to go on: whoever listens asks for missing keys and wakes the dispatcher.
    void resumeRequested(const eventscope::OutboxJob &job);
    // What is in flight of it is to be given up as well.
    void abortRequested(eventscope::OutboxJobId job);
    void deliveryRequested(eventscope::DeliveryId delivery);
    // Its events once more, with fresh keys and times.
    void renewRequested(const eventscope::OutboxJob &job);
    void logRequested();
    // A job was put out of sight: to be offered as something that can be undone.
    void removed(eventscope::OutboxJobId job);
    void failed(const QString &sentence);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
