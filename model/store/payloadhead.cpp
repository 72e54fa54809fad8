// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadhead.h"

#include "store/rowsort.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr Row headRows = 8'192;
constexpr Row headPart = 16;    // at most one of so many
constexpr Row samples = 4'096;

// A row before which about as many stand as a head has.
std::optional<Row> lastOfHead(const PayloadOrder &order, Row end)
{
    const Row wanted = std::min(headRows, end / headPart);
    const Row step = std::max<Row>(1, end / samples);
    std::vector<std::pair<PayloadOrder::Key, Row>> sampled;
    for (Row row = 0; row < end && end - row >= step; row += step)
        sampled.emplace_back(order.firstKey(row), row);
    const auto place = static_cast<std::ptrdiff_t>(wanted / step);
    if (place >= static_cast<std::ptrdiff_t>(sampled.size()))
        return {};
    std::nth_element(sampled.begin(), sampled.begin() + place, sampled.end());
    return sampled[static_cast<std::size_t>(place)].second;
}

EventFilter beforeIt(const EventFilter &filter, Micros time, bool descending)
{
    EventFilter::Node node;
    node.kind = EventFilter::Node::Kind::Term;
    node.term.field = Field::Time;
    node.term.op = FilterTerm::Op::Range;
    if (descending)
        node.term.timeFrom = time + 1;
    else
        node.term.timeTo = time;
    return filter.with(EventFilter(std::move(node)));
}

std::vector<Row> rowsOf(const EventFilter &filter, Row end, const PayloadSearch::Means &means)
{
    const ScanFilter scanFilter({filter}, means.dictionaries);
    ScanPlan plan;
    plan.columns = &means.dictionaries.columns;
    plan.filter = &scanFilter;
    plan.end = end;
    const std::size_t parts = (std::size_t(end) + Chunk::rows - 1) / Chunk::rows;
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::vector<Row> found;
    means.parallel.onThreads(parts, [&] {
        std::unique_ptr<PayloadReader> reader = means.takeReader();
        BlockScan scan(plan, reader.get(), means.cancelled);
        std::vector<Row> rows;
        for (std::size_t part = next++; part < parts && !means.cancelled(); part = next++) {
            const Row first = static_cast<Row>(part) * Chunk::rows;
            scan.scan(first, std::min(end, first + Chunk::rows), rows);
        }
        means.giveReader(reader);
        const std::scoped_lock locked(mutex);
        found.insert(found.end(), rows.begin(), rows.end());
    });
    std::sort(found.begin(), found.end());
    return found;
}

}

std::optional<PayloadHead> headInTime(const EventFilter &filter, const SearchOrders &orders, const PayloadOrder &order,
    const std::vector<PayloadOrder::Key> &bounds, Row end, const PayloadSearch::Means &means)
{
    if (orders.empty() || orders.front().key != SortKey::Time || !order.followsColumns())
        return {};
    const std::optional<Row> last = lastOfHead(order, end);
    if (!last)
        return {};
    PayloadHead head;
    head.below = order.firstKey(*last);
    const auto sharesBefore = std::lower_bound(bounds.begin(), bounds.end(), head.below) - bounds.begin();
    if (static_cast<std::size_t>(sharesBefore) * 2 <= bounds.size())
        return {};
    const Micros time = means.dictionaries.columns.chunk(*last).time[*last & (Chunk::rows - 1)];
    if (time == std::numeric_limits<Micros>::max())
        return {};
    head.rows = rowsOf(beforeIt(filter, time, orders.front().descending), end, means);
    sortRows(head.rows, orders, means.dictionaries, means.parallel, means.cancelled);
    return head;
}

}
