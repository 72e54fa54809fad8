// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/routes.h"

namespace eventscope {

// What a request's body holds, opened: the texts lie in the tape that was given.
struct BodyEvents {
    QByteArray envelope;             // the members beside a list of events; empty without any
    QByteArray outline;              // the body with `{}` for each of its events; empty where it is one event
    std::vector<JsonValue> items;    // events, and what is none but stands among them
    bool list = false;
};

// By the route; without one, by whatever definition knows the body as an envelope of its own, else a list, else one
// event.
[[nodiscard]] BodyEvents openedBody(JsonValue root, const Route *route, const Services &services);

// The body with other texts for the items that are events, in order: what stands between them stays.
[[nodiscard]] QByteArray respelledBody(
    std::string_view body, const std::vector<JsonValue> &items, const std::vector<Event> &events);

}
