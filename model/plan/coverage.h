// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "plan/profile.h"

namespace eventscope {

// One property of one event, planned or seen.
struct PropertyCoverage {
    QByteArray name;
    bool planned = false;
    bool known = true;    // false: the plan has a schema of whole events; whether it speaks of this is not known
    bool required = false;
    qint64 seen = 0;             // events that have it
    double share = 0;            // of the events of its name; 0 to 1
    QString types;               // "84 % integer, 16 % string"; empty when not seen
    bool typesDiffer = false;    // some value is of a type that is not planned
    std::optional<Micros> first, last;
};

// One event name, planned or seen.
struct EventCoverage {
    QByteArray name;
    bool planned = false;
    std::optional<PlanStatus> status;    // of a planned one
    QByteArray nearly;                   // of an unplanned one: the planned name that is probably meant
    qint64 seen = 0;
    std::optional<Micros> first, last;
    std::vector<PropertyCoverage> properties;    // planned ones in their order, then the others by name
};

struct Coverage {
    std::vector<EventCoverage> events;    // planned ones in their order, then the others, most seen first
    qint64 count = 0;                     // events looked at
    // Of the planned ones that are not of status Planned.
    int plannedSeen = 0;
    int plannedUnseen = 0;
    int unplannedSeen = 0;    // names
};

[[nodiscard]] Coverage coverageOf(const Plan &plan, const Profile &profile);
// The planned name that a name is probably meant as: the same but for case, separators or a plural.
// Empty without one.
[[nodiscard]] QByteArray nearlyPlanned(const Plan &plan, QByteArrayView name);

}
