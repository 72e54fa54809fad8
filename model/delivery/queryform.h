// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"

#include <vector>

namespace eventscope {

// An event as query parameters.
struct QueryParameters {
    QByteArray text;                  // `a.b=1&c=x%20y`, encoded: unreserved characters (RFC 3986) alone stay
    std::vector<JsonPointer> left;    // what no parameter can carry
};

// Each scalar in the order of the text, under the names that lead to it, joined by dots; numbers as they
// are spelt, of a name that repeats the last. Left out and listed: null, lists, objects without members,
// names with a dot, and texts with half a surrogate pair.
[[nodiscard]] QueryParameters queryParameters(JsonValue object);

}
