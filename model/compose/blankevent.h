// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/formvalue.h"

namespace eventscope {

// What stands in a new event for a field that it must have.
[[nodiscard]] QByteArray placeholderOf(const FormField &field, QByteArrayView kind);

}
