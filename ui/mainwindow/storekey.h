// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

// What settings about one store are kept under, by its path: sixteen hexadecimal digits, as slashes would
// make groups of it, and settings files know no case on some systems.
[[nodiscard]] QString storeKey(const QString &path);

}
