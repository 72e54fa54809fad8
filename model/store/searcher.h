// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/blockscan.h"
#include "store/parallel.h"
#include "store/payloadplaces.h"
#include "store/totalcounts.h"

#include <QFuture>
#include <QPromise>

#include <atomic>

namespace eventscope {

// Answers searches from the columns and, where the filter asks for it, from payloads, on all cores.
class Searcher {
public:
    Searcher(
        StoreAccess access, const Columns::Private &columns, const OriginLabels &labels, const PayloadPlaces &places);
    // Ends what is running; its futures are cancelled.
    ~Searcher();

    [[nodiscard]] QFuture<Result<SearchResult>> search(const EventFilter &filter, const SearchSpec &spec);
    [[nodiscard]] QFuture<Result<std::vector<ProblemGroup>>> problems(const EventFilter &filter);

private:
    struct Pass;
    using Cancelled = std::function<bool()>;
    template <typename T>
    using Tell = std::function<void(T)>;    // gives the future a result before its last one

    template <typename T>
    [[nodiscard]] QFuture<Result<T>> start(std::function<Result<T>(const Cancelled &, const Tell<T> &)> work);
    [[nodiscard]] Result<std::vector<ProblemGroup>> countProblems(
        const EventFilter &filter, const Cancelled &cancelled);
    [[nodiscard]] Result<SearchResult> answer(
        const EventFilter &filter, const SearchSpec &spec, const Cancelled &cancelled, const Tell<SearchResult> &tell);
    // The matching rows, in their order, are put into `rows`.
    [[nodiscard]] ScanTally runPass(const ScanPlan &plan, std::vector<Row> &rows, const Cancelled &cancelled);
    [[nodiscard]] ScanTally newTally(const ScanPlan &plan);
    void keepMemory(ScanTally &&tally);
    [[nodiscard]] ScanTally runPass(
        const ScanPlan &plan, bool everyRow, std::vector<Row> &rows, const Cancelled &cancelled);
    [[nodiscard]] bool matchesAll(const ScanPlan &plan) const;
    void runShares(Pass &pass);
    [[nodiscard]] std::unique_ptr<PayloadReader> takeReader();
    void giveReader(std::unique_ptr<PayloadReader> &reader);

    const StoreAccess m_access;
    const Columns::Private &m_columns;
    const OriginLabels &m_labels;
    const PayloadPlaces &m_places;
    TermTables m_tables;
    TotalCounts m_totals;
    std::atomic<bool> m_stopping = false;
    std::mutex m_spareMutex;
    ScanTally::Spare m_spare;    // memory of megabytes that searches use one after the other
    std::mutex m_readersMutex;
    std::vector<std::unique_ptr<PayloadReader>> m_readers;
    WorkerPool m_helpers;     // share the blocks of a pass
    WorkerPool m_searches;    // one thread a search; the last member, so that they end first
};

}
