// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/deliveryrun.h"

namespace eventscope {

// Events on their way from a source to requests: as many as the next request may hold, and a few more,
// but not many bytes of them.
class DeliveryQueue {
public:
    // `most` events a request; `perSecond` as of a job.
    DeliveryQueue(TransportFormPtr form, qint64 most, double perSecond);

    // How many to ask the source for; 0: the next request can be made.
    [[nodiscard]] qint64 wanted() const;
    [[nodiscard]] bool isEmpty() const noexcept { return m_items.empty(); }
    // None: the source has ended.
    void add(std::vector<DeliveryItem> items);

    struct Batch {
        std::vector<OutgoingEvent> events;
        Deliveries::Cargo cargo;
    };
    // The next request's events; all of them stored or all of them fresh. There is one at least.
    [[nodiscard]] Batch take();

private:
    TransportFormPtr m_form;
    qint64 m_most;
    bool m_ended = false;
    std::vector<DeliveryItem> m_items;
    qsizetype m_bytes = 0;
    qsizetype m_largest = 1 << 16;    // event seen, or thought to be
};

}
