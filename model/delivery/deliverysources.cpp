// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/deliveryrun.h"

#include <QFuture>

#include <algorithm>
#include <memory>

namespace eventscope {

namespace {

using Items = Result<std::vector<DeliveryItem>>;

struct StoredRows {
    EventStore &store;
    std::vector<Row> rows;
    std::size_t next = 0;
};

// Without those that were removed meanwhile: they can still be fetched, but nobody means to send them.
Items itemsOf(const EventStore &store, Result<std::vector<StoredEvent>> stored)
{
    if (!stored)
        return failure(stored.error());
    std::vector<DeliveryItem> items;
    items.reserve(stored->size());
    for (StoredEvent &one : *stored) {
        if (!store.columns().removed(one.row))
            items.push_back({one.id, std::move(one.event)});
    }
    return items;
}

// Where all of them were removed there are none, which is not the end.
QFuture<Items> nextItems(const std::shared_ptr<StoredRows> &from, qint64 most)
{
    const std::size_t count = std::min(from->rows.size() - from->next, static_cast<std::size_t>(most));
    if (count == 0)
        return QtFuture::makeReadyFuture(Items());
    const auto first = from->rows.begin() + static_cast<std::ptrdiff_t>(from->next);
    from->next += count;
    std::vector<Row> rows(first, first + static_cast<std::ptrdiff_t>(count));
    return from->store.fetch(std::move(rows))
        .then([from, most](Result<std::vector<StoredEvent>> stored) {
            Items items = itemsOf(from->store, std::move(stored));
            if (items && items->empty())
                return nextItems(from, most);
            return QtFuture::makeReadyFuture(std::move(items));
        })
        .unwrap();
}

}

DeliverySource sourceOf(std::vector<DeliveryItem> items)
{
    auto held = std::make_shared<std::vector<DeliveryItem>>(std::move(items));
    auto next = std::make_shared<std::size_t>(0);
    return [held, next](qint64 most) {
        const std::size_t end = std::min(held->size(), *next + static_cast<std::size_t>(most));
        std::vector<DeliveryItem> some;
        for (; *next < end; ++*next)
            some.push_back(std::move((*held)[*next]));
        return QtFuture::makeReadyFuture(Items(std::move(some)));
    };
}

DeliverySource sourceOf(EventStore &store, std::vector<Row> rows)
{
    auto from = std::make_shared<StoredRows>(StoredRows{store, std::move(rows)});
    return [from](qint64 most) { return nextItems(from, most); };
}

}
