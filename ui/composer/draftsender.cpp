// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/draftsender.h"

#include "delivery/outboxorders.h"
#include "store/outbox.h"
#include "store/whendone.h"
#include "views/outboxtext.h"

#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

OriginInfo composedOrigin(const QString &label)
{
    return {u"compose"_s, label, {}};
}

}

DraftSender::DraftSender(EndpointWorld world, QWidget *window)
    : QObject(window)
    , m_world(world)
    , m_window(window)
    , m_read(this,
          [this](Result<Event> event) {
              if (!event) {
                  finish();
                  emit failed(event.error().message);
                  return;
              }
              m_event = std::move(*event);
              if (m_onlyStore)
                  store(m_event);
              else
                  ask();
          })
    , m_fetch(this,
          [this](Result<Delivery> delivery) {
              finish();
              if (delivery)
                  emit delivered(*delivery, m_event.text);
              else
                  emit failed(delivery.error().message);
          })
    , m_others(this,
          [this](const Result<std::vector<OutboxJob>> &jobs) {
              const auto waits = [this](const OutboxJob &job) {
                  return job.endpoint.id == m_address.endpoint.id && !job.isOver();
              };
              if (jobs && std::ranges::none_of(*jobs, waits))
                  static_cast<void>(m_world.store.outbox().resumeEndpoint(m_address.endpoint.id));
              queue();
          })
    , m_queuing(this, [this](const Result<OutboxJobId> &job) { queued(job); })
{
    if (!m_world.dispatcher)
        return;
    connect(m_world.dispatcher, &Dispatcher::delivered, this,
        [this](OutboxJobId job, DeliveryId delivery) { attempted(job, delivery); });
    connect(m_world.dispatcher, &Dispatcher::settled, this, &DraftSender::settled);
    connect(m_world.dispatcher, &Dispatcher::failed, this, [this](OutboxJobId job, const Error &error) {
        if (job != m_job || m_job == 0)
            return;
        m_job = 0;
        finish();
        emit failed(error.message);
    });
}

DraftSender::~DraftSender() = default;

bool DraftSender::isBusy() const
{
    return m_busy;
}

void DraftSender::send(const DraftState &state, const Address &address)
{
    if (m_busy || m_isAsking)
        return;
    if (!address.form || address.endpoint.id == 0) {
        emit failed(tr("Choose an endpoint above: nothing says yet where the event goes."));
        return;
    }
    m_busy = true;
    m_onlyStore = false;
    m_address = address;
    emit busyChanged();
    m_read.follow(eventOf(state, address.endpoint, m_world.services, m_world.plan ? *m_world.plan : nullptr));
}

void DraftSender::keepEvent(const DraftState &state, const Address &address)
{
    if (m_busy || m_isAsking)
        return;
    m_busy = true;
    m_onlyStore = true;
    m_address = address;
    emit busyChanged();
    m_read.follow(eventOf(state, address.endpoint, m_world.services, m_world.plan ? *m_world.plan : nullptr));
}

void DraftSender::ask()
{
    finish();
    m_isAsking = true;
    // What is answered is what was asked: this event, to this endpoint.
    const auto goOn = [self = QPointer(this), address = m_address, event = m_event](const Keys &) {
        if (!self)
            return;
        self->m_isAsking = false;
        self->start(address, event);
    };
    const auto giveUp = [self = QPointer(this)] {
        if (!self)
            return;
        self->m_isAsking = false;
        emit self->failed(tr("Nothing was sent."));
    };
    askForKeys(m_window, m_world.secrets, m_address.endpoint, *m_address.form, 1, goOn, giveUp);
}

void DraftSender::start(const Address &address, const Event &event)
{
    m_busy = true;
    m_cancelled = false;
    m_address = address;
    m_event = event;
    m_early.clear();
    emit busyChanged();
    m_others.follow(m_world.store.outbox().jobs());
}

void DraftSender::queue()
{
    OutboxOrder order;
    order.endpoint = m_address.endpoint;
    order.label = m_event.identity.name.isEmpty() ? tr("a draft")
                                                  : tr("%1, a draft").arg(QString::fromUtf8(m_event.identity.name));
    order.policy = policyOf(m_address.endpoint);
    order.policy.attempts = 1;
    order.origin = composedOrigin(tr("composed"));
    m_queuing.follow(queueFresh(m_world.store, m_world.services, std::move(order), {m_event}));
}

void DraftSender::queued(const Result<OutboxJobId> &job)
{
    if (!job) {
        finish();
        emit failed(job.error().message);
        return;
    }
    m_job = *job;
    if (m_cancelled)
        cancel();
    if (m_world.dispatcher)
        m_world.dispatcher->take(m_job);
    if (const auto early = m_early.find(m_job); early != m_early.end())
        attempted(m_job, early->second);
}

void DraftSender::attempted(OutboxJobId job, DeliveryId delivery)
{
    if (!m_busy)
        return;
    if (job != m_job || m_job == 0) {
        m_early[job] = delivery;
        return;
    }
    m_job = 0;
    m_fetch.follow(m_world.store.deliveries().fetch(delivery));
    // A refused key leaves the event queued: here the person who reads the reply sends it again.
    static_cast<void>(m_world.store.outbox().cancel(job));
}

// Without an attempt: held, too old, or cancelled.
void DraftSender::settled(const OutboxJob &job)
{
    if (job.id != m_job || m_job == 0)
        return;
    m_job = 0;
    static_cast<void>(m_world.store.outbox().cancel(job.id));
    finish();
    emit failed(m_cancelled ? tr("Nothing was sent.") : jobSentence(job, currentMicros()));
}

void DraftSender::store(Event event)
{
    whenDone(this, m_world.store.store(composedOrigin(tr("composed")), {std::move(event)}),
        [this](const Result<Origin> &origin) {
            finish();
            if (origin)
                emit stored();
            else
                emit failed(origin.error().message);
        });
}

void DraftSender::cancel()
{
    m_cancelled = true;
    if (m_job == 0)
        return;
    static_cast<void>(m_world.store.outbox().cancel(m_job));
    if (m_world.dispatcher)
        m_world.dispatcher->abort(m_job);
}

void DraftSender::finish()
{
    if (!m_busy)
        return;
    m_busy = false;
    emit busyChanged();
}

}
