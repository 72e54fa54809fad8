// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/formschema.h"

namespace eventscope {

// What a form draws for a value that is as one of these, each a schema of anyOf or oneOf: of scalars any of their
// types and values, of objects the members of all, of lists any of their items; null beside them is one more type.
// Nothing is said where one of them is no more than a constraint. Not drawable where they are of different forms.
[[nodiscard]] SchemaFacts unitedFacts(std::vector<SchemaFacts> each);

}
