// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/columnstage.h"

namespace eventscope {

void ColumnStage::append(std::span<const StagedRow> rows)
{
    while (!rows.empty()) {
        const Row at = m_size & (Chunk::rows - 1);
        if (at == 0)
            m_chunks.push_back(m_memory.add());
        const std::span<const StagedRow> fitting = rows.first(std::min<std::size_t>(rows.size(), Chunk::rows - at));
        m_chunks.back()->write(at, fitting, m_memory);
        m_size += static_cast<Row>(fitting.size());
        rows = rows.subspan(fitting.size());
    }
}

}
