// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/draftsender.h"

#include <QPointer>

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
    , m_fetch(this, [this](Result<Delivery> delivery) {
        finish();
        if (delivery)
            emit delivered(*delivery, m_event.text);
        else
            emit failed(delivery.error().message);
    })
{}

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
    const auto goOn = [self = QPointer(this), address = m_address, event = m_event](Keys keys) {
        if (!self)
            return;
        self->m_isAsking = false;
        self->start(address, event, std::move(keys));
    };
    const auto giveUp = [self = QPointer(this)] {
        if (!self)
            return;
        self->m_isAsking = false;
        emit self->failed(tr("Nothing was sent."));
    };
    askForKeys(m_window, m_world.secrets, m_address.endpoint, *m_address.form, 1, goOn, giveUp);
}

void DraftSender::start(const Address &address, const Event &event, Keys keys)
{
    m_busy = true;
    emit busyChanged();
    DeliveryJob job;
    job.endpoint = address.endpoint;
    job.form = address.form;
    job.keys = std::move(keys);
    job.origin = composedOrigin(tr("composed"));
    job.source = sourceOf({DeliveryItem{0, event}});
    m_run = std::make_unique<DeliveryRun>(
        m_world.store, m_world.services.services(), m_world.sender, std::move(job), nullptr);
    connect(m_run.get(), &DeliveryRun::finished, this, [this](const DeliverySummary &summary) {
        m_run.release()->deleteLater();
        if (summary.last != 0) {
            m_fetch.follow(m_world.store.deliveries().fetch(summary.last));
            return;
        }
        finish();
        emit failed(summary.message.isEmpty() ? tr("Nothing was sent.") : summary.message);
    });
    connect(m_run.get(), &DeliveryRun::failed, this, [this](const Error &error) {
        m_run.release()->deleteLater();
        finish();
        if (error.kind != Error::Kind::Cancelled)
            emit failed(error.message);
    });
    m_run->start();
}

void DraftSender::store(Event event)
{
    m_world.store.store(composedOrigin(tr("composed")), {std::move(event)})
        .then(this, [this](const Result<Origin> &origin) {
            finish();
            if (origin)
                emit stored();
            else
                emit failed(origin.error().message);
        });
}

void DraftSender::cancel()
{
    if (m_run)
        m_run->cancel();
}

void DraftSender::finish()
{
    if (!m_busy)
        return;
    m_busy = false;
    emit busyChanged();
}

}
