// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"

#include <string>
#include <vector>

namespace eventscope {

// A body without the events that are kept beside it, and where they stood. The events are looked for in their
// order; what is not found stays.
struct CutBody {
    QByteArray rest;
    QByteArray cuts;    // as the table has them

    [[nodiscard]] static CutBody of(const QByteArray &body, const Event *events, std::size_t count);
    // The body again, of as many texts as were cut out.
    [[nodiscard]] QByteArray joined(const std::vector<QByteArray> &texts) const;
    [[nodiscard]] std::size_t count() const noexcept;
};

// What is kept of a request beside its row, as the table has it.
struct ReceptionTexts {
    std::string headers;
    std::string answerHeaders;
    CutBody body;
};

}
