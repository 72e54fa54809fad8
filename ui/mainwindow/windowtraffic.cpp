// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/windowtraffic.h"

#include "deliveries/deliverydialog.h"
#include "delivery/outboxorders.h"
#include "endpoints/senddialog.h"
#include "explorer/explorerpage.h"
#include "mainwindow/session.h"
#include "mainwindow/windowdocks.h"
#include "outbox/outboxpanel.h"
#include "receiver/receiverpanel.h"
#include "store/whendone.h"
#include "views/localendpoint.h"
#include "views/outboxtext.h"

#include <QFileDialog>
#include <QUndoStack>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

WindowTraffic::WindowTraffic(
    Session &session, ExplorerPage &events, WindowDocks &docks, QSettings &settings, QWidget &window)
    : QObject(&window)
    , m_session(session)
    , m_events(events)
    , m_docks(docks)
    , m_window(window)
    , m_endpoints(session.store().endpoints())
    , m_outbox(new OutboxPanel(session.store(), session.services()))
    , m_receiver(new ReceiverPanel({session.store(), session.services(), session.receiver(), m_endpoints, settings}))
    , m_shown(this, [this](Result<std::vector<StoredEvent>> found) {
        if (found)
            showEvents(std::move(*found));
        else if (found.error().kind != Error::Kind::Cancelled)
            post(Message::Kind::Error, found.error().message, "receiver");
    })
{
    m_docks.addPage(m_outbox, m_outbox->title());
    m_docks.addPage(m_receiver, m_receiver->title());
    connect(&m_endpoints, &EndpointCache::failed, this,
        [this](const QString &sentence) { post(Message::Kind::Error, sentence, "endpoints"); });
    connectOutbox();
    connectReceiver();
    setTimeStyle(events.timeStyle());
    connect(&events, &ExplorerPage::timeStyleChanged, this, &WindowTraffic::setTimeStyle);
}

WindowTraffic::~WindowTraffic()
{
    for (const QPointer<QDialog> &dialog : std::exchange(m_open, {}))
        delete dialog.data();
    delete m_outbox.data();
    delete m_receiver.data();
}

void WindowTraffic::connectOutbox()
{
    const auto fail = [this](const QString &sentence) { post(Message::Kind::Error, sentence, "outbox"); };
    connect(m_outbox, &OutboxPanel::failed, this, fail);
    connect(m_outbox, &OutboxPanel::titleChanged, this, [this] { m_docks.setPageTitle(m_outbox, m_outbox->title()); });
    connect(m_outbox, &OutboxPanel::resumeRequested, this, &WindowTraffic::resume);
    connect(m_outbox, &OutboxPanel::abortRequested, &m_session.dispatcher(), &Dispatcher::abort);
    connect(m_outbox, &OutboxPanel::deliveryRequested, this, &WindowTraffic::showDelivery);
    connect(m_outbox, &OutboxPanel::renewRequested, this, &WindowTraffic::renew);
    connect(m_outbox, &OutboxPanel::logRequested, this, &WindowTraffic::exportLog);
    connect(m_outbox, &OutboxPanel::removed, this, [this](OutboxJobId job) {
        emit posted({Message::Kind::Notice, tr("Put away. The log of what was sent keeps it."), "outbox-away",
            {{tr("Bring it back"), [this, job] { static_cast<void>(m_session.store().outbox().restore(job)); }}}});
    });
    const Dispatcher &dispatcher = m_session.dispatcher();
    connect(&dispatcher, &Dispatcher::failed, this, [fail](OutboxJobId, const Error &error) { fail(error.message); });
    connect(&dispatcher, &Dispatcher::settled, this, [this](const OutboxJob &job) {
        const bool isGood = job.counts[static_cast<std::size_t>(OutboxState::Accepted)] == job.events();
        if (isGood)
            return;
        const bool isHeld = !job.isOver();
        emit posted({isHeld ? Message::Kind::Warning : Message::Kind::Error,
            u"%1: %2"_s.arg(job.label, jobSentence(job, currentMicros())), "outbox-" + QByteArray::number(job.id),
            {{tr("Show it"), [this, id = job.id] { showOutbox(id); }}}});
    });
}

void WindowTraffic::connectReceiver()
{
    connect(m_receiver, &ReceiverPanel::failed, this,
        [this](const QString &sentence) { post(Message::Kind::Error, sentence, "receiver"); });
    connect(m_receiver, &ReceiverPanel::posted, this,
        [this](const QString &sentence) { post(Message::Kind::Notice, sentence, "receiver"); });
    connect(m_receiver, &ReceiverPanel::titleChanged, this,
        [this] { m_docks.setPageTitle(m_receiver, m_receiver->title()); });
    connect(m_receiver, &ReceiverPanel::forwardRequested, this, &WindowTraffic::forwardTo);
    connect(m_receiver, &ReceiverPanel::endpointRequested, this, &WindowTraffic::makeEndpoint);
    connect(m_receiver, &ReceiverPanel::eventsRequested, this,
        [this](const std::vector<EventId> &events) { m_shown.follow(m_session.store().fetchById(events)); });
}

void WindowTraffic::post(Message::Kind kind, const QString &sentence, const QByteArray &key)
{
    emit posted({kind, sentence, key, {}});
}

void WindowTraffic::showOutbox(OutboxJobId job)
{
    m_docks.showPage(m_outbox);
    if (job != 0)
        m_outbox->showJob(job);
}

void WindowTraffic::showReceiver()
{
    m_docks.showPage(m_receiver);
}

