// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadsearch.h"

#include "store/payloadhead.h"
#include "store/rowsort.h"
#include "store/tallies.h"

#include <algorithm>
#include <numeric>

namespace eventscope {

namespace {

constexpr Row shareRows = 2 * scanBlockRows;
constexpr int searchCancelEvery = 64;    // payloads
constexpr std::chrono::milliseconds tellEvery(100);
constexpr std::chrono::milliseconds tellFirst(30);    // how far it is, should nothing be found so soon

}

// Scans shares, one a thread.
class PayloadSearch::Worker {
public:
    Worker(PayloadSearch &search, PayloadReader *reader)
        : m_search(search)
        , m_reader(reader)
        , m_scan(search.m_plan, search.m_scanFilter->needsPayload() ? reader : nullptr, search.m_means.cancelled)
        , m_values(search.m_order.paths().size())
    {
        for (const PathFacet &facet : search.m_pathFacets) {
            m_facets.push_back(facet.counted->another());
            m_facetScans.push_back(facet.filter
                                       ? std::make_unique<BlockScan>(facet.plan,
                                             facet.filter->needsPayload() ? reader : nullptr, search.m_means.cancelled)
                                       : nullptr);
        }
    }

    void scan(std::size_t at)
    {
        const Share &share = m_search.m_shares[at];
        const Row end = std::min(m_search.m_end, share.first + shareRows);
        std::vector<Row> rows;
        m_scan.scan(share.first, end, rows);
        for (PayloadValues &values : m_values)
            values.reset(rows.size());
        if (wantsValues())
            readValues(rows);
        for (std::size_t i = 0; i < m_facets.size(); ++i) {
            if (!m_facetScans[i])
                continue;
            m_others.clear();
            m_facetScans[i]->scan(share.first, end, m_others);
            read(m_others, [&](Row) { m_facets[i].count(m_payload); });
        }
        m_search.take(at, std::move(rows), m_values);
    }

    void addTo(PayloadSearch &search) const
    {
        m_scan.addTo(search.m_tally);
        for (std::size_t i = 0; i < m_facets.size(); ++i)
            search.m_pathFacets[i].counted->add(m_facets[i]);
    }

private:
    [[nodiscard]] bool wantsValues() const
    {
        return !m_values.empty() ||
               std::any_of(m_facetScans.begin(), m_facetScans.end(), [](const auto &scan) { return !scan; });
    }

    void readValues(const std::vector<Row> &rows)
    {
        const std::vector<PayloadPath> &paths = m_search.m_order.paths();
        read(rows, [&](Row place) {
            for (std::size_t i = 0; i < paths.size(); ++i)
                m_values[i].set(place, paths[i].in(m_payload));
            for (std::size_t i = 0; i < m_facets.size(); ++i) {
                if (!m_facetScans[i])
                    m_facets[i].count(m_payload);
            }
        });
    }

    template <typename Visit>
    void read(const std::vector<Row> &rows, Visit visit)
    {
        m_wanted.clear();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const Chunk &chunk = m_search.m_columns.chunk(rows[i]);
            m_wanted.push_back({chunk.id[rows[i] & (Chunk::rows - 1)], static_cast<Row>(i)});
        }
        if (m_wanted.empty())
            return;
        int untilCancel = searchCancelEvery;
        m_reader->read(m_wanted, [&](Row place, std::string_view text) {
            m_payload.set(text);
            visit(place);
            if (--untilCancel > 0)
                return true;
            untilCancel = searchCancelEvery;
            return !m_search.m_means.cancelled();
        });
    }

    PayloadSearch &m_search;
    PayloadReader *m_reader;
    BlockScan m_scan;
    std::vector<PayloadValues> m_values;    // by path
    std::vector<PayloadFacet> m_facets;
    std::vector<std::unique_ptr<BlockScan>> m_facetScans;    // null: under the search's own filter
    std::vector<PayloadReader::Wanted> m_wanted;
    std::vector<Row> m_others;
    LazyPayload m_payload;
};

