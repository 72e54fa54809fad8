// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/payloadtext.h"

#include <optional>

namespace eventscope {

// The longest text that is part of everything a regular expression of filterPattern() matches, as far as a look at
// its outermost parts tells; nothing when there is none of two characters.
[[nodiscard]] std::optional<SoughtText> requiredText(std::string_view expression);

}
