// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

#include <QString>

// What findings say of values.
namespace eventscope::ruletext {

// At most some forty characters of a value as it is written; objects and arrays by their kind.
[[nodiscard]] QString excerpt(JsonValue value);
// “`name`” of a member's key.
[[nodiscard]] QString name(JsonValue key);
[[nodiscard]] QString name(const QString &name);
// The name of the member that a value is, in backticks; "this value" for the root and for items.
[[nodiscard]] QString subject(JsonValue value);
// As every finding has it: with a capital, and with a full stop where it ends without a mark.
[[nodiscard]] QString sentence(QString text);

}
