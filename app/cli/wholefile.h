// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"

#include <QByteArray>
#include <QString>

namespace eventscope {

// What a plan, a schema, a table or a definition may have: more is no such thing, but events or a device.
inline constexpr qint64 mostWholeFile = 64 * 1024 * 1024;

// All of a file that is named to be read at once; `-` is standard input. Io or BadInput with a sentence that names it.
[[nodiscard]] Result<QByteArray> wholeFile(const QString &path);

}
