// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/dispatcher.h"
#include "delivery/sender.h"
#include "intake/eventreader.h"
#include "mainwindow/judgingcontroller.h"
#include "receiver/receiver.h"
#include "store/eventstore.h"
#include "views/filterstate.h"

#include <QTimer>
#include <QUndoStack>

#include <memory>

class QSettings;

namespace eventscope {

// Requests that the receiver is to pass on: how, where to, and what must live as long as it does so.
struct PassingOn {
    Forward forward;
    QUrl url;
    std::shared_ptr<const void> owner;
};

// One open store and what goes with it: the filter, which comes back when the store is opened again,
// what events are judged by, what can be undone, the secrets entered for this run, and what sends. GUI
// thread.
class Session : public QObject {
    Q_OBJECT

public:
    // `definitions` is the folder of the user's own definitions; empty: there is none. Without a keyring no key is
    // kept.
    Session(std::unique_ptr<EventStore> store, ServiceSet services, QSettings &settings,
        const QString &definitions = {}, Keyring *keyring = nullptr);
    ~Session() override;

    [[nodiscard]] EventStore &store() { return *m_store; }
    [[nodiscard]] JudgingController &judging() { return m_judging; }
    // Those in force: the same place, whatever changes.
    [[nodiscard]] const ServiceSet &services() const { return m_judging.currentServices(); }
    [[nodiscard]] FilterState &filter() { return m_filter; }
    [[nodiscard]] QUndoStack &undo() { return m_undo; }
    [[nodiscard]] Secrets &secrets() { return m_secrets; }
    [[nodiscard]] Sender &sender() { return m_sender; }
    // Sends all that is queued in the store, of this run and of those before.
    [[nodiscard]] Dispatcher &dispatcher() { return *m_dispatcher; }
    [[nodiscard]] Receiver &receiver() { return *m_receiver; }

    // Who knows how requests are passed on; without one forwardTo() is refused.
    using ForwardMaker =
        std::function<Result<PassingOn>(EventStore &, const Services &, const Endpoint &, const Keys &)>;
    void setForwardMaker(ForwardMaker maker) { m_forwardMaker = std::move(maker); }
    // What comes to the receiver goes on to that endpoint. BadInput where that is the receiver itself.
    [[nodiscard]] Result<void> forwardTo(const Endpoint &endpoint, const Keys &keys);
    void stopForwarding();

    [[nodiscard]] QString name() const;    // the file's, for titles
    // Into the settings now; else when it rests, and at the end.
    void saveFilter();

private:
    void restoreFilter();
    void tellPropertyPlaces();
    void tellRules();
    void watchReceiver();

    // The order matters: what refers to the store goes first.
    std::unique_ptr<EventStore> m_store;
    QSettings &m_settings;
    QString m_filterKey;
    JudgingController m_judging;
    FilterState m_filter;
    QTimer m_filterRest;    // since it changed last, until it is saved
    Secrets m_secrets;
    QUndoStack m_undo;    // whose steps know the secrets
    Sender m_sender;
    class LoopGuard;
    std::shared_ptr<LoopGuard> m_guard;
    std::unique_ptr<Dispatcher> m_dispatcher;
    ForwardMaker m_forwardMaker;
    PassingOn m_passingOn;    // outlives the receiver
    std::unique_ptr<Receiver> m_receiver;
};

}
