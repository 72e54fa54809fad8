// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"
#include "validation/finding.h"
#include "validation/seriesplan.h"
#include "validation/seriesvalues.h"

namespace eventscope {

// One breach of a rule that looks across events.
struct SeriesBreach {
    enum class Why : quint8 {
        SameBatch,
        WithinWindow,
        NewName,
        OtherNames,
        OtherType,
        TooMany,
        Unknown,    // told from the event alone, later
    };

    const SeriesRule *rule = nullptr;
    Why why = Why::Unknown;
    JsonValue at;
    seriesvalues::Type before = seriesvalues::Type::Null;    // OtherType
};

[[nodiscard]] Finding findingOf(const SeriesBreach &breach);

}
