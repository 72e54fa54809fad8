// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/rulekinds.h"

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope {

RuleKindFactory ruleKindFactory(std::string_view kind) noexcept
{
    static constexpr std::array<std::pair<std::string_view, RuleKindFactory>, 22> kinds{{
        {"schema", rulekinds::schema},
        {"note", rulekinds::note},
        {"time", rulekinds::time},
        {"zoned", rulekinds::zoned},
        {"window", rulekinds::window},
        {"key", rulekinds::key},
        {"unknown-members", rulekinds::unknownMembers},
        {"forbidden", rulekinds::forbidden},
        {"foreign-shape", rulekinds::foreignShape},
        {"member-names", rulekinds::memberNames},
        {"decoded-length", rulekinds::decodedLength},
        {"looks-like", rulekinds::looksLike},
        {"homogeneous-array", rulekinds::homogeneousArray},
        {"value-depth", rulekinds::valueDepth},
        {"same-key-in-both", rulekinds::sameKeyInBoth},
        {"present-but-empty", rulekinds::presentButEmpty},
        {"transport-cannot-carry", rulekinds::transportCannotCarry},
        {"text", rulekinds::text},
        {"request", rulekinds::request},
        {"batch-count", rulekinds::batchCount},
        {"auth-form", rulekinds::authForm},
        {"bound-customer", rulekinds::boundCustomer},
    }};
    const auto it = std::find_if(kinds.begin(), kinds.end(), [kind](const auto &entry) { return entry.first == kind; });
    return it == kinds.end() ? nullptr : it->second;
}

}
