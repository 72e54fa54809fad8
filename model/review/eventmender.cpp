// SPDX-License-Identifier: GPL-3.0-or-later
#include "review/eventmender.h"

#include "event/utf8.h"
#include "validation/seriesplan.h"

#include <algorithm>

namespace eventscope {

namespace {

// Of one event's findings, those that the fix is for.
std::vector<Finding> meant(std::vector<Finding> findings, const QByteArray &rule, const QString &label)
{
    std::erase_if(findings, [&](const Finding &finding) {
        return finding.rule != rule || finding.inEnvelope || !finding.fix || finding.fix->label != label;
    });
    return findings;
}

Verdict verdictOf(const QByteArray &rules)
{
    Verdict worst = Verdict::Unjudged;
    for (const RuleHit &hit : rulesOf(rules)) {
        const Verdict one = hit.severity == Severity::Error     ? Verdict::Invalid
                            : hit.severity == Severity::Warning ? Verdict::Warning
                                                                : Verdict::Valid;
        worst = std::max(worst, one);
    }
    return worst;
}

}

EventMender::EventMender(ServiceSet services, PlanJudgePtr plan, ReceivedOrigins received)
    : m_services(std::move(services))
    , m_plan(std::move(plan))
    , m_received(std::move(received))
    , m_imported(m_services, {{}, {}, {}, {UINT32_MAX, UINT32_MAX}, m_plan})
{}

ReadOptions EventMender::optionsFor(const StoredEvent &stored) const
{
    ReadOptions options;
    options.bounds = {UINT32_MAX, UINT32_MAX};
    options.plan = m_plan;
    if (m_received.contains(static_cast<Term>(stored.origin)))
        options.context.now = stored.event.received;
    return options;
}

std::vector<Finding> EventMender::findings(const StoredEvent &stored)
{
    if (!m_received.contains(static_cast<Term>(stored.origin)))
        return m_imported.findings(stored.event).findings;
    return EventReader(m_services, optionsFor(stored)).findings(stored.event).findings;
}

std::optional<Event> EventMender::mended(const StoredEvent &stored, const QByteArray &rule, const QString &label)
{
    StoredEvent current = stored;
    std::vector<Finding> left = meant(findings(current), rule, label);
    if (left.empty())
        return std::nullopt;
    // One after the other, as each moves the places of the rest; a fix that leaves as many ends it.
    for (std::size_t before = SIZE_MAX; !left.empty() && left.size() < before;) {
        before = left.size();
        const QByteArray text = applied(current.event.text, left.front().fix->edits);
        if (text == current.event.text)
            break;
        current.event.text = text;
        left = meant(findings(current), rule, label);
    }
    if (current.event.text == stored.event.text)
        return std::nullopt;
    return read(stored, current.event.text);
}

std::optional<Event> EventMender::read(const StoredEvent &stored, const QByteArray &text) const
{
    ReadOptions options = optionsFor(stored);
    options.service = stored.event.service;
    options.shape = stored.event.shape;
    auto read = EventReader(m_services, options).read(viewOf(text), stored.event.envelope, stored.event.received);
    auto *event = std::get_if<Event>(&read);
    if (!event)
        return std::nullopt;
    const QByteArray series = seriesRules(stored.event);
    event->rules = joinedRules(event->rules, series);
    event->verdict = std::max(event->verdict, verdictOf(series));
    return std::move(*event);
}

// Of the rules that the event broke, those that look across events.
QByteArray EventMender::seriesRules(const Event &event) const
{
    const std::shared_ptr<const Judge> judge = m_services.judge(event.service);
    if (!judge || event.rules.isEmpty())
        return {};
    std::vector<RuleHit> hits = rulesOf(event.rules);
    const std::vector<SeriesRule> &rules = judge->series().rules;
    std::erase_if(hits, [&](const RuleHit &hit) {
        return std::none_of(rules.begin(), rules.end(), [&](const SeriesRule &rule) { return rule.id == hit.rule; });
    });
    return ruleSetText(std::move(hits));
}

}