bool PayloadSearch::isFor(const EventFilter &filter, const SearchSpec &spec)
{
    return (spec.stream && filter.needsPayload()) ||
           (spec.rows && std::any_of(spec.order.begin(), spec.order.end(),
                             [](const SearchOrder &order) { return order.key == SortKey::Path; })) ||
           std::any_of(spec.facets.begin(), spec.facets.end(),
               [](const FacetSpec &facet) { return facet.field == Field::Path; });
}

PayloadSearch::PayloadSearch(const EventFilter &filter, const SearchSpec &spec, const Means &means)
    : m_filter(filter)
    , m_spec(spec)
    , m_means(means)
    , m_columns(means.dictionaries.columns)
    , m_end(m_columns.size())
    , m_order(spec.rows ? spec.order : SearchOrders(), means.dictionaries)
{}

void PayloadSearch::planFacets()
{
    std::vector<EventFilter> filters{m_filter};
    for (std::size_t i = 0; i < m_spec.facets.size(); ++i) {
        const FacetSpec &facet = m_spec.facets[i];
        EventFilter without = m_filter.without({facet.field, facet.path});
        if (facet.field == Field::Path) {
            PathFacet &counted = m_pathFacets.emplace_back(PathFacet{i, nullptr, {}, {}});
            counted.counted.emplace(facet, m_means.dictionaries.places);
            if (without != m_filter)
                counted.filter = std::make_unique<ScanFilter>(std::vector{without}, m_means.dictionaries);
            continue;
        }
        const CountedColumn column = countedColumn(facet.field);
        m_plan.facets.push_back(column);
        m_plan.facetTerms.push_back(termCount(column, m_columns, m_means.dictionaries.labels));
        filters.push_back(std::move(without));
    }
    m_scanFilter = std::make_unique<ScanFilter>(filters, m_means.dictionaries);
    m_plan.columns = &m_columns;
    m_plan.filter = m_scanFilter.get();
    m_plan.end = m_end;
    for (PathFacet &facet : m_pathFacets) {
        facet.plan.columns = &m_columns;
        facet.plan.filter = facet.filter.get();
        facet.plan.end = m_end;
    }
}

// Those first that can have what comes first.
void PayloadSearch::planShares()
{
    m_shares.resize((std::size_t(m_end) + shareRows - 1) / shareRows);
    for (std::size_t i = 0; i < m_shares.size(); ++i)
        m_shares[i].first = static_cast<Row>(i) * shareRows;
    std::vector<PayloadOrder::Key> bounds;
    if (m_order.followsColumns() && m_spec.stream) {
        m_means.parallel.forEach(m_shares.size(), [this](std::size_t i) {
            Share &share = m_shares[i];
            share.bound = m_order.lowestFirstKey(share.first, std::min(m_end, share.first + shareRows));
        });
        std::stable_sort(
            m_shares.begin(), m_shares.end(), [](const Share &a, const Share &b) { return a.bound < b.bound; });
        for (const Share &share : m_shares)
            bounds.push_back(share.bound);
    }
    m_codes.resize(m_order.paths().size());
    if (!m_spec.stream)
        return;
    m_stream.emplace(m_order, bounds);
    if (m_spec.rows && m_scanFilter->needsPayload())
        tellHead(bounds);
}

void PayloadSearch::tellHead(const std::vector<PayloadOrder::Key> &bounds)
{
    auto head = headInTime(m_filter, m_spec.order, m_order, bounds, m_end, m_means);
    if (!head || head->rows.empty() || m_means.cancelled())
        return;
    SearchResult result;
    result.partial = true;
    result.total = m_headFound = static_cast<qint64>(head->rows.size());
    result.seen = m_end;
    m_stream->begin(std::move(head->rows), head->below);
    result.rows = m_stream->rows(m_codes);
    m_toldRows = true;
    m_told = std::chrono::steady_clock::now();
    m_means.tell(std::move(result));
}

void PayloadSearch::work()
{
    try {
        std::unique_ptr<PayloadReader> reader = m_means.takeReader();
        Worker worker(*this, reader.get());
        for (std::size_t share = m_next++; share < m_shares.size() && !m_means.cancelled(); share = m_next++)
            worker.scan(share);
        m_means.giveReader(reader);
        const std::scoped_lock locked(m_mutex);
        worker.addTo(*this);
    } catch (...) {
        m_next = m_shares.size();
        throw;
    }
}

