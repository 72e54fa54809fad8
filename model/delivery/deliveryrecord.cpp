// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/deliveryrecord.h"

#include "delivery/deliverytext.h"

namespace eventscope {

namespace {

DeliveryState stateOf(Exchange::Way way)
{
    switch (way) {
    case Exchange::Way::NotSent:
        return DeliveryState::Failed;
    case Exchange::Way::Cancelled:
        return DeliveryState::Cancelled;
    case Exchange::Way::NoAnswer:
    case Exchange::Way::Replied:    // its reading says more
        break;
    }
    return DeliveryState::Unknown;
}

}

Delivery deliveryOf(const Endpoint &endpoint, const Request &masked)
{
    Delivery delivery;
    delivery.endpoint = endpoint.id;
    delivery.endpointName = endpoint.name.isEmpty() ? endpoint.base : endpoint.name;
    delivery.service = endpoint.service;
    delivery.transport = endpoint.transport;
    delivery.production = endpoint.production;
    delivery.events = masked.events;
    delivery.method = masked.method;
    delivery.url = masked.url;
    delivery.headers = masked.headers;
    delivery.body = masked.body;
    return delivery;
}

DeliveryOutcome outcomeOf(const TransportForm &form, const Exchange &exchange, qint64 sent, const ReplyCuts &cuts)
{
    DeliveryOutcome outcome;
    DeliveryEnd &end = outcome.end;
    const Reply &reply = exchange.reply;
    end.state = stateOf(exchange.way);
    end.message = cuts.words(exchange.message);
    end.status = reply.status;
    end.replyHeaders = cuts.headers(reply.headers);
    const bool whole = exchange.way == Exchange::Way::Replied && reply.body.size() >= reply.bodyBytes;
    end.reply = whole ? cuts.bytes(reply.body) : cuts.beginning(reply.body);
    end.replyBytes = reply.bodyBytes;
    end.times = exchange.times;
    if (exchange.way != Exchange::Way::Replied)
        return outcome;
    const ReplyReading reading =
        readReply(form, reply, sent, [&cuts](const QByteArray &text) { return cuts.bytes(text); });
    end.state = reading.state;
    end.message = cuts.words(reading.message);
    end.accepted = reading.accepted;
    for (const QByteArray &id : reading.ids)
        end.ids.push_back(cuts.bytes(id));
    outcome.pause = reading.pause;
    outcome.retry = reading.retry;
    return outcome;
}

Error unrecorded(const Error &error, const DeliveryEnd &end)
{
    const bool wentOut = end.state != DeliveryState::Failed && end.state != DeliveryState::Cancelled;
    const QString how = end.status > 0
                            ? DeliveryText::tr("The request went out and was answered with status %1").arg(end.status)
                        : wentOut ? DeliveryText::tr("The request went out and was not answered")
                                  : DeliveryText::tr("The request did not go out");
    return {error.kind,
        DeliveryText::tr("%1, but the store could not keep that and shows it as unknown. %2").arg(how, error.message)};
}

}
