// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/definitionfault.h"
#include "service/service.h"
#include "validation/ruletable.h"

namespace eventscope {

// Notes every rule that findings of the definition may name: the built-in ones, those of its rules,
// whatever their kind, of its schemas and of its envelopes, in the order of the definition. The fault
// names an "x-rule" or "x-severity" that cannot be one.
[[nodiscard]] std::optional<DefinitionFault> noteRules(const Service &service, RuleTable &table);

}