void PayloadSearch::take(std::size_t share, std::vector<Row> rows, const std::vector<PayloadValues> &values)
{
    if (m_means.cancelled())
        return;    // perhaps half done
    const std::scoped_lock locked(m_mutex);
    Share &done = m_shares[share];
    for (std::size_t path = 0; path < values.size(); ++path)
        done.codes.push_back(m_codes[path].codesOf(values[path]));
    m_found += static_cast<qint64>(rows.size());
    m_looked += std::min(shareRows, m_end - done.first);
    if (m_stream && m_spec.rows)
        m_stream->add(share, rows, done.codes, m_codes);
    if (m_keepRows)
        done.rows = std::move(rows);
    if (m_stream)
        tellIfDue();
}

void PayloadSearch::tellIfDue()
{
    const auto now = std::chrono::steady_clock::now();
    const bool firstRows = !m_toldRows && m_found > 0 && m_spec.rows;
    if ((!firstRows && now - m_told < tellEvery) || m_looked == m_end)
        return;    // the last of all is told by the end
    SearchResult result;
    result.partial = true;
    result.total = std::max(m_found, m_headFound);
    result.looked = m_looked;
    result.seen = m_end;
    if (m_spec.rows)
        result.rows = m_stream->rows(m_codes);
    if (firstRows && result.rows.empty() && now - m_told < tellEvery)
        return;    // none is known to be the first yet
    m_toldRows = m_toldRows || !result.rows.empty();
    m_told = now;
    m_means.tell(std::move(result));
}

// In the order of the rows; the shares' memory is given back.
void PayloadSearch::joinShares(std::vector<Row> &rows, std::vector<std::vector<PayloadCodes::Code>> &codes)
{
    std::sort(m_shares.begin(), m_shares.end(), [](const Share &a, const Share &b) { return a.first < b.first; });
    codes.resize(m_order.paths().size());
    rows.reserve(static_cast<std::size_t>(m_found));
    for (Share &share : m_shares) {
        rows.insert(rows.end(), share.rows.begin(), share.rows.end());
        for (std::size_t path = 0; path < share.codes.size(); ++path)
            codes[path].insert(codes[path].end(), share.codes[path].begin(), share.codes[path].end());
        share = {};
    }
}

Result<SearchResult> PayloadSearch::run()
{
    m_told = std::chrono::steady_clock::now() - tellEvery + tellFirst;
    planFacets();
    planShares();
    HistogramTally histogram;
    if (m_spec.histogram)
        histogram = HistogramTally(*m_spec.histogram, m_columns);
    histogram.prepare(m_plan);
    m_keepRows = m_spec.rows || histogram.needsRows();
    m_plan.rows = true;    // what is found is counted by them
    m_tally = ScanTally(m_plan);
    m_means.parallel.onThreads(m_shares.size(), [this] { work(); });
    if (m_means.cancelled())
        return failure(Error::Kind::Cancelled, {});

    SearchResult result = finished();
    std::vector<std::vector<PayloadCodes::Code>> codes;
    if (m_keepRows)
        joinShares(result.rows, codes);
    if (m_spec.histogram)
        result.histogram = histogram.result(m_tally, result.rows);
    if (m_spec.rows && codes.empty())
        sortRows(result.rows, m_spec.order, m_means.dictionaries, m_means.parallel, m_means.cancelled);
    else if (m_spec.rows)
        m_order.sort(result.rows, codes, m_codes, m_means.parallel, m_means.cancelled);
    else
        result.rows = {};
    return result;
}

SearchResult PayloadSearch::finished()
{
    SearchResult result;
    result.seen = m_end;
    result.looked = m_end;
    result.total = m_tally.total;
    if (m_tally.total > 0) {
        result.earliest = m_tally.earliest;
        result.latest = m_tally.latest;
    }
    std::size_t column = 0;
    std::size_t path = 0;
    for (const FacetSpec &facet : m_spec.facets) {
        if (facet.field == Field::Path) {
            result.facets.push_back(m_pathFacets[path++].counted->facet());
            continue;
        }
        const std::vector<quint32> &counts = m_tally.facets[column++];
        result.facets.push_back(facetOf(facet, counts, m_columns, m_means.dictionaries.labels, m_means.parallel));
    }
    return result;
}

}
