// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <string_view>

namespace eventscope {

// A value as one short line: at most 300 characters, line breaks and other controls as visible signs,
// directions of writing kept inside. An ellipsis where something was left out.
[[nodiscard]] QString lineOf(std::string_view utf8, bool cut = false);

// "1 event", "1,234 events": one of two texts, the number in the place of %1, grouped as the locale has it.
[[nodiscard]] QString counted(qint64 count, const QString &one, const QString &many);

// What a filter's value means when it is no pattern: the value without its escapes. Nothing for one
// with wildcards.
[[nodiscard]] std::optional<QByteArray> plainValue(QByteArrayView pattern);

}