void WindowTraffic::startOrStopListening()
{
    showReceiver();
    if (m_session.receiver().isListening())
        m_receiver->stop();
    else
        m_receiver->start();
}

void WindowTraffic::setTimeStyle(TimeStyle style)
{
    m_outbox->setTimeStyle(style);
    m_receiver->setTimeStyle(style);
}

void WindowTraffic::rulesChanged()
{
    m_receiver->rulesChanged();
}

// --- What goes out

// Keys that are missing are asked for, and the name of a production endpoint, before anything goes on.
void WindowTraffic::resume(const OutboxJob &job)
{
    const ServicePtr service = m_session.services().services().find(job.endpoint.service);
    if (!service) {
        post(Message::Kind::Error,
            tr("There is no definition of its service, %1.").arg(QString::fromUtf8(job.endpoint.service)), "outbox");
        return;
    }
    const auto form = TransportForm::of(service, job.endpoint.transport);
    if (!form) {
        post(Message::Kind::Error, form.error().message, "outbox");
        return;
    }
    const qint64 waiting = job.counts[static_cast<std::size_t>(OutboxState::Queued)];
    askForKeys(
        &m_window, m_session.secrets(), job.endpoint, **form, waiting, [self = QPointer(this), job](const Keys &) {
            if (self)
                self->goOn(job);
        });
}

void WindowTraffic::goOn(const OutboxJob &job)
{
    Outbox &outbox = m_session.store().outbox();
    const auto told = [this](const Result<void> &result) {
        if (!result)
            post(Message::Kind::Error, result.error().message, "outbox");
        m_session.dispatcher().wake();
    };
    m_session.dispatcher().take(job.id);
    if (job.endpoint.id != 0)
        whenDone(this, outbox.resumeEndpoint(job.endpoint.id), told);
    whenDone(this, outbox.resume(job.id), told);
}

void WindowTraffic::renew(const OutboxJob &job)
{
    whenDone(this, queueAgain(m_session.store(), m_session.services(), job, Renewal::KeysAndTimes),
        [this](const Result<OutboxJobId> &queued) {
            if (!queued) {
                post(Message::Kind::Error, queued.error().message, "outbox");
                return;
            }
            showOutbox(*queued);
        });
}

void WindowTraffic::exportLog()
{
    auto *dialog = new QFileDialog(&m_window, tr("Export the log of what was sent"));
    dialog->setObjectName(u"exportLogDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("JSON lines (*.ndjson)"), tr("CSV (*.csv)")});
    dialog->setDefaultSuffix(u"ndjson"_s);
    dialog->selectFile(u"deliveries.ndjson"_s);
    m_open.append(dialog);
    connect(dialog, &QFileDialog::fileSelected, this, &WindowTraffic::logChosen);
    dialog->open();
}

void WindowTraffic::showDelivery(DeliveryId id)
{
    auto *dialog = new DeliveryDialog(m_session.store(), id, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_open.removeAll(nullptr);
    m_open.append(dialog);
    dialog->open();
}

// --- What comes in

void WindowTraffic::forwardTo(EndpointId id)
{
    if (id == 0) {
        m_session.stopForwarding();
        m_receiver->setForwarding(0);
        return;
    }
    const Endpoint *endpoint = m_endpoints.find(id);
    const ServicePtr service = endpoint ? m_session.services().services().find(endpoint->service) : nullptr;
    const auto form = service ? TransportForm::of(service, endpoint->transport)
                              : Result<TransportFormPtr>(failure(Error::Kind::NotFound,
                                    tr("That endpoint or the definition of its service is gone.")));
    if (!form) {
        post(Message::Kind::Error, form.error().message, "receiver");
        return;
    }
    askForKeys(&m_window, m_session.secrets(), *endpoint, **form, 0,
        [self = QPointer(this), to = *endpoint](const Keys &keys) {
            if (!self)
                return;
            if (const auto forwards = self->m_session.forwardTo(to, keys); !forwards) {
                self->post(Message::Kind::Error, forwards.error().message, "receiver");
                return;
            }
            self->m_receiver->setForwarding(to.id);
        });
}

void WindowTraffic::makeEndpoint(const WayIn &way)
{
    const std::vector<Endpoint> &all = m_endpoints.all();
    const auto known = std::ranges::find_if(all, [&way](const Endpoint &one) {
        return one.service == way.service->id() && one.transport == way.transport && one.base == way.base;
    });
    if (known != all.end()) {
        post(Message::Kind::Notice, tr("%1 is that endpoint already: choose it where you send.").arg(known->name),
            "receiver");
        return;
    }
    const Endpoint endpoint = localEndpoint(way, all);
    const auto told = [this, name = endpoint.name](const Result<EndpointId> &id) {
        if (id)
            post(Message::Kind::Notice, tr("%1 is an endpoint now: choose it where you send.").arg(name), "receiver");
        else
            post(Message::Kind::Error, id.error().message, "receiver");
    };
    whenDone(this, m_session.store().endpoints().save(endpoint), told);
}

// Among what came to the receiver with them and what is still to come.
void WindowTraffic::showEvents(std::vector<StoredEvent> events)
{
    if (events.empty()) {
        post(Message::Kind::Notice, tr("The events of this request were removed."), "receiver");
        return;
    }
    std::vector<Row> rows;
    rows.reserve(events.size());
    for (const StoredEvent &event : events)
        rows.push_back(event.row);
    const QByteArray origin = literal(events.front().originLabel.toUtf8());
    m_session.filter().setFilter(EventFilter().withValues(Field::Origin, {origin}));
    emit eventsRequested();
    m_events.showRows(rows);
}

}
