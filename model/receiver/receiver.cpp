// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/receiver.h"

#include "receiver/captureline.h"
#include "store/eventstore.h"

#include <QHostInfo>
#include <QNetworkInterface>
#include <QTimer>
#include <QUrl>

#include <atomic>
#include <mutex>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int receivedEveryMs = 100;
constexpr std::size_t mostRefusalsTold = 20;    // in that time

QString urlOf(const QHostAddress &address, quint16 port)
{
    QHostAddress shown = address;
    if (address == QHostAddress::AnyIPv6)
        shown = QHostAddress::LocalHostIPv6;
    else if (address.isEqual(QHostAddress(QHostAddress::AnyIPv4)) || address.isEqual(QHostAddress(QHostAddress::Any)))
        shown = QHostAddress::LocalHost;
    const bool six = shown.protocol() == QAbstractSocket::IPv6Protocol;
    return u"http://"_s + (six ? u'[' + shown.toString() + u']' : shown.toString()) + u':' + QString::number(port);
}

bool isHere(const QHostAddress &address)
{
    return isLoopback(address) || QNetworkInterface::allAddresses().contains(address);
}

}

struct Receiver::Private {
    struct Refusal {
        QByteArray client;
        int status = 0;
        QString reason;
    };

    Private(Receiver &receiver, EventStore &itsStore, ServiceSet itsServices, PlanJudgePtr itsPlan)
        : q(receiver)
        , store(itsStore)
        , services(std::move(itsServices))
        , plan(std::move(itsPlan))
    {}

    void applySetup();
    void exchangeLine(std::unique_ptr<CaptureLine> &other);
    void endLine();
    void tellReceived();
    void tellRefused();
    [[nodiscard]] CaptureLine::Listener lineListener();

    Receiver &q;
    EventStore &store;
    ServiceSet services;
    PlanJudgePtr plan;
    ReceiverOptions options;
    std::atomic<qint64> refusedCount = 0;
    std::mutex refusalsMutex;
    std::vector<Refusal> refusals;    // to be told
    ReceiverCounts last;              // what stays when it has ended
    ReceiverCounts told;
    QTimer timer;
    mutable std::mutex mutex;    // of the two pointers, which any thread may look at
    std::unique_ptr<CaptureLine> line;
    std::unique_ptr<HttpListener> listener;
    quint16 port = 0;
};

void Receiver::Private::exchangeLine(std::unique_ptr<CaptureLine> &other)
{
    const std::scoped_lock locked(mutex);
    line.swap(other);
}

// Answers what is being kept while connections are still there; what comes meanwhile is dropped.
void Receiver::Private::endLine()
{
    if (!line)
        return;
    line->close();
    std::unique_ptr<HttpListener> listened;
    {
        const std::scoped_lock locked(mutex);
        listened = std::move(listener);
    }
    listened.reset();
    ReceiverCounts ended = line->counts();
    std::unique_ptr<CaptureLine> gone;
    const std::scoped_lock locked(mutex);
    last = ended;
    line.swap(gone);
}

void Receiver::Private::applySetup()
{
    if (!line)
        return;
    line->setSetup(std::make_shared<const CaptureSetup>(CaptureSetup{
        services, plan, Routes(services), options.strict, options.needKey, options.bounds, options.inflatedBytes}));
}

CaptureLine::Listener Receiver::Private::lineListener()
{
    CaptureLine::Listener listens;
    listens.refused = [this](const QByteArray &client, int status, const QString &reason) {
        ++refusedCount;
        const std::scoped_lock locked(refusalsMutex);
        if (refusals.size() < mostRefusalsTold)
            refusals.push_back({client, status, reason});
    };
    listens.trouble = [this](const QString &sentence) {
        QMetaObject::invokeMethod(
            &q, [this, sentence] { emit q.troubleChanged(sentence); }, Qt::QueuedConnection);
    };
    return listens;
}

// Who sends nonsense as fast as it goes must not keep the receiver's thread busy.
void Receiver::Private::tellRefused()
{
    std::vector<Refusal> taken;
    {
        const std::scoped_lock locked(refusalsMutex);
        taken.swap(refusals);
    }
    for (const Refusal &refusal : taken)
        emit q.refused(refusal.client, refusal.status, refusal.reason);
}

