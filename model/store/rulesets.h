// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/dictionary.h"

namespace eventscope {

// The term of a rule set, as ruleset.h writes it, in a dictionary that the caller has locked.
//
// A row has two bytes for its set. Beyond 60,000 different ones, a new set is kept as its worst rule
// alone; should even those use the numbers up, as none: the verdict still tells that something is wrong.
[[nodiscard]] quint16 ruleSetTermLocked(Dictionary &sets, const QByteArray &rules);

}
