// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/cutsink.h"
#include "validation/seriesjudge.h"

namespace eventscope {

// Judges what one input hands over as part of a series. Facts go in, then their event is judged. For the
// thread that reads.
class SeriesStage {
public:
    // The judge may have seen other inputs before.
    explicit SeriesStage(SeriesJudge &judge)
        : m_judge(judge)
    {}

    [[nodiscard]] SeriesFacts &facts() noexcept { return m_facts; }
    [[nodiscard]] Judgement judge(const CutPlace &at) { return m_judge.judge(m_facts, batchAt(at)); }
    [[nodiscard]] Judgement verdict(const CutPlace &at) { return m_judge.verdict(m_facts, batchAt(at)); }

private:
    // Numbers of batches tell those of one input apart; the judge's tell all.
    [[nodiscard]] qint64 batchAt(const CutPlace &at)
    {
        if (at.batch != m_inInput) {
            m_inInput = at.batch;
            m_batch = at.batch == 0 ? 0 : m_judge.newBatch();
        }
        return m_batch;
    }

    SeriesJudge &m_judge;
    SeriesFacts m_facts;
    qint64 m_inInput = 0;
    qint64 m_batch = 0;
};

}
