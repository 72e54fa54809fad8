// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/transportform.h"
#include "event/severity.h"
#include "service/scalar.h"

namespace eventscope {

struct StatusRange {
    int first = 0;
    int last = 0;

    [[nodiscard]] bool holds(int status) const noexcept { return status >= first && status <= last; }
};

// How a transport's replies are read: its "reply", compiled.
struct TransportForm::ReplyForm {
    // What a finding says where the reply is not as it should be.
    struct Rule {
        QByteArray id;
        Severity severity = Severity::Error;
        QString say;
        QString source;
    };
    // A value that must be in the reply for it to count as accepted.
    struct Where {
        JsonPointer at;
        Scalar is;
        std::optional<Rule> rule;
    };

    StatusRange accepted{200, 299};
    std::optional<Where> where;
    std::optional<JsonPointer> count;
    std::optional<Rule> countRule;      // fewer were taken than sent
    std::vector<JsonPointer> errors;    // where the service says what it thinks, the first that does
    std::vector<JsonPointer> ids;       // a token `*` stands for every item
    std::vector<StatusRange> retry{{429, 429}, {500, 599}};
    std::vector<StatusRange> pause;    // beside 401, 402 and 403
};

}
