// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/profile.h"

#include <QString>

namespace eventscope {

// One difference between two sets of events.
struct Drift {
    enum class Kind : quint8 {
        NewEvent,     // only in the later set
        GoneEvent,    // only in the earlier one
        NewProperty,
        GoneProperty,
        Presence,     // the share of events that have it moved by at least the threshold
        Types,        // a type that was not there before, or is no more, or whose share moved
        NewValues,    // values of what was an enumeration before
    };
    Kind kind = Kind::NewEvent;
    QByteArray event;
    QByteArray property;    // empty for events
    double before = 0;      // shares, 0 to 1; of events their counts
    double after = 0;
    QString sentence;    // "tokens is a string in 16 % of the events now, and was never before."
};

struct DriftOptions {
    double threshold = 0.05;    // of shares
    qint64 least = 10;          // events of a name in both sets before shares are compared
};

// By event, then property.
[[nodiscard]] std::vector<Drift> driftBetween(
    const Profile &before, const Profile &after, const DriftOptions &options = {});

// "new-event", "gone-event", …: for reports.
[[nodiscard]] QByteArray driftKindId(Drift::Kind kind);

}
