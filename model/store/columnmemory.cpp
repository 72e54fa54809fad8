// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/columnmemory.h"

#include "store/systemmemory.h"

#include <new>
#include <type_traits>

namespace eventscope {

namespace {

constexpr std::align_val_t largePage{std::size_t(2) << 20};
constexpr std::size_t slabChunks = 8;

}

static_assert(std::is_trivially_destructible_v<Chunk>);

void ColumnMemory::Free::operator()(std::byte *memory) const noexcept
{
    ::operator delete(memory, largePage);
}

Chunk *ColumnMemory::add()
{
    if (!m_first) {
        m_first = std::make_unique_for_overwrite<Chunk>();    // not value-initialised: rows are written before they are
                                                              // published
        return m_first.get();
    }
    if (m_left == 0) {
        constexpr std::size_t bytes = slabChunks * sizeof(Chunk);
        m_slabs.emplace_back(static_cast<std::byte *>(::operator new(bytes, largePage)));
        preferHugePages(m_slabs.back().get(), bytes);
        m_left = slabChunks;
    }
    std::byte *place = m_slabs.back().get() + (slabChunks - m_left) * sizeof(Chunk);
    --m_left;
    return new (place) Chunk;
}

}
