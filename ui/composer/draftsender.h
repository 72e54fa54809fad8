// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/preview.h"
#include "delivery/dispatcher.h"
#include "endpoints/senddialog.h"
#include "views/latest.h"

#include <QObject>

#include <map>

namespace eventscope {

// Sends one draft, a step after the other: the event is read, missing keys and a production's name are
// asked for, then the event is queued and one attempt is made. What came of it is told; trying again is for the
// person who reads it. GUI thread.
class DraftSender : public QObject {
    Q_OBJECT

public:
    DraftSender(EndpointWorld world, QWidget *window);
    ~DraftSender() override;

    // Ignored while one is under way, or its question is open. An address without an endpoint of the store is
    // refused: nothing goes to a service's own address unless somebody chose it.
    void send(const DraftState &state, const Address &address);
    // Keeps the event in the store without sending it.
    void keepEvent(const DraftState &state, const Address &address);
    void cancel();
    [[nodiscard]] bool isBusy() const;

signals:
    void busyChanged();
    void delivered(const eventscope::Delivery &delivery, const QByteArray &written);
    void stored();
    void failed(const QString &sentence);

private:
    void ask();
    // An endpoint that is held because it refused a key goes on, unless others wait for it.
    void start(const Address &address, const Event &event);
    void queue();
    void queued(const Result<OutboxJobId> &job);
    void attempted(OutboxJobId job, DeliveryId delivery);
    void settled(const OutboxJob &job);
    void store(Event event);
    void finish();

    EndpointWorld m_world;
    QWidget *m_window;
    Latest<Event> m_read;
    Latest<Delivery> m_fetch;
    Latest<std::vector<OutboxJob>> m_others;
    Latest<OutboxJobId> m_queuing;
    OutboxJobId m_job = 0;                        // queued, and nothing came of it yet
    std::map<OutboxJobId, DeliveryId> m_early;    // told before the queueing was
    bool m_cancelled = false;
    Address m_address;
    Event m_event;
    bool m_onlyStore = false;
    bool m_busy = false;
    bool m_isAsking = false;
};

}
