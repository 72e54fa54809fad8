// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/reportwriter.h"

namespace eventscope {

// JUnit XML: a testsuite a file, a testcase an event name of a service. One that has errors (or warnings, where
// these fail) has one failure that lists its rules with counts and first examples; what cannot be read is a
// testcase with an error, and what no definition recognises one that was skipped.
[[nodiscard]] QByteArray junitReport(
    const FindingTally &tally, const ValidationCounts &counts, const ReportOptions &options);

}
