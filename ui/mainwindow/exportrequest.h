// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/tablecolumn.h"
#include "views/timetext.h"

#include <optional>

namespace eventscope {

// What is to be written into a file. The format goes by the path's suffix: json, csv, else ndjson.
struct ExportRequest {
    QString path;
    EventFilter filter;
    SearchOrders orders = {{SortKey::Time, false, {}}};
    std::optional<std::vector<Row>> rows = {};    // these, as they stand here, and no others
    QList<TableColumn> columns = {};              // of csv; none: all that is known of an event
    TimeStyle timeStyle = TimeStyle::Utc;         // in these columns
};

}
