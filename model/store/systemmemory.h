// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace eventscope {

// Asks the system for large pages where it has any: memory of many megabytes that is written through once then
// costs a few page faults instead of thousands. What is never touched still takes no memory. Any address.
void preferHugePages(void *memory, std::size_t bytes) noexcept;

// Moves memory that was written into large pages where the system has any; others may use it meanwhile. Where it
// cannot do that at once it is asked to do so when it can. Address and size are those of whole large pages. Takes
// milliseconds where large pages must be found first.
void moveToHugePages(void *memory, std::size_t bytes) noexcept;

// Has the system provide the pages of that memory now, which it would else do when they are first written to. Any
// address; several threads may do so for parts of a block. What is in it stays.
void takePagesOf(void *memory, std::size_t bytes) noexcept;

// Has blocks of some megabytes go back to the system as soon as they are freed, for the whole process and from
// here on: the rows of one search after the other would leave holes else. Any number of times.
void keepLargeBlocksApart() noexcept;

// Gives memory back to the system that was freed but kept for the next time, of all threads. Takes milliseconds.
void giveBackFreeMemory() noexcept;

}
