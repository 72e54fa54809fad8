// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/planjudge.h"
#include "review/termtexts.h"
#include "store/eventstore.h"
#include "validation/seriesjudge.h"
#include "validation/serviceset.h"

#include <map>
#include <unordered_set>

namespace eventscope {

// What a known time is known of: events that were received or composed here.
using ReceivedOrigins = std::unordered_set<Term>;
[[nodiscard]] ReceivedOrigins receivedOrigins(const std::vector<Origin> &origins);

// Judges stored events as they are, by service and shape as stored, in the context they came in. One a thread.
class StoredJudge {
public:
    StoredJudge(const Columns &columns, const ServiceSet &services, PlanJudgePtr plan, const ReceivedOrigins &received);

    // Only verdict and rules. The tape is that of the event's text, or empty where it cannot be read.
    // Facts for the rules that look across events are put beside, where they are wanted.
    [[nodiscard]] Judgement verdict(const VisitedEvent &event, const JsonTape &tape, SeriesFacts *facts);

    // Whether an event that has no judge is of a service that has one.
    [[nodiscard]] bool recognises(const VisitedEvent &event, const JsonTape &tape);

private:
    [[nodiscard]] const Judge *judgeOf(Term service);
    void keepReceipt(const VisitedEvent &event, const Judge *judge, Judgement &judgement);
    [[nodiscard]] const JsonTape *envelopeOf(std::string_view envelope);

    const Columns &m_columns;
    const ServiceSet &m_services;
    const PlanJudgePtr m_plan;
    const ReceivedOrigins &m_received;
    TermTexts m_shapes;
    TermTexts m_names;
    // Of the rules that an event broke, those that only the receiver could tell.
    std::map<std::pair<const Judge *, Term>, QByteArray> m_receipts;
    std::map<Term, std::shared_ptr<const Judge>> m_judges;
    Term m_lastService = 0;
    const Judge *m_lastJudge = nullptr;
    JudgeContext m_context;
    Identity m_identity;
    std::string m_envelopeText;    // that of the tape below: the events of one request share it
    JsonTape m_envelope;
};

}
