// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/outbox.h"
#include "views/timetext.h"

namespace eventscope {

// The outbox in words for people, translated.

// "Queued", "In flight", "Accepted" …
[[nodiscard]] QString outboxStateTitle(OutboxState state);
// What a job does now, in two or three words: "Sending", "Waits for its turn", "Paused", "Needs a key", "Done".
[[nodiscard]] QString jobStatus(const OutboxJob &job);
// Whether a person must resume it: it is held, or it is for production and was left by another run.
[[nodiscard]] bool needsWord(const OutboxJob &job);
// The worst that became of its events; Queued while any is.
[[nodiscard]] OutboxState jobState(const OutboxJob &job);
// "7 accepted · 2 rejected": states that are not empty, the good ones first.
[[nodiscard]] QString jobCounts(const OutboxJob &job);
// What it is, what became of it and what can be done, in some sentences. `guarded`: its events have keys by which
// the service knows them again.
[[nodiscard]] QString jobSentence(const OutboxJob &job, Micros now, bool guarded = false);
// "in 4 s", "at once"; empty for a moment that is none.
[[nodiscard]] QString dueText(Micros due, Micros now);
// "1 to 1,000", "7".
[[nodiscard]] QString placesText(const OutboxPart &part);

}
