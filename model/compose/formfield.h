// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/formrules.h"

namespace eventscope {

// The raw JSON text of a definition's value.
[[nodiscard]] QByteArray rawOf(const SchemaJson &value);

// Whether the value is an object whose members get fields of their own.
[[nodiscard]] bool hasMembers(const SchemaFacts &facts);

// The field for a value as far as its own facts tell: all but its place, `item` and `fields`. The time's format
// is what the definition names for its place, if anything. A value with members gets Group.
[[nodiscard]] FormField fieldOf(const SchemaFacts &facts, const std::string &name, std::optional<TimeFormat> time);

}
