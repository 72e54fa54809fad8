// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "plan/profile.h"

namespace eventscope {

struct InferenceOptions {
    QString title = {};
    double rareType = 0.0;        // types of at most this share of a property's values are left out
    double required = 1.0;        // properties that at least this share of the events has are required
    std::size_t mostEnum = 10;    // strings of at most so many values are an enum…
    qint64 enumSeen = 20;         // …where each was seen so often on average
    bool ranges = false;          // "minimum" and "maximum" as seen
    bool formats = true;          // "format" where every string is of one
    bool others = false;          // properties that were not seen may come
};

// A plan that every event of the profile keeps to, with the options as they are by default. Shares stand as
// "x-share" (of the events that have it) and "x-types" beside what they are about, examples as "examples".
[[nodiscard]] Plan inferPlan(const Profile &profile, const InferenceOptions &options = {});
// The schema of one name's properties, as text.
[[nodiscard]] QByteArray inferSchema(const EventProfile &event, const InferenceOptions &options = {});

}
