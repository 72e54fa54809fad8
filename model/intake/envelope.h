// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

#include <QByteArray>

#include <functional>
#include <optional>
#include <vector>

namespace eventscope {

// The names of the members that hold the events in the request bodies of some service.
using ListNames = std::vector<QByteArray>;

// How request bodies are told from events.
struct EnvelopeForms {
    ListNames names;
    std::function<QByteArray(JsonValue)> list;    // the member that holds the events; empty for an event
};

// A first look, cheap for events: whether a root member of such a name is an array.
[[nodiscard]] bool mayBeEnvelope(JsonValue body, const ListNames &names);

// The members beside the list as one JSON object of their raw texts in order; empty without any.
[[nodiscard]] QByteArray envelopeText(JsonValue body, JsonValue list);

// The body with an empty object for each of so many events in its list (for the first of very many):
// all that is judged of a request as such.
[[nodiscard]] QByteArray outlinedBody(JsonValue body, JsonValue list, qint64 events);

// Where the list begins in the text of a request body that is broken, or that goes on beyond it.
struct ListPlace {
    std::size_t key = 0;     // its opening quote
    std::size_t list = 0;    // the bracket
    QByteArray name;
};
[[nodiscard]] std::optional<ListPlace> findList(std::string_view text, const ListNames &names);

}
