// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/severity.h"

#include <QByteArray>
#include <QHash>
#include <QString>

namespace eventscope {

// What people read about a rule.
struct RuleNote {
    QString about;     // one sentence; may be empty
    QString source;    // where it is stated; may be empty

    friend bool operator==(const RuleNote &, const RuleNote &) = default;
};

// The words of all rules, by service and id. A value.
class RuleBook {
public:
    // An empty service: those of any service that has none of its own of that id.
    void add(const QByteArray &service, const QByteArray &rule, const RuleNote &words);
    [[nodiscard]] RuleNote of(const QByteArray &service, const QByteArray &rule) const;
    // By id alone, for lists that know no service; nothing where services differ in what they say.
    [[nodiscard]] QString aboutAny(const QByteArray &rule) const;
    [[nodiscard]] QList<QByteArray> rules() const { return m_any.keys(); }

    // A line for each rule of an event's set (ruleset.h), the worst first: "Error · M7 · A customer is named."
    [[nodiscard]] QString linesOf(const QByteArray &service, QByteArrayView ruleSet) const;

private:
    QHash<std::pair<QByteArray, QByteArray>, RuleNote> m_words;
    QHash<QByteArray, QString> m_any;
};

// "Error", "Warning", "Advice", "Not judged", translated.
[[nodiscard]] QString severityTitle(Severity severity);
// "M7, M10": the ids of an event's set, the worst first.
[[nodiscard]] QString ruleIds(QByteArrayView ruleSet);

}
