// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/columnmemory.h"

#include "store/systemmemory.h"

#include <iterator>
#include <new>
#include <type_traits>

namespace eventscope {

namespace {

constexpr std::size_t largePageBytes = std::size_t(2) << 20;
constexpr std::align_val_t largePage{largePageBytes};
constexpr std::size_t blockChunks = 8;

}

static_assert(std::is_trivially_destructible_v<Chunk>);

void ColumnMemory::Free::operator()(std::byte *memory) const noexcept
{
    ::operator delete(memory, largePage);
}

Chunk *ColumnMemory::add()
{
    if (m_blocks.empty() || m_blocks.back().used == m_blocks.back().room) {
        const std::size_t room = m_blocks.empty() ? 1 : blockChunks;
        auto *const memory = static_cast<std::byte *>(::operator new(room * sizeof(Chunk), largePage));
        m_blocks.push_back({std::unique_ptr<std::byte, Free>(memory), room, 0});
    }
    Block &block = m_blocks.back();
    // Not value-initialised: rows are written before they are published.
    return new (block.memory.get() + block.used++ * sizeof(Chunk)) Chunk;
}

void ColumnMemory::adopt(ColumnMemory &&other)
{
    m_blocks.insert(
        m_blocks.end(), std::move_iterator(other.m_blocks.begin()), std::move_iterator(other.m_blocks.end()));
    m_numbers.insert(
        m_numbers.end(), std::move_iterator(other.m_numbers.begin()), std::move_iterator(other.m_numbers.end()));
    m_numberBytes += other.m_numberBytes;
    other = {};
}

void ColumnMemory::dropFirst()
{
    if (++m_dropped < m_blocks.front().used)
        return;
    m_blocks.erase(m_blocks.begin());
    m_dropped = 0;
}

bool ColumnMemory::settle()
{
    for (; m_settling + 1 < m_blocks.size(); ++m_settling, m_settled = 0) {
        const Block &block = m_blocks[m_settling];
        const std::size_t whole = block.used * sizeof(Chunk) / largePageBytes * largePageBytes;
        if (m_settled == whole)
            continue;
        moveToHugePages(block.memory.get() + m_settled, largePageBytes);
        m_settled += largePageBytes;
        return true;
    }
    return false;
}

}
