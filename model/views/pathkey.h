// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace eventscope {

// A path (as FilterTerm::path) as a key of the filter grammar, quotes included where it needs them; empty for what is
// no path.
[[nodiscard]] QString pathKey(const QByteArray &path);

// The path that a key names; quotes may be missing. Empty for what the grammar does not take.
[[nodiscard]] QByteArray pathFromKey(const QString &key);

}
