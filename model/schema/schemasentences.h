// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"
#include "schema/schemaprogram.h"

#include <QString>
#include <QStringList>

// The words of failures. A subject is what a sentence is about, as it stands in it: “`quantity`”.
namespace eventscope::schema {

// At most some forty characters of a value as it is written; objects and arrays by their kind.
[[nodiscard]] QString excerpt(JsonValue value);
// “the string "1"”, “the number 1.5”, “an object”, “null”.
[[nodiscard]] QString described(JsonValue value);
// “a string or null”.
[[nodiscard]] QString described(Types types);
// “a date and time with zone, such as …”.
[[nodiscard]] QString described(Format format);
// “"a", "b" or "c"”; long lists are cut.
[[nodiscard]] QString listed(const std::vector<JsonValue> &values);
// “a, b or c”.
[[nodiscard]] QString alternatives(QStringList parts);
// “`name`”, the name cut where it is very long.
[[nodiscard]] QString quotedName(JsonValue key);
[[nodiscard]] QString quotedName(const QString &name);

[[nodiscard]] QString mustBe(const QString &subject, const QString &expected, const QString &found);
[[nodiscard]] QString mustHave(const QString &subject, const QString &expected, const QString &found);

}
