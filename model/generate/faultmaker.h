// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontext.h"
#include "generate/recipeparts.h"

namespace eventscope {

// Makes an event's text faulty: what can be done to a text that is made. A fault whose place the event
// does not have leaves it as it is.
class FaultMaker {
public:
    [[nodiscard]] QByteArray applied(const EventFault &fault, const QByteArray &text, Making &making);

private:
    [[nodiscard]] std::vector<TextEdit> edits(const EventFault &fault, Making &making) const;
    [[nodiscard]] std::vector<TextEdit> breaking(EventFault::Breakage breakage) const;
    [[nodiscard]] Result<std::vector<TextEdit>> requoting(const EventFault &fault) const;

    JsonTape m_tape;
};

}
