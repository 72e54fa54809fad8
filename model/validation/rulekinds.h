// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/rulesource.h"
#include "validation/ruletexts.h"

// One factory for each kind of rule, as docs/definitions.md describes them. Null after a fault.
namespace eventscope::rulekinds {

inline constexpr auto builtInSchemaRule = "schema";    // of failures whose schema names no rule
inline constexpr auto builtInJsonRule = "json";

[[nodiscard]] RuleKindPtr schema(RuleSource &source);
[[nodiscard]] RuleKindPtr note(RuleSource &source);

[[nodiscard]] RuleKindPtr time(RuleSource &source);
[[nodiscard]] RuleKindPtr zoned(RuleSource &source);
[[nodiscard]] RuleKindPtr window(RuleSource &source);

[[nodiscard]] RuleKindPtr key(RuleSource &source);
[[nodiscard]] RuleKindPtr transportCannotCarry(RuleSource &source);
[[nodiscard]] RuleKindPtr request(RuleSource &source);
[[nodiscard]] RuleKindPtr batchCount(RuleSource &source);
[[nodiscard]] RuleKindPtr text(RuleSource &source);

[[nodiscard]] RuleKindPtr authForm(RuleSource &source);
[[nodiscard]] RuleKindPtr boundCustomer(RuleSource &source);

[[nodiscard]] RuleKindPtr unknownMembers(RuleSource &source);
[[nodiscard]] RuleKindPtr forbidden(RuleSource &source);
[[nodiscard]] RuleKindPtr foreignShape(RuleSource &source);
[[nodiscard]] RuleKindPtr memberNames(RuleSource &source);
[[nodiscard]] RuleKindPtr sameKeyInBoth(RuleSource &source);

[[nodiscard]] RuleKindPtr decodedLength(RuleSource &source);
[[nodiscard]] RuleKindPtr looksLike(RuleSource &source);
[[nodiscard]] RuleKindPtr presentButEmpty(RuleSource &source);
[[nodiscard]] RuleKindPtr homogeneousArray(RuleSource &source);
[[nodiscard]] RuleKindPtr valueDepth(RuleSource &source);

// What every text, shape and envelope is judged by without a rule in the definition.
[[nodiscard]] RuleKindPtr jsonText();    // duplicate keys, lone surrogates
[[nodiscard]] RuleKindPtr shapeSchema(SchemaPtr schema);
[[nodiscard]] RuleKindPtr switchSchemas(std::map<std::string, SchemaPtr, std::less<>> schemas);
// The members that stand, or may not stand, beside a list of events.
[[nodiscard]] RuleKindPtr envelopeMembers(RuleSource &source);

}
