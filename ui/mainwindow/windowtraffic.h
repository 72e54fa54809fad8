// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/messagebar.h"
#include "store/outbox.h"
#include "views/endpointcache.h"
#include "views/latest.h"
#include "views/timetext.h"

#include <QObject>
#include <QPointer>

class QDialog;
class QSettings;

namespace eventscope {

class ExplorerPage;
class OutboxPanel;
class ReceiverPanel;
class Session;
class WindowDocks;
struct WayIn;

// What goes out and what comes in, in the window: the pages of outbox and receiver below, the questions before
// something goes on, and what is told of both. Lives as long as one session is shown. GUI thread.
class WindowTraffic : public QObject {
    Q_OBJECT

public:
    WindowTraffic(Session &session, ExplorerPage &events, WindowDocks &docks, QSettings &settings, QWidget &window);
    // Panels and dialogs go with it.
    ~WindowTraffic() override;

    void showOutbox(OutboxJobId job = 0);
    void showReceiver();
    void startOrStopListening();         // and shows the receiver
    void showDelivery(DeliveryId id);    // in a window of its own
    void setTimeStyle(TimeStyle style);
    void rulesChanged();

signals:
    void posted(const eventscope::Message &message);
    // The events are to be in front.
    void eventsRequested();
    // Somebody chose a file for the log of what was sent.
    void logChosen(const QString &path);

private:
    void connectOutbox();
    void connectReceiver();
    void resume(const OutboxJob &job);
    void goOn(const OutboxJob &job);
    void renew(const OutboxJob &job);
    void exportLog();
    void forwardTo(EndpointId id);
    void makeEndpoint(const WayIn &way);
    void showEvents(std::vector<StoredEvent> events);
    void post(Message::Kind kind, const QString &sentence, const QByteArray &key);

    Session &m_session;
    ExplorerPage &m_events;
    WindowDocks &m_docks;
    QWidget &m_window;
    EndpointCache m_endpoints;
    QPointer<OutboxPanel> m_outbox;
    QPointer<ReceiverPanel> m_receiver;
    QList<QPointer<QDialog>> m_open;
    Latest<std::vector<StoredEvent>> m_shown;
};

}
