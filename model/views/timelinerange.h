// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/timeaxis.h"

#include <optional>
#include <vector>

namespace eventscope {

// The shortest run of buckets that holds at least so many events; the first of several.
struct BucketRun {
    int first = 0;
    int last = 0;    // inclusive

    friend bool operator==(const BucketRun &, const BucketRun &) = default;
};
[[nodiscard]] std::optional<BucketRun> densestRun(const std::vector<qint64> &counts, qint64 atLeast);

// A few stray events must not make an overview useless: one in 1970 beside thousands of this week.
// How many of so many events an overview may leave out: one in a hundred, at least one of ten.
[[nodiscard]] qint64 straysAllowed(qint64 events);
// The narrower range that holds all but the strays, when it is less than a twentieth of what the
// histogram spans; nothing when it is not, or when there is nothing to leave out.
[[nodiscard]] std::optional<TimeRange> withoutStrays(const Histogram &histogram, qint64 events);

// The range without the empty buckets at its ends.
[[nodiscard]] TimeRange trimmed(const Histogram &histogram, TimeRange range);

// Events a bucket, all series together.
[[nodiscard]] std::vector<qint64> bucketTotals(const Histogram &histogram);

// A range in which all of these moments can be seen: a little wider than they are apart, a minute for
// a single moment.
[[nodiscard]] TimeRange comfortable(Micros earliest, Micros latest);

// What to show when events came or went: what is shown already as long as it has them all and is of use;
// else more room than is needed, where it is needed, so that a stream of events moves it seldom.
[[nodiscard]] TimeRange extended(TimeRange shown, TimeRange events);

// How many events when.
struct TimeCounts {
    TimeBuckets buckets;
    std::vector<qint64> counts;    // one for each bucket; none while nothing is known
};

}
