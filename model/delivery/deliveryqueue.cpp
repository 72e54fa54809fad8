// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/deliveryqueue.h"

#include <algorithm>
#include <cmath>

namespace eventscope {

namespace {

constexpr qint64 mostHeld = 10'000;           // where a request has no limit
constexpr qint64 readAhead = 64;              // so that single events are not fetched one by one
constexpr qsizetype enoughBytes = 8 << 20;    // what a request holds at most, unless it is one event

qsizetype sizeOf(const DeliveryItem &item)
{
    return item.event.text.size() + item.event.envelope.size();
}

qint64 eventsARequest(const TransportForm &form, qint64 most, double perSecond)
{
    qint64 events = form.many() != nullptr ? std::min(form.many()->most, mostHeld) : 1;
    if (most > 0)
        events = std::min(events, most);
    // A second's worth at once at most, or the pace would be kept on average alone.
    if (perSecond > 0 && perSecond < static_cast<double>(events))
        events = static_cast<qint64>(std::floor(perSecond));
    return std::max<qint64>(events, 1);
}

}

DeliveryQueue::DeliveryQueue(TransportFormPtr form, qint64 most, double perSecond)
    : m_form(std::move(form))
    , m_most(eventsARequest(*m_form, most, perSecond))
{}

qint64 DeliveryQueue::wanted() const
{
    const auto held = static_cast<qint64>(m_items.size());
    if (m_ended || held >= m_most || m_bytes >= enoughBytes)
        return 0;
    const qint64 fitting = std::max<qint64>((enoughBytes - m_bytes) / m_largest, 1);
    return std::min(std::max(m_most, readAhead) - held, fitting);
}

void DeliveryQueue::add(std::vector<DeliveryItem> items)
{
    m_ended = items.empty();
    for (DeliveryItem &item : items) {
        m_bytes += sizeOf(item);
        m_largest = std::max(m_largest, sizeOf(item));
        m_items.push_back(std::move(item));
    }
}

DeliveryQueue::Batch DeliveryQueue::take()
{
    const auto isFresh = [](const DeliveryItem &item) { return item.id == 0; };
    const bool fresh = isFresh(m_items.front());
    const auto end =
        std::find_if(m_items.begin(), m_items.end(), [&](const DeliveryItem &item) { return isFresh(item) != fresh; });
    Batch batch;
    for (auto item = m_items.begin(); item != end; ++item)
        batch.events.push_back({item->event.text, item->event.envelope});
    const std::size_t count = nextBatch(*m_form, batch.events, m_most);
    batch.events.resize(count);
    const auto last = m_items.begin() + static_cast<std::ptrdiff_t>(count);
    for (auto item = m_items.begin(); item != last; ++item) {
        m_bytes -= sizeOf(*item);
        if (fresh)
            batch.cargo.fresh.push_back(std::move(item->event));
        else
            batch.cargo.stored.push_back(item->id);
    }
    m_items.erase(m_items.begin(), last);
    return batch;
}

}
