// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/blockscan.h"
#include "store/eventstore.h"
#include "store/payloadplaces.h"
#include "store/threads.h"

#include <QPromise>

#include <atomic>

namespace eventscope {

// Hands the texts of many events to visitors, over several reading connections at once.
class Visits {
public:
    Visits(
        StoreAccess access, const Columns::Private &columns, const OriginLabels &labels, const PayloadPlaces &places);
    // Ends what is running; its futures are cancelled.
    ~Visits();

    [[nodiscard]] int workers() const noexcept { return static_cast<int>(m_pool.threads()); }
    [[nodiscard]] QFuture<Result<qint64>> visit(
        const EventFilter &filter, EventStore::Visitor visitor, const VisitOptions &options);
    [[nodiscard]] QFuture<Result<std::vector<Row>>> repeats(OriginId origin, Micros window);

private:
    class Run;

    const StoreAccess m_access;
    const Columns::Private &m_columns;
    const OriginLabels &m_labels;
    const PayloadPlaces &m_places;
    TermTables m_tables;
    std::atomic<bool> m_stopping = false;
    WorkerPool m_pool;    // the last member: it uses the others
};

}
