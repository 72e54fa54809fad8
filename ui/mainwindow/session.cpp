// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/session.h"

#include "mainwindow/storekey.h"

#include <QFileInfo>
#include <QHostAddress>
#include <QSettings>

#include <chrono>
#include <mutex>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace eventscope {

// Knows where the receiver is while it passes requests on: what is sent there would come back for ever. Asked by
// the thread that sends.
class Session::LoopGuard {
public:
    void set(const QUrl &receiver)
    {
        const std::scoped_lock lock(m_mutex);
        m_receiver = receiver;
    }
    [[nodiscard]] QString refusal(const QUrl &url) const
    {
        const std::scoped_lock lock(m_mutex);
        const bool isOurs = m_receiver.isValid() && url.port(80) == m_receiver.port() && isThisComputer(url.host());
        return isOurs
                   ? Session::tr("%1 is this program's own receiver, and it passes requests on: events would go round "
                                 "in circles. Stop forwarding, or send somewhere else.")
                         .arg(url.toDisplayString())
                   : QString();
    }

private:
    static bool isThisComputer(const QString &host) { return host == u"localhost" || QHostAddress(host).isLoopback(); }

    mutable std::mutex m_mutex;
    QUrl m_receiver;
};

Session::Session(std::unique_ptr<EventStore> store, ServiceSet services, QSettings &settings,
    const QString &definitions, Keyring *keyring)
    : m_store(std::move(store))
    , m_settings(settings)
    , m_filterKey(u"filters/"_s + storeKey(m_store->path()))
    , m_judging(*m_store, std::move(services), settings, definitions, rejudge)
    , m_secrets({}, keyring)
    , m_guard(std::make_shared<LoopGuard>())
    , m_receiver(std::make_unique<Receiver>(*m_store, this->services(), m_judging.currentPlan()))
{
    DispatcherOptions options;
    options.keys = [this](const Endpoint &endpoint) { return m_secrets.keysOrRead(endpoint); };
    options.refuses = [guard = m_guard](const QUrl &url) { return guard->refusal(url); };
    options.all = !m_store->isReadOnly();
    m_dispatcher = std::make_unique<Dispatcher>(*m_store, this->services(), m_sender, std::move(options));
    connect(&m_secrets, &Secrets::changed, m_dispatcher.get(), &Dispatcher::wake);
    connect(&m_judging, &JudgingController::rulesChanged, this, &Session::tellRules);
    connect(m_receiver.get(), &Receiver::listeningChanged, this, &Session::watchReceiver);
    tellPropertyPlaces();
    connect(&m_judging, &JudgingController::rulesChanged, this, &Session::tellPropertyPlaces);
    restoreFilter();
    // The settings' file is synced to the disk by this thread, which may have to wait for others' work on it.
    m_filterRest.setSingleShot(true);
    m_filterRest.setInterval(5s);
    connect(&m_filterRest, &QTimer::timeout, this, &Session::saveFilter);
    connect(&m_filter, &FilterState::changed, &m_filterRest, qOverload<>(&QTimer::start));
}

Session::~Session()
{
    if (m_filterRest.isActive())
        saveFilter();
}

void Session::tellRules()
{
    m_dispatcher->setServices(services());
    m_receiver->setServices(services(), m_judging.currentPlan());
}

void Session::watchReceiver()
{
    const bool goesOn = m_receiver->isListening() && m_passingOn.forward;
    m_guard->set(goesOn ? QUrl(m_receiver->url()) : QUrl());
}

Result<void> Session::forwardTo(const Endpoint &endpoint, const Keys &keys)
{
    if (m_receiver->isAt(QUrl(endpoint.base)))
        return failure(Error::Kind::BadInput,
            tr("%1 is the receiver itself: what it passes on would come back to it.").arg(endpoint.name));
    if (!m_forwardMaker)
        return failure(Error::Kind::BadInput, tr("This window cannot pass requests on."));
    auto made = m_forwardMaker(*m_store, services().services(), endpoint, keys);
    if (!made)
        return failure(made.error());
    m_receiver->setForward(made->forward);
    m_passingOn = std::move(*made);
    watchReceiver();
    return {};
}

void Session::stopForwarding()
{
    m_receiver->setForward({});
    m_passingOn = {};
    watchReceiver();
}

QString Session::name() const
{
    return QFileInfo(m_store->path()).completeBaseName();
}

void Session::tellPropertyPlaces()
{
    m_store->setPropertyPlaces(services().services().propertyPlaces());
}

void Session::restoreFilter()
{
    const QString text = m_settings.value(m_filterKey).toString();
    if (text.isEmpty())
        return;
    if (const auto filter = EventFilter::parse(text, currentMicros()))
        m_filter.setFilter(*filter);
}

void Session::saveFilter()
{
    m_filterRest.stop();
    if (m_filter.filter().matchesAll())
        m_settings.remove(m_filterKey);
    else
        m_settings.setValue(m_filterKey, m_filter.filter().text());
}

}
