// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columnmemory.h"

#include <span>
#include <vector>

namespace eventscope {

// Rows on their way into the columns, as the columns have them: what is staged in an empty store, or behind a chunk
// that is full, becomes part of the columns without being copied. For one thread at a time.
class ColumnStage {
public:
    void append(std::span<const StagedRow> rows);
    [[nodiscard]] Row size() const noexcept { return m_size; }

private:
    friend struct Columns::Private;

    ColumnMemory m_memory;
    std::vector<Chunk *> m_chunks;
    Row m_size = 0;
};

}
