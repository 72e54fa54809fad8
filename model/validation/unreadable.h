// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/judgeplan.h"

namespace eventscope {

// What is to be said of a text that is no readable JSON.
[[nodiscard]] Finding unreadableFinding(
    std::string_view text, const JsonFault &fault, const std::vector<TextRule> &rules);

}
