// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "event/event.h"
#include "service/services.h"

namespace eventscope {

// The bodies that events of a shape can have, in the definition's order; empty without kinds.
[[nodiscard]] std::vector<QByteArray> kindsOf(const Service &service, QByteArrayView shape);

// A draft of a new event: the transport's shape, its first kind, required members.
[[nodiscard]] DraftState blankDraft(const Service &service, const Transport &transport);
// A draft of a sample, for the first transport that carries its shape. A sample that is a whole request
// body stays as it is.
[[nodiscard]] DraftState sampleDraft(const Service &service, const Sample &sample);
// A draft with the event's own bytes and what was sent beside it.
[[nodiscard]] DraftState draftOf(const Event &event, const Services &services);

// The draft meant for another service, transport or endpoint. A text that nobody has changed from what a
// blank draft starts with becomes the blank one of the new shape; any other text stays as it is.
[[nodiscard]] DraftState readdressed(DraftState state, const ServicePtr &service, const Services &services,
    const QByteArray &transport, EndpointId endpoint);

// The first transport that carries events of that shape; null where none does.
[[nodiscard]] const Transport *transportFor(const Service &service, QByteArrayView shape);
[[nodiscard]] const Transport *findTransport(const Service &service, QByteArrayView id);

}
