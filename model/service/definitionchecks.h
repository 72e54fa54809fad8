// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/definitionfault.h"

#include <nlohmann/json_fwd.hpp>

namespace eventscope {

// What a schema cannot say of a definition, and what no other part compiles: that names and pointers
// lead somewhere, schemas and patterns compile, placeholders are known, samples are readable. The
// structure is that of the format.
void checkDefinition(const nlohmann::ordered_json &definition, std::vector<DefinitionFault> &faults);

}
