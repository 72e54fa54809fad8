// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace eventscope {

// What stands between the braces of \p{…} in ECMA-262, as PCRE2 spells the whole escape. Nothing for
// what cannot be the name of a property; PCRE2 itself refuses names it does not know.
[[nodiscard]] std::optional<std::string> pcreProperty(std::string_view ecmaName, bool negated);

}
