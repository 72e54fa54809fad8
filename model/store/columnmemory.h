// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns_p.h"

#include <memory>
#include <vector>

namespace eventscope {

// Where chunks lie. The first stands alone, as most stores are small; those behind it lie together in blocks. What is
// not written yet takes no memory. For one thread at a time; chunks may be used by others meanwhile.
//
// Scans over millions of rows find their way with far fewer steps where pages are large. A system that has to find
// them first may take seconds for that, which nobody waits for: memory that was written is moved into them later.
class ColumnMemory {
public:
    ColumnMemory() = default;
    ColumnMemory(ColumnMemory &&) noexcept = default;
    ColumnMemory &operator=(ColumnMemory &&) noexcept = default;

    // A chunk more, its values undefined. It stays where it is for as long as this lives.
    [[nodiscard]] Chunk *add();
    // So many numbers beside the chunks.
    template <typename Number>
    [[nodiscard]] Number *addNumbers(std::size_t count)
    {
        m_numbers.push_back(std::make_unique_for_overwrite<std::byte[]>(count * sizeof(Number)));
        m_numberBytes += count * sizeof(Number);
        return reinterpret_cast<Number *>(m_numbers.back().get());
    }
    [[nodiscard]] std::size_t numberBytes() const noexcept { return m_numberBytes; }
    // The other's chunks stay where they are; it is empty then.
    void adopt(ColumnMemory &&other);
    // The oldest chunk is not needed any more. Not where any was moved.
    void dropFirst();

    // Moves some of what is full into large pages, where the system has any: takes milliseconds. False when there
    // is nothing left to be moved.
    bool settle();

private:
    struct Free {
        void operator()(std::byte *memory) const noexcept;
    };
    struct Block {
        std::unique_ptr<std::byte, Free> memory;
        std::size_t room = 0;    // chunks
        std::size_t used = 0;    // of them
    };

    std::vector<Block> m_blocks;    // the last one is being filled
    std::vector<std::unique_ptr<std::byte[]>> m_numbers;
    std::size_t m_numberBytes = 0;
    std::size_t m_dropped = 0;     // chunks of the first one
    std::size_t m_settling = 0;    // that is next to be moved
    std::size_t m_settled = 0;     // its bytes that were
};

}
