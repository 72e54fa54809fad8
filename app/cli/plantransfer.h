// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/commandline.h"

namespace eventscope {

// `plan import` and `plan export`: between a plan and a table or a folder of JSON Schemas. The exit code.
[[nodiscard]] Result<int> importPlan(const CommandLine &line, Console &console);
[[nodiscard]] Result<int> exportPlan(const CommandLine &line, Console &console);

}
