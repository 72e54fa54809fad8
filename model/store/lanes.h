// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/blockscan.h"
#include "store/lanetally.h"
#include "store/payloadplaces.h"
#include "store/threads.h"

#include <QFuture>

#include <atomic>

namespace eventscope {

// Answers EventStore::lanes(), one question after the other, each on all cores. What it found of a filter is
// kept for the next question: other lanes of the same filter, or another time, are read from the columns at
// once, and rows that follow are added.
class LaneSearch {
public:
    LaneSearch(
        StoreAccess access, const Columns::Private &columns, const OriginLabels &labels, const PayloadPlaces &places);
    // Ends what is running; its futures are cancelled.
    ~LaneSearch();

    [[nodiscard]] QFuture<Result<Lanes>> lanes(const EventFilter &filter, const LaneSpec &spec);

private:
    using Cancelled = std::function<bool()>;
    class Matching;

    [[nodiscard]] Result<Lanes> answer(const EventFilter &filter, const LaneSpec &spec, const Cancelled &cancelled);
    void follow(const EventFilter &filter, Row end, const Cancelled &cancelled);
    void run(std::size_t shares, std::size_t threads, const std::function<void(const NextShare &)> &work,
        const Cancelled &cancelled);

    const StoreAccess m_access;
    const Columns::Private &m_columns;
    const OriginLabels &m_labels;
    const PayloadPlaces &m_places;
    TermTables m_tables;
    std::atomic<bool> m_stopping = false;

    // Of the searching thread alone.
    EventFilter m_filter;
    QList<QByteArray> m_properties;    // where they stood for that filter
    quint64 m_generation = 0;
    RowBits m_rows;
    LaneTally m_tally{Field::User};

    WorkerPool m_helpers;    // share the chunks
    WorkerPool m_search;     // one thread; the last member, so that it ends first
};

}
