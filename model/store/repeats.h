// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns_p.h"
#include "store/database.h"
#include "store/eventstore.h"

namespace eventscope {

// As EventStore::repeats() has it. Looks only at events whose time is near enough. Throws SQLite::Exception;
// cancelled, the answer is incomplete.
[[nodiscard]] std::vector<Row> repeatsOf(SQLite::Database &database, const Columns::Private &columns, OriginId origin,
    Micros window, const std::function<bool()> &cancelled);

}
