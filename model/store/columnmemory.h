// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns_p.h"

#include <memory>
#include <vector>

namespace eventscope {

// Where chunks lie. The first stands alone, as most stores are small; those behind it lie together, in memory of
// large pages where the system has any: a scan over millions of rows then finds its way with far fewer steps. What
// is not written yet takes no memory.
class ColumnMemory {
public:
    // A chunk more, its values undefined. It stays where it is for as long as this lives.
    [[nodiscard]] Chunk *add();

private:
    struct Free {
        void operator()(std::byte *memory) const noexcept;
    };

    std::unique_ptr<Chunk> m_first;
    std::vector<std::unique_ptr<std::byte, Free>> m_slabs;
    std::size_t m_left = 0;    // chunks that the last one has room for
};

}
