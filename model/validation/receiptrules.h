// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/ruleset.h"
#include "validation/judge.h"

namespace eventscope {

// What only the receiver knew of an event: of its request, its key, and what came before. It is kept with the event,
// as it cannot be judged again from its text.

// The rules of that set which are of this kind: the receiver's own ("repeat", "unrecognised", "refused"), and those
// of the definition that look at requests, keys and endpoints, unless they were switched off. The judge may be null.
[[nodiscard]] QByteArray receiptRules(const Judge *judge, QByteArrayView rules);

// Adds them to a judgement that does not have them, with what there is to say.
void addReceiptFindings(const Judge *judge, QByteArrayView rules, const JsonTape &event, Judgement &judgement);

}