void Receiver::Private::tellReceived()
{
    const ReceiverCounts now = q.counts();
    if (now.requests == told.requests && now.events == told.events && now.failed == told.failed &&
        now.refused == told.refused && now.connections == told.connections)
        return;
    told = now;
    emit q.received(now);
}

Receiver::Receiver(EventStore &store, ServiceSet services, PlanJudgePtr plan, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, store, std::move(services), std::move(plan)))
{
    d->timer.setInterval(receivedEveryMs);
    connect(&d->timer, &QTimer::timeout, this, [this] {
        d->tellRefused();
        d->tellReceived();
    });
}

Receiver::~Receiver()
{
    d->endLine();
}

Result<void> Receiver::start(ReceiverOptions options)
{
    if (isListening())
        return failure(Error::Kind::Busy, tr("The receiver listens already, at %1. Stop it first.").arg(url()));
    if (d->store.isReadOnly())
        return failure(Error::Kind::ReadOnly, d->store.readOnlyReason());
    d->options = std::move(options);
    d->refusedCount = 0;
    d->refusals.clear();
    d->last = d->told = {};
    auto line = std::make_unique<CaptureLine>(
        d->store, CaptureLine::Options{tr("Receiver"), d->options.listen.address.toString(), 0}, d->lineListener());
    d->exchangeLine(line);
    d->applySetup();
    d->line->setFaults(d->options.faults);
    d->line->setForward(d->options.forward);
    const auto clock = d->options.clock;
    auto listener = HttpListener::listen(
        d->options.listen,
        [line = d->line.get(), clock](HttpRequest request, HttpResponder respond) {
            if (clock)
                request.received = clock();
            line->add(std::move(request), std::move(respond));
        },
        d->lineListener().refused, [line = d->line.get()](const HttpRequest &head) { return line->faultFor(head); });
    if (!listener) {
        d->exchangeLine(line);
        return failure(listener.error());
    }
    {
        const std::scoped_lock locked(d->mutex);
        d->listener = std::move(*listener);
    }
    d->port = d->listener->port();
    d->timer.start();
    emit listeningChanged();
    return {};
}

void Receiver::stop()
{
    if (!isListening())
        return;
    d->timer.stop();
    d->endLine();
    d->port = 0;
    d->tellRefused();
    d->tellReceived();
    emit listeningChanged();
}

bool Receiver::isListening() const
{
    return d->listener != nullptr;
}

const ReceiverOptions &Receiver::options() const
{
    return d->options;
}

quint16 Receiver::port() const
{
    return d->port;
}

QString Receiver::url() const
{
    return isListening() ? urlOf(d->options.listen.address, d->port) : QString();
}

bool Receiver::isAt(const QUrl &url) const
{
    if (!isListening() || url.port(url.scheme() == u"https"_s ? 443 : 80) != d->port)
        return false;
    const QString host = url.host();
    QHostAddress address;
    if (address.setAddress(host))
        return isHere(address) || address == QHostAddress::AnyIPv4 || address == QHostAddress::AnyIPv6;
    return host.compare(u"localhost"_s, Qt::CaseInsensitive) == 0 ||
           host.endsWith(u".localhost"_s, Qt::CaseInsensitive) ||
           host.compare(QHostInfo::localHostName(), Qt::CaseInsensitive) == 0;
}

void Receiver::setFaults(std::vector<FaultSpec> faults)
{
    d->options.faults = std::move(faults);
    if (d->line)
        d->line->setFaults(d->options.faults);
}

void Receiver::setStrict(bool strict)
{
    d->options.strict = strict;
    d->applySetup();
}

void Receiver::setNeedKey(bool needKey)
{
    d->options.needKey = needKey;
    d->applySetup();
}

void Receiver::setForward(Forward forward)
{
    d->options.forward = std::move(forward);
    if (d->line)
        d->line->setForward(d->options.forward);
}

void Receiver::setServices(ServiceSet services, PlanJudgePtr plan)
{
    d->services = std::move(services);
    d->plan = std::move(plan);
    d->applySetup();
}

ReceiverCounts Receiver::counts() const
{
    const std::scoped_lock locked(d->mutex);
    ReceiverCounts counts = d->line ? d->line->counts() : d->last;
    counts.refused = d->refusedCount;
    counts.connections = d->listener ? d->listener->connections() : 0;
    return counts;
}

std::vector<qint64> Receiver::faultsMade() const
{
    const std::scoped_lock locked(d->mutex);
    return d->line ? d->line->faultsMade() : std::vector<qint64>();
}

}
