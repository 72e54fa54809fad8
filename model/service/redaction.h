// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontext.h"
#include "service/services.h"

namespace eventscope {

// Replaces what must never be written in a text of that service, or of an unknown one (null): then by
// all definitions. A key of another service that was pasted into the text is replaced too.
//
// Returns whether anything was replaced; then `text` holds the result. The value is the whole of a
// tape's root.
[[nodiscard]] bool redact(JsonValue root, const Service *service, const Services &services, QByteArray &text);

}
