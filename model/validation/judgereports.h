// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/judgeplan.h"

#include <QHash>

#include <tuple>

namespace eventscope {

// What all reports count: each breach with its severity as the user wants it.
class CountedReport : public RuleReport {
public:
    explicit CountedReport(const RuleTable &rules)
        : m_rules(rules)
    {}

    void enter(const Rule &rule) noexcept { m_rule = &rule; }
    [[nodiscard]] Severity worst() const noexcept { return m_worst; }
    [[nodiscard]] bool isPartly() const noexcept { return m_partly; }
    [[nodiscard]] QByteArray brokenRules() const { return m_rules.textOf(m_hits); }

protected:
    [[nodiscard]] const Rule &rule() const noexcept { return *m_rule; }
    [[nodiscard]] const RuleTable &rules() const noexcept { return m_rules; }

    // The present rule's severity under that ceiling.
    [[nodiscard]] Severity severityBelow(Severity ceiling) const noexcept
    {
        return m_rule->isChanged ? m_rule->severity : std::min(m_rule->severity, ceiling);
    }
    void count(quint32 number, Severity severity)
    {
        m_worst = std::max(m_worst, severity);
        m_hits.add(number, severity);
    }
    // False where nothing is to be said of it.
    [[nodiscard]] bool countNotJudged() noexcept
    {
        m_partly = m_partly || !m_rule->isOff;
        return !m_rule->isOff;
    }

private:
    const RuleTable &m_rules;
    const Rule *m_rule = nullptr;
    Severity m_worst = Severity::NotJudged;
    bool m_partly = false;
    RuleHits m_hits;
};

// Which rules were broken, how severe the worst is, and whether anything was not judged.
class VerdictReport final : public CountedReport {
public:
    using CountedReport::CountedReport;

    void found(JsonValue, WordsCall, Severity ceiling) override { count(rule().number, severityBelow(ceiling)); }
    void foundAs(JsonValue, const QByteArray &id, Severity severity, WordsCall) override
    {
        const quint32 number = rules().numberOf(id);
        if (!rules().isOff(number))
            count(number, rules().counted(number, severity));
    }
    void notJudged(JsonValue) override { std::ignore = countNotJudged(); }
    [[nodiscard]] bool isDetailed() const noexcept override { return false; }
};

// How many breaches of which rule: to compare a text before and after a mend.
class CountingReport final : public CountedReport {
public:
    using CountedReport::CountedReport;

    void found(JsonValue, WordsCall, Severity ceiling) override { note(rule().number, severityBelow(ceiling)); }
    void foundAs(JsonValue, const QByteArray &id, Severity severity, WordsCall) override
    {
        const quint32 number = rules().numberOf(id);
        if (!rules().isOff(number))
            note(number, rules().counted(number, severity));
    }
    void notJudged(JsonValue) override {}
    [[nodiscard]] bool isDetailed() const noexcept override { return true; }

    [[nodiscard]] qsizetype errors() const noexcept { return m_errors; }
    [[nodiscard]] qsizetype of(const QByteArray &id) const { return m_counts.value(rules().numberOf(id)); }

private:
    void note(quint32 number, Severity severity)
    {
        ++m_counts[number];
        m_errors += severity == Severity::Error ? 1 : 0;
    }

    QHash<quint32, qsizetype> m_counts;
    qsizetype m_errors = 0;
};

// Every breach as a finding, with what could mend it.
class FindingReport final : public CountedReport {
public:
    struct Noted {
        Finding finding;
        JsonValue at;
        const FixPlan *fix = nullptr;       // of the definition
        std::optional<FixPlan> own = {};    // where that has none
        bool lacks = false;

        [[nodiscard]] const FixPlan *plan() const noexcept { return fix != nullptr || !own ? fix : &*own; }
    };

    explicit FindingReport(const JudgePlans &plans)
        : CountedReport(*plans.rules)
        , m_plans(plans)
    {}

    void turnToEnvelope(bool inEnvelope) noexcept { m_inEnvelope = inEnvelope; }

    void found(JsonValue at, WordsCall words, Severity ceiling) override;
    void foundAs(JsonValue at, const QByteArray &rule, Severity severity, WordsCall words) override;
    void notJudged(JsonValue at) override;
    [[nodiscard]] bool isDetailed() const noexcept override { return true; }

    // In the order of the text; the envelope's before the event's.
    [[nodiscard]] std::vector<Noted> take();

private:
    void report(JsonValue at, quint32 number, Severity severity, WordsCall words);
    void note(JsonValue at, quint32 number, Severity severity, RuleWords words);

    const JudgePlans &m_plans;
    bool m_inEnvelope = false;
    std::vector<Noted> m_noted;
};

}
