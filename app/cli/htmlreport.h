// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/reportwriter.h"

namespace eventscope {

// One page that needs nothing beside it: the counts, every problem by rule and name with a bar and its first
// examples, and the files. Whatever comes from events is escaped; there is no script.
[[nodiscard]] QByteArray htmlReport(
    const FindingTally &tally, const ValidationCounts &counts, const ReportOptions &options);

}
