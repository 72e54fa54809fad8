// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace eventscope {

enum class Severity : quint8 {
    NotJudged,    // the rule applies, but what it needs to know is not known here; never counts as wrong
    Info,         // advice
    Warning,      // likely wrong, or sources disagree
    Error,        // the service refuses or loses the event
};

// "not-judged", "info", "warning", "error": the spelling of definitions, the command line and reports.
[[nodiscard]] QByteArray severityId(Severity severity);
[[nodiscard]] std::optional<Severity> severityFromId(QByteArrayView id);

}
