// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/judge.h"

#include <QHash>
#include <QVarLengthArray>

#include <array>
#include <atomic>

namespace eventscope {

// Which rules of a table one text broke, each with its worst severity.
class RuleHits {
public:
    void add(quint32 rule, Severity severity)
    {
        const quint32 code = rule << 2 | static_cast<quint32>(severity);
        for (quint32 &hit : m_hits) {
            if (hit >> 2 == rule) {
                hit = std::max(hit, code);
                return;
            }
        }
        m_hits.append(code);
    }

    [[nodiscard]] bool isEmpty() const noexcept { return m_hits.isEmpty(); }

private:
    friend class RuleTable;

    QVarLengthArray<quint32, 16> m_hits;    // rule << 2 | severity, in the order of coming
};

// Every rule of a definition by a number, with what the user made of its severity. Filled while the
// definition is compiled, then used from any thread.
class RuleTable {
public:
    RuleTable(QByteArray service, SeverityChanges changes);
    ~RuleTable();

    // Notes a rule, or one more severity of it. What it says and its source count when first told.
    quint32 add(const QByteArray &id, Severity severity, const QString &say = {}, const QString &source = {});

    // Of a rule that was added; of any other that of the first rule.
    [[nodiscard]] quint32 numberOf(const QByteArray &id) const noexcept { return m_numbers.value(id); }
    [[nodiscard]] const QByteArray &idOf(quint32 rule) const noexcept { return m_rules[rule].id; }
    [[nodiscard]] std::optional<RuleLevel> changeOf(quint32 rule) const noexcept { return m_rules[rule].changed; }
    [[nodiscard]] bool isOff(quint32 rule) const noexcept { return m_rules[rule].changed == RuleLevel::Off; }
    // What a breach of that severity counts as. Not for a rule that is off.
    [[nodiscard]] Severity counted(quint32 rule, Severity own) const noexcept
    {
        const auto &changed = m_rules[rule].changed;
        return changed ? static_cast<Severity>(*changed) : own;
    }
    [[nodiscard]] const std::vector<RuleInfo> &rules() const noexcept { return m_rules; }

    // As ruleset.h writes it. Sets that come often are written once.
    [[nodiscard]] QByteArray textOf(const RuleHits &hits) const;

private:
    struct KnownSet;

    [[nodiscard]] QByteArray written(const RuleHits &hits) const;

    QByteArray m_service;
    SeverityChanges m_changes;
    std::vector<RuleInfo> m_rules;
    QHash<QByteArray, quint32> m_numbers;
    mutable std::array<std::atomic<const KnownSet *>, 1024> m_sets{};    // each set once, and never another
};

static_assert(static_cast<Severity>(RuleLevel::Info) == Severity::Info);
static_assert(static_cast<Severity>(RuleLevel::Error) == Severity::Error);

}
