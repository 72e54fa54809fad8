// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/request.h"

#include <vector>

namespace eventscope {

// The parameters of an encoded URL, decoded, in their order; empty without a query.
[[nodiscard]] std::vector<NamedValue> queryParameters(const QByteArray &url);

// The URL without its query and without `?`.
[[nodiscard]] QByteArray urlWithoutQuery(const QByteArray &url);

// The whole request as text: method and URL, headers, an empty line, the body.
[[nodiscard]] QByteArray requestAsText(const Request &request);

}
