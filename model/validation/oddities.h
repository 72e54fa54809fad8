// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

namespace eventscope {

// What is valid JSON and yet read differently by services, mostly told by the tape without a look at its values.
struct Oddities {
    bool mayRepeat = false;     // some object may have a name twice; when false, none has
    bool hasLone = false;       // some string has half a surrogate pair
    bool mayHaveNul = false;    // some string may have a NUL in it; when false, none has
};

[[nodiscard]] Oddities odditiesOf(const JsonTape &tape) noexcept;

}
