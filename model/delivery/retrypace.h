// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/timestamp.h"
#include "store/endpoints.h"

#include <optional>
#include <vector>

namespace eventscope {

// When something is tried again.
struct RetryPace {
    Micros first = 1'000'000;    // after the first attempt, doubled with each
    Micros longest = 300'000'000;
    double jitter = 0.5;                      // of the pause, taken off at random
    Micros longestWished = 86'400'000'000;    // of a Retry-After
};

// The pause after so many attempts, from 1; `chance` from 0 to below 1 says how much of the jitter is taken off.
[[nodiscard]] Micros pauseAfter(const RetryPace &pace, int attempts, double chance) noexcept;

// The pause that a reply asks for by its Retry-After, from now on, at most the longest that is granted; the
// longest of several. Seconds, or a date in any of the three forms of HTTP, which is measured by the reply's own
// Date where it has one: its clock may be another. A date that has passed is 0. Nothing for what is neither.
[[nodiscard]] std::optional<Micros> wishedPause(
    const std::vector<NamedValue> &headers, Micros now, const RetryPace &pace);

// The moment that a date of HTTP names: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or
// `Sun Nov  6 08:49:37 1994`. A year of two digits is the one less than 50 years after `now`.
[[nodiscard]] std::optional<Micros> httpDate(QByteArrayView text, Micros now);

}
