// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/systemmemory.h"

#include <QtGlobal>

#ifdef Q_OS_LINUX
#include <malloc.h>
#include <sys/mman.h>

#include <cstdint>
#endif

namespace eventscope {

#ifdef Q_OS_LINUX
namespace {

// Of the whole pages within the memory. No matter if it is refused.
void advise(void *memory, std::size_t bytes, int advice) noexcept
{
    constexpr std::uintptr_t pageBytes = 4096;
    const auto begin = (reinterpret_cast<std::uintptr_t>(memory) + pageBytes - 1) & ~(pageBytes - 1);
    const auto end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) & ~(pageBytes - 1);
    if (end > begin)
        (void)madvise(reinterpret_cast<void *>(begin), end - begin, advice);
}

}
#endif

void preferHugePages(void *memory, std::size_t bytes) noexcept
{
#ifdef Q_OS_LINUX
    constexpr std::size_t worthIt = 4 << 20;
    if (bytes >= worthIt)
        advise(memory, bytes, MADV_HUGEPAGE);
#else
    Q_UNUSED(memory);
    Q_UNUSED(bytes);
#endif
}

void takePagesOf(void *memory, std::size_t bytes) noexcept
{
#if defined(Q_OS_LINUX) && defined(MADV_POPULATE_WRITE)
    advise(memory, bytes, MADV_POPULATE_WRITE);
#else
    Q_UNUSED(memory);
    Q_UNUSED(bytes);
#endif
}

void moveToHugePages(void *memory, std::size_t bytes) noexcept
{
#ifdef Q_OS_LINUX
    constexpr int collapse = 25;    // MADV_COLLAPSE, which the C library need not know; Linux 6.1
    if (madvise(memory, bytes, collapse) != 0)
        (void)madvise(memory, bytes, MADV_HUGEPAGE);
#else
    Q_UNUSED(memory);
    Q_UNUSED(bytes);
#endif
}

void keepLargeBlocksApart() noexcept
{
#ifdef __GLIBC__
    // glibc would raise it by itself, up to 32 MB, with each such block that is freed.
    constexpr int largeBlock = 4 << 20;
    mallopt(M_MMAP_THRESHOLD, largeBlock);
    mallopt(M_TRIM_THRESHOLD, largeBlock);    // what each search takes and frees stays for the next one
#endif
}

void giveBackFreeMemory() noexcept
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

}
