// SPDX-License-Identifier: GPL-3.0-or-later
#include "deliveries/deliverydialog.h"

#include "deliveries/deliveryview.h"

#include <QBoxLayout>
#include <QDialogButtonBox>

using namespace Qt::StringLiterals;

namespace eventscope {

DeliveryDialog::DeliveryDialog(EventStore &store, DeliveryId id, QWidget *parent)
    : QDialog(parent)
    , m_store(store)
    , m_view(new DeliveryView(this))
    , m_fetch(this,
          [this, id](Result<Delivery> delivery) {
              if (!delivery) {
                  m_view->clear(delivery.error().message);
                  return;
              }
              m_delivery = std::move(*delivery);
              m_ids.follow(m_store.deliveries().eventsOf(id));
          })
    , m_ids(this, [this](Result<std::vector<EventId>> ids) { readEvent(ids ? *ids : std::vector<EventId>()); })
    , m_events(this, [this](Result<std::vector<StoredEvent>> events) {
        if (events && !events->empty())
            m_written = events->front().event.text;
        m_view->setDelivery(m_delivery, m_written);
    })
{
    setObjectName(u"deliveryDialog"_s);
    setWindowTitle(tr("Delivery"));
    resize(960, 560);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_view, 1);
    column->addWidget(buttons);
    m_fetch.follow(store.deliveries().fetch(id));
}

void DeliveryDialog::readEvent(const std::vector<EventId> &ids)
{
    if (ids.empty())
        m_view->setDelivery(m_delivery, {});
    else
        m_events.follow(m_store.fetchById({ids.front()}));
}

}
