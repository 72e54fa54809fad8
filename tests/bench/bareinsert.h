// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope::bench {

// What importing cannot be faster than: the rows of a file of events, read and numbered before, into the tables of a
// new store by prepared statements, in transactions as the store's own. Prints the seconds from opening the file
// to closing it. 0, or 1 when it could not be done.
[[nodiscard]] int insertBare(const QString &file, const QString &store);

}
