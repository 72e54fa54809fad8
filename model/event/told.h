// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace eventscope {

// Called with a result by the thread that has it, before the future of it is finished; must not wait.
template <typename T>
using Told = std::function<void(const T &)>;

}
