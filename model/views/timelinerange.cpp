// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timelinerange.h"

#include <algorithm>

namespace eventscope {

std::optional<BucketRun> densestRun(const std::vector<qint64> &counts, qint64 atLeast)
{
    std::optional<BucketRun> best;
    qint64 sum = 0;
    int first = 0;
    for (int last = 0; last < static_cast<int>(counts.size()); ++last) {
        sum += counts[static_cast<size_t>(last)];
        while (first < last && sum - counts[static_cast<size_t>(first)] >= atLeast)
            sum -= counts[static_cast<size_t>(first++)];
        if (sum >= atLeast && (!best || last - first < best->last - best->first))
            best = BucketRun{first, last};
    }
    return best;
}

qint64 straysAllowed(qint64 events)
{
    return std::max<qint64>(events / 100, events >= 10 ? 1 : 0);
}

std::optional<TimeRange> withoutStrays(const Histogram &histogram, qint64 events)
{
    const qint64 strays = straysAllowed(events);
    const std::vector<qint64> counts = bucketTotals(histogram);
    if (strays == 0 || counts.empty())
        return {};
    const std::optional<BucketRun> run = densestRun(counts, events - strays);
    if (!run || static_cast<size_t>(run->last - run->first + 1) * 20 > counts.size())
        return {};
    return TimeRange{
        histogram.from + run->first * histogram.bucket, histogram.from + (run->last + 1) * histogram.bucket};
}

TimeRange trimmed(const Histogram &histogram, TimeRange range)
{
    const std::vector<qint64> counts = bucketTotals(histogram);
    const auto filled = [](qint64 count) { return count > 0; };
    const auto first = std::ranges::find_if(counts, filled);
    const auto last = std::find_if(counts.rbegin(), counts.rend(), filled);
    if (first == counts.end())
        return range;
    return {std::max(range.from, histogram.from + (first - counts.begin()) * histogram.bucket),
        std::min(range.to, histogram.from + (counts.rend() - last) * histogram.bucket)};
}

std::vector<qint64> bucketTotals(const Histogram &histogram)
{
    size_t buckets = 0;
    for (const Histogram::Series &series : histogram.series)
        buckets = std::max(buckets, series.counts.size());
    std::vector<qint64> totals(buckets, 0);
    for (const Histogram::Series &series : histogram.series) {
        for (size_t i = 0; i < series.counts.size(); ++i)
            totals[i] += series.counts[i];
    }
    return totals;
}

TimeRange extended(TimeRange shown, TimeRange events)
{
    const bool roomy = events.span() < shown.span() / 3 && shown.span() > microsPerMinute;
    if (roomy)
        return comfortable(events.from, events.to - 1);
    const Micros room = std::max(shown.span(), events.span()) / 8;
    TimeRange range = shown;
    if (events.from < shown.from)
        range.from = std::max(events.from - room, allTime.from);
    if (events.to > shown.to)
        range.to = std::min(events.to + room, allTime.to);
    return range;
}

TimeRange comfortable(Micros earliest, Micros latest)
{
    const Micros apart = std::max<Micros>(0, latest - earliest);
    const Micros margin = apart == 0 ? microsPerMinute / 2 : std::max(apart / 50, TimeAxis::shortest / 2);
    return {std::max(earliest - margin, allTime.from), std::min(latest + margin, allTime.to)};
}

}
