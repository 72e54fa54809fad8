// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/deliveries.h"
#include "views/latest.h"

#include <QDialog>

namespace eventscope {

class DeliveryView;

// One delivery in a window of its own, with the text of the first event it carried. GUI thread.
class DeliveryDialog : public QDialog {
    Q_OBJECT

public:
    DeliveryDialog(EventStore &store, DeliveryId id, QWidget *parent = nullptr);

private:
    void readEvent(const std::vector<EventId> &ids);

    EventStore &m_store;
    DeliveryView *m_view;
    Delivery m_delivery;
    QByteArray m_written;
    Latest<Delivery> m_fetch;
    Latest<std::vector<EventId>> m_ids;
    Latest<std::vector<StoredEvent>> m_events;
};

}
