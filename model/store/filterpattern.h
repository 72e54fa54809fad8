// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/pattern.h"

namespace eventscope {

// The regular expression of a Matches term, made ready. The case of letters counts unless it starts with `(?i)`.
// The error is a sentence: what is wrong with it.
[[nodiscard]] tl::expected<Pattern, QString> filterPattern(std::string_view expression);

}
