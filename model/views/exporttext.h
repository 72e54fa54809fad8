// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"
#include "service/services.h"

namespace eventscope {

// An event as it leaves the program: its exact text or, where it has envelope fields, a body of its
// service's envelope that holds the event alone, so that reading it again gives the same event. When
// the service is not known any more: {"envelope": …, "event": …}.
[[nodiscard]] QByteArray exportedText(const Event &event, const Services &services);

// JSON text without its line breaks, which can stand only outside strings.
[[nodiscard]] QByteArray onOneLine(QByteArray json);

}
