// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/judgereports.h"

#include "validation/ruletexts.h"

#include <QCoreApplication>

#include <algorithm>
#include <tuple>

namespace eventscope {

namespace {

// More findings about one event help nobody; the verdict counts all the same.
constexpr std::size_t mostFindings = 1000;

}

void FindingReport::found(JsonValue at, WordsCall words, Severity ceiling)
{
    report(at, rule().number, severityBelow(ceiling), words);
}

void FindingReport::foundAs(JsonValue at, const QByteArray &id, Severity severity, WordsCall words)
{
    const quint32 number = rules().numberOf(id);
    if (!rules().isOff(number))
        report(at, number, rules().counted(number, severity), words);
}

void FindingReport::report(JsonValue at, quint32 number, Severity severity, WordsCall words)
{
    count(number, severity);
    if (m_noted.size() < mostFindings)
        note(at, number, severity, words(rule().say.isEmpty()));
}

void FindingReport::notJudged(JsonValue at)
{
    if (!countNotJudged() || m_noted.size() >= mostFindings)
        return;
    RuleWords words;
    words.said = true;
    words.sentence = QCoreApplication::translate("Rule", "Not judged: what the rule needs to know is not known here.");
    words.lacks = true;
    note(at, rule().number, Severity::NotJudged, std::move(words));
}

void FindingReport::note(JsonValue at, quint32 number, Severity severity, RuleWords words)
{
    Noted &noted = m_noted.emplace_back();
    noted.at = at;
    noted.lacks = words.lacks;
    Finding &finding = noted.finding;
    finding.rule = rules().idOf(number);
    finding.severity = severity;
    finding.pointer = pointerTo(at);
    finding.offset = at.offset();
    finding.length = at.length();
    finding.inEnvelope = m_inEnvelope;
    finding.sentence = ruletext::sentence(words.said || rule().say.isEmpty() ? words.sentence : rule().say);
    finding.expected = std::move(words.expected);
    finding.found = std::move(words.found);
    finding.source = words.source.isEmpty() ? rule().source : words.source;
    if (severity == Severity::NotJudged)
        return;
    if (const auto own = words.fix ? m_plans.schemaFixes.find(words.fix.index()) : m_plans.schemaFixes.end();
        own != m_plans.schemaFixes.end())
        noted.fix = &own->second;
    else if (rule().fix)
        noted.fix = &*rule().fix;
    else if (!words.rename.isEmpty())
        noted.own = FixPlan::renaming(words.rename);
    else if (words.respell)
        noted.own = FixPlan::respelling(at);
}

std::vector<FindingReport::Noted> FindingReport::take()
{
    std::stable_sort(m_noted.begin(), m_noted.end(), [](const Noted &a, const Noted &b) {
        return std::tuple(!a.finding.inEnvelope, a.finding.offset) <
               std::tuple(!b.finding.inEnvelope, b.finding.offset);
    });
    // A schema and a rule may say the same of one place.
    const auto same = [](const Noted &a, const Noted &b) {
        return a.finding.rule == b.finding.rule && a.finding.pointer == b.finding.pointer &&
               a.finding.severity == b.finding.severity && a.finding.sentence == b.finding.sentence &&
               a.finding.inEnvelope == b.finding.inEnvelope;
    };
    m_noted.erase(std::unique(m_noted.begin(), m_noted.end(), same), m_noted.end());
    return std::move(m_noted);
}

}
