// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/severity.h"

#include <QByteArray>

#include <vector>

namespace eventscope {

// A rule that an event broke, with the severity that counted.
struct RuleHit {
    QByteArray rule;    // "S9", "schema", "plan.missing"; no space or colon in it
    Severity severity = Severity::Error;

    friend bool operator==(const RuleHit &, const RuleHit &) = default;
};

// The rules that one event broke, as one text: "M10:warning M7:error", by rule and each once with its
// worst severity; empty where none was. What was not judged is not in it. Texts of equal sets are equal,
// so that a store keeps each set once.
[[nodiscard]] QByteArray ruleSetText(std::vector<RuleHit> hits);
// What ruleSetText() wrote; what is no such entry is passed over.
[[nodiscard]] std::vector<RuleHit> rulesOf(QByteArrayView ruleSet);
// Both sets as one.
[[nodiscard]] QByteArray joinedRules(const QByteArray &one, const QByteArray &other);
[[nodiscard]] bool hasRule(QByteArrayView ruleSet, QByteArrayView rule) noexcept;

}
