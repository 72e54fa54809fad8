// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/commandline.h"

namespace eventscope {

// Writes the endpoints of the store to a file, without any key; `-` is standard output.
[[nodiscard]] Result<void> exportEndpoints(const CommandLine &line, const QString &path, Console &console);

// Adds the endpoints of such a file; names that are taken get a number. BadInput, and those of the file that can be
// used are added, when others cannot.
[[nodiscard]] Result<void> importEndpoints(const CommandLine &line, const QString &path, Console &console);

}
