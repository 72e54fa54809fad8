// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace eventscope {

// Asks the system for large pages where it has any: memory of many megabytes that is written through once then
// costs a few page faults instead of thousands. What is never touched still takes no memory. Any address.
void preferHugePages(void *memory, std::size_t bytes) noexcept;

// Gives memory back to the system that was freed but kept for the next time, of all threads. Takes milliseconds.
void giveBackFreeMemory() noexcept;

}
