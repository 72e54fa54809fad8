// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"
#include "store/endpoints.h"

#include <optional>

namespace eventscope {

// The one of that id, unless it was removed. Throws SQLite::Exception.
[[nodiscard]] std::optional<Endpoint> readEndpoint(SQLite::Database &database, EndpointId id);

}
