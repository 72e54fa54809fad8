// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/orderedpool.h"
#include "cli/reportwriter.h"

#include <variant>

namespace eventscope {

// Judges events by the rules of their services: reads them in one thread, and makes sentences of what is wrong
// in several.
class EventValidation {
public:
    using Take = std::function<void(ReportedBatch)>;

    // The batches are taken in the order of the events, in the thread of the calls.
    EventValidation(ServiceSet services, ImportOptions options, ReportOptions report, Take take);

    [[nodiscard]] Result<void> read(const ImportSource &source);
    // Hands over all that was read.
    void flush() { m_pool.finish(); }

private:
    struct Pending {
        ReadEvent event;
        qint64 column = 1;
    };
    using Piece = std::variant<Pending, JudgedItem>;

    [[nodiscard]] Judgement findings(EventReader &reader, ReadEvent &event) const;
    [[nodiscard]] ReportedBatch judge(std::vector<Piece> pieces) const;

    ServiceSet m_services;
    ImportOptions m_options;
    ReportOptions m_report;
    SeriesJudge m_series;    // goes on from file to file
    PlaceInFile m_place;
    OrderedPool<Piece, ReportedBatch> m_pool;
};

}
