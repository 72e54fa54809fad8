// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/blockscan.h"
#include "store/parallel.h"
#include "store/payloadfacet.h"
#include "store/payloadorder.h"
#include "store/payloadstream.h"

#include <atomic>
#include <chrono>
#include <mutex>

namespace eventscope {

// One search that looks into payloads and tells meanwhile what it found: where that is asked for, and where paths
// are sorted by or counted. On all cores, the shares of the rows that come first in the order first.
class PayloadSearch {
public:
    struct Means {
        const ScanDictionaries &dictionaries;
        const Parallel &parallel;
        std::function<std::unique_ptr<PayloadReader>()> takeReader;
        std::function<void(std::unique_ptr<PayloadReader> &)> giveReader;
        std::function<bool()> cancelled;
        std::function<void(SearchResult)> tell;    // on any thread, one call at a time
    };

    [[nodiscard]] static bool isFor(const EventFilter &filter, const SearchSpec &spec);

    // All three must outlive it.
    PayloadSearch(const EventFilter &filter, const SearchSpec &spec, const Means &means);

    // Once. Throws SQLite::Exception.
    [[nodiscard]] Result<SearchResult> run();

private:
    // A facet of a path: what it counts, and under which filter where that is not the search's own.
    struct PathFacet {
        std::size_t place;    // among all facets
        std::unique_ptr<ScanFilter> filter;
        ScanPlan plan;
        std::optional<PayloadFacet> counted;
    };

    struct Share {
        Row first = 0;
        PayloadOrder::Key bound = 0;
        std::vector<Row> rows;
        std::vector<std::vector<PayloadCodes::Code>> codes;    // by path
    };
    class Worker;

    void planFacets();
    void planShares();
    void tellHead(const std::vector<PayloadOrder::Key> &bounds);
    void work();
    void take(std::size_t share, std::vector<Row> rows, const std::vector<PayloadValues> &values);
    void tellIfDue();
    [[nodiscard]] SearchResult finished();
    void joinShares(std::vector<Row> &rows, std::vector<std::vector<PayloadCodes::Code>> &codes);

    const EventFilter &m_filter;
    const SearchSpec &m_spec;
    const Means &m_means;
    const Columns::Private &m_columns;
    const Row m_end;
    std::unique_ptr<ScanFilter> m_scanFilter;
    ScanPlan m_plan;
    bool m_keepRows = true;
    std::vector<PathFacet> m_pathFacets;
    PayloadOrder m_order;
    std::vector<Share> m_shares;    // in the order in which they are scanned
    std::atomic<std::size_t> m_next = 0;

    std::mutex m_mutex;    // for what follows
    ScanTally m_tally;
    std::vector<PayloadCodes> m_codes;    // by path
    std::optional<PayloadStream> m_stream;
    qint64 m_headFound = 0;    // before all shares
    qint64 m_found = 0;
    qint64 m_looked = 0;
    bool m_toldRows = false;
    std::chrono::steady_clock::time_point m_told;
};

}
