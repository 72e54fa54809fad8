// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/sendpreview.h"

#include "delivery/outboxorders.h"
#include "store/whendone.h"

#include <QCoreApplication>

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t mostFetched = 2000;

Result<RequestPreview> made(const RequestMaker &maker, const Result<std::vector<StoredEvent>> &stored, qint64 batch)
{
    if (!stored)
        return failure(stored.error());
    std::vector<OutgoingEvent> events;
    for (const StoredEvent &one : *stored)
        events.push_back({one.event.text, one.event.envelope});
    if (events.empty())
        return failure(Error::Kind::NotFound,
            QCoreApplication::translate("eventscope::SendDialog", "These events were removed meanwhile."));
    const std::size_t count = nextBatch(maker.form(), events, batch);
    const std::span<const OutgoingEvent> first = std::span(events).first(count);
    Result<Request> request = maker.make(first);
    if (!request)
        return failure(request.error());
    return RequestPreview{std::move(*request), dedupNote(*maker.form().service(), first)};
}

}

QFuture<Result<RequestPreview>> firstRequest(
    EventStore &store, const RequestMaker &maker, std::vector<Row> rows, qint64 batch)
{
    rows.resize(std::min({rows.size(), mostFetched, static_cast<std::size_t>(std::max<qint64>(1, batch))}));
    return inPool(store.fetch(std::move(rows)),
        [maker, batch](const Result<std::vector<StoredEvent>> &stored) { return made(maker, stored, batch); });
}

Result<Keys> keysToShow(const Secrets &secrets, const Endpoint &endpoint, const Service &service)
{
    // What is still to be entered is asked for before it is sent.
    Endpoint known = endpoint;
    const std::vector<int> missing = secrets.missingParts(endpoint);
    for (const int part : missing)
        known.secrets[static_cast<std::size_t>(part)] = {};
    const Result<Keys> keys = secrets.keysFor(known);
    if (!keys)
        return failure(keys.error());
    Keys shown = keys->masked(service);
    shown.isMasked = true;
    for (const int part : missing)
        shown.parts[static_cast<std::size_t>(part)] = "\u2026";
    return shown;
}

}
