// SPDX-License-Identifier: GPL-3.0-or-later
#include "review/storedjudge.h"

#include "event/ruleset.h"
#include "validation/receiptrules.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

ReceivedOrigins receivedOrigins(const std::vector<Origin> &origins)
{
    ReceivedOrigins received;
    for (const Origin &origin : origins) {
        if (origin.info.kind == u"capture"_s || origin.info.kind == u"compose"_s)
            received.insert(static_cast<Term>(origin.id));
    }
    return received;
}

StoredJudge::StoredJudge(
    const Columns &columns, const ServiceSet &services, PlanJudgePtr plan, const ReceivedOrigins &received)
    : m_columns(columns)
    , m_services(services)
    , m_plan(std::move(plan))
    , m_received(received)
    , m_shapes(columns, &Columns::shapeText)
    , m_names(columns, &Columns::nameText)
{}

const Judge *StoredJudge::judgeOf(Term service)
{
    if (service == m_lastService)
        return m_lastJudge;
    auto known = m_judges.find(service);
    if (known == m_judges.end())
        known = m_judges.emplace(service, m_services.judge(m_columns.serviceText(service))).first;
    m_lastService = service;
    m_lastJudge = known->second.get();
    return m_lastJudge;
}

const JsonTape *StoredJudge::envelopeOf(std::string_view envelope)
{
    if (envelope.empty())
        return nullptr;
    if (m_envelope.isEmpty() || envelope != m_envelopeText) {
        m_envelopeText = envelope;
        (void)m_envelope.read(m_envelopeText, {UINT32_MAX, UINT32_MAX});
    }
    return m_envelope.isEmpty() ? nullptr : &m_envelope;
}

bool StoredJudge::recognises(const VisitedEvent &event, const JsonTape &tape)
{
    if (judgeOf(m_columns.service(event.row)) || tape.isEmpty() || !tape.root().isObject())
        return false;
    const Detection detection = m_services.services().detect(tape.root());
    return detection.service != nullptr;
}

void StoredJudge::keepReceipt(const VisitedEvent &event, const Judge *judge, Judgement &judgement)
{
    const Term rules = m_columns.rules(event.row);
    if (rules == 0 || !m_received.contains(m_columns.origin(event.row)))
        return;
    const auto [known, added] = m_receipts.try_emplace({judge, rules});
    if (added)
        known->second = receiptRules(judge, m_columns.rulesText(rules));
    for (const RuleHit &hit : rulesOf(known->second)) {
        if (hit.severity == Severity::Error)
            judgement.verdict = Verdict::Invalid;
        else if (hit.severity == Severity::Warning)
            judgement.verdict = std::max(judgement.verdict, Verdict::Warning);
    }
    judgement.rules = joinedRules(judgement.rules, known->second);
}

Judgement StoredJudge::verdict(const VisitedEvent &event, const JsonTape &tape, SeriesFacts *facts)
{
    Judgement judgement;
    const Judge *const judge = judgeOf(m_columns.service(event.row));
    if (!judge) {
        judgement.verdict = Verdict::Unjudged;
        if (!recognises(event, tape))
            keepReceipt(event, nullptr, judgement);
        return judgement;
    }
    if (tape.isEmpty()) {
        const Finding finding = judge->unreadable(event.text, tape.fault());
        judgement.verdict = Verdict::Invalid;
        judgement.rules = ruleSetText({{finding.rule, finding.severity}});
        return judgement;
    }
    m_context.now.reset();
    if (m_received.contains(m_columns.origin(event.row)))
        m_context.now = m_columns.received(event.row);
    const QByteArray &shape = m_shapes.of(m_columns.shape(event.row));
    judgement = judge->verdict(tape, envelopeOf(event.envelope), shape, m_context);
    keepReceipt(event, judge, judgement);
    if (!m_plan && !facts)
        return judgement;
    m_identity.name = m_names.of(m_columns.name(event.row));
    if (m_plan)
        judgement = joined(std::move(judgement), m_plan->verdict(tape, judge->service(), shape, m_identity.name));
    if (facts) {
        m_identity.time = m_columns.time(event.row);    // that of receipt where it has none
        m_identity.timeSource = TimeSource::Event;
        SeriesJudge::facts(*judge, tape, shape, m_identity, m_columns.received(event.row), *facts);
    }
    return judgement;
}

}
