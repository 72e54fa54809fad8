// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"
#include "event/severity.h"

#include <QByteArray>

#include <map>
#include <optional>

class QSettings;

namespace eventscope {

// How a rule counts where a user changed it.
enum class RuleLevel : quint8 { Off, Info, Warning, Error };

// "off", "info", "warning", "error".
[[nodiscard]] QByteArray ruleLevelId(RuleLevel level);
[[nodiscard]] std::optional<RuleLevel> ruleLevelFromId(QByteArrayView id);

// The severities of rules that a user changed. A rule that has several severities of its own has only the
// changed one then; one that is off finds nothing. A value.
class SeverityChanges {
public:
    // Without a service: of whatever service has a rule of that id. A service's own entry wins.
    void set(const QByteArray &service, const QByteArray &rule, std::optional<RuleLevel> level);
    [[nodiscard]] std::optional<RuleLevel> of(QByteArrayView service, QByteArrayView rule) const;
    [[nodiscard]] bool isEmpty() const noexcept { return m_levels.empty(); }

    // "M7=warning", "SERVICE/M7=off": as the command line takes them. BadInput says what is wrong.
    [[nodiscard]] Result<void> add(const QByteArray &text);

    // Kept in the settings as "severities/changes", a list of what add() takes.
    [[nodiscard]] static SeverityChanges load(const QSettings &settings);
    void save(QSettings &settings) const;

    friend bool operator==(const SeverityChanges &, const SeverityChanges &) = default;

private:
    std::map<std::pair<QByteArray, QByteArray>, RuleLevel> m_levels;    // service, rule
};

}
