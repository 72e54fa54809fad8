// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/judgeplan.h"

#include <QHash>

namespace eventscope {

// How severe the worst is, and whether anything was not judged.
class VerdictReport final : public RuleReport {
public:
    void enter(const Rule &rule) noexcept { m_rule = &rule; }

    void found(JsonValue, WordsCall, Severity ceiling) override { raise(std::min(m_rule->severity, ceiling)); }
    void foundAs(JsonValue, const QByteArray &, Severity severity, WordsCall) override { raise(severity); }
    void notJudged(JsonValue) override { m_partly = true; }
    [[nodiscard]] bool isDetailed() const noexcept override { return false; }

    [[nodiscard]] Severity worst() const noexcept { return m_worst; }
    [[nodiscard]] bool isPartly() const noexcept { return m_partly; }

private:
    void raise(Severity severity) noexcept { m_worst = std::max(m_worst, severity); }

    const Rule *m_rule = nullptr;
    Severity m_worst = Severity::NotJudged;
    bool m_partly = false;
};

// How many breaches of which rule: to compare a text before and after a mend.
class CountingReport final : public RuleReport {
public:
    void enter(const Rule &rule) noexcept { m_rule = &rule; }

    void found(JsonValue at, WordsCall words, Severity ceiling) override
    {
        foundAs(at, m_rule->id, std::min(m_rule->severity, ceiling), words);
    }
    void foundAs(JsonValue, const QByteArray &rule, Severity severity, WordsCall) override
    {
        ++m_counts[rule];
        m_errors += severity == Severity::Error ? 1 : 0;
    }
    void notJudged(JsonValue) override {}
    [[nodiscard]] bool isDetailed() const noexcept override { return true; }

    [[nodiscard]] qsizetype errors() const noexcept { return m_errors; }
    [[nodiscard]] qsizetype of(const QByteArray &rule) const { return m_counts.value(rule); }

private:
    const Rule *m_rule = nullptr;
    QHash<QByteArray, qsizetype> m_counts;
    qsizetype m_errors = 0;
};

// Every breach as a finding, with what could mend it.
class FindingReport final : public RuleReport {
public:
    struct Noted {
        Finding finding;
        JsonValue at;
        const FixPlan *fix = nullptr;
        bool lacks = false;
    };

    explicit FindingReport(const JudgePlans &plans)
        : m_plans(plans)
    {}

    void enter(const Rule &rule) noexcept { m_rule = &rule; }
    void turnToEnvelope(bool inEnvelope) noexcept { m_inEnvelope = inEnvelope; }

    void found(JsonValue at, WordsCall words, Severity ceiling) override;
    void foundAs(JsonValue at, const QByteArray &rule, Severity severity, WordsCall words) override;
    void notJudged(JsonValue at) override;
    [[nodiscard]] bool isDetailed() const noexcept override { return true; }

    [[nodiscard]] Severity worst() const noexcept { return m_worst; }
    [[nodiscard]] bool isPartly() const noexcept { return m_partly; }
    // In the order of the text; the envelope's before the event's.
    [[nodiscard]] std::vector<Noted> take();

private:
    void note(JsonValue at, const QByteArray &rule, Severity severity, RuleWords words);

    const JudgePlans &m_plans;
    const Rule *m_rule = nullptr;
    bool m_inEnvelope = false;
    Severity m_worst = Severity::NotJudged;
    bool m_partly = false;
    std::vector<Noted> m_noted;
};

}
