// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/findingtally.h"

namespace eventscope {

struct ValidationCounts {
    qint64 read = 0;    // valid + invalid + unjudged + rejected
    qint64 valid = 0;
    qint64 invalid = 0;
    qint64 unjudged = 0;
    qint64 rejected = 0;
    qint64 errors = 0;    // findings, rejects included
    qint64 warnings = 0;
    qint64 infos = 0;
    qint64 notJudged = 0;

    void add(const JudgedItem &item);
    void add(const ValidationCounts &other);
};

// One line an event: {"file","line","event","service","name","valid","findings":[{"rule","severity","pointer",
// "offset","length","line","column","message",…}]}; the offset is in bytes of the event's text. Of the
// findings no more than `most` are written; "more" then counts the others.
[[nodiscard]] QByteArray itemJson(const JudgedItem &item, std::size_t most = SIZE_MAX);

// Lines as compilers write them: file:line:column: severity: sentence [rule]; with details indented under it what
// was expected and found, where the rule comes from and the fix there is.
[[nodiscard]] QByteArray findingText(const QString &file, const JudgedItem::Placed &placed, bool details);

[[nodiscard]] QByteArray summaryJson(const ValidationCounts &counts);
// The most frequent problems, then the counts.
[[nodiscard]] QByteArray summaryText(const ValidationCounts &counts, const FindingTally &tally);
[[nodiscard]] QString countsSentence(const ValidationCounts &counts);

}
