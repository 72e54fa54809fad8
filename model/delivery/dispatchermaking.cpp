// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/dispatchermaking.h"

#include "delivery/deliveryrecord.h"
#include "delivery/deliverytext.h"
#include "delivery/endpointcheck.h"
#include "event/ruleset.h"
#include "event/utf8.h"

#include <algorithm>

namespace eventscope {

namespace {

std::vector<QByteArray> errorRulesIn(const QByteArray &rules)
{
    std::vector<QByteArray> errors;
    for (const RuleHit &hit : rulesOf(rules)) {
        if (hit.severity == Severity::Error)
            errors.push_back(hit.rule);
    }
    return errors;
}

bool isAmong(const std::vector<QByteArray> &rules, const QByteArray &rule)
{
    return std::find(rules.begin(), rules.end(), rule) != rules.end();
}

class Making {
public:
    Making(const MakingPlan &plan, const Outbox::Batch &batch, const MakingRange &range, const Keys &keys, Micros now)
        : m_plan(plan)
        , m_batch(batch)
        , m_range(range)
        , m_keys(keys)
        , m_now(now)
    {}

    [[nodiscard]] MadeRequest result();

private:
    void take(std::size_t index);
    [[nodiscard]] QString whyNot(std::size_t index, OutgoingEvent &outgoing);
    [[nodiscard]] QString withDedup(std::size_t index, OutgoingEvent &outgoing);
    void settle(qint64 place, const QString &message);
    [[nodiscard]] bool makers();
    void dropUnmakeable();
    void make();
    void hold(OutboxJob::Hold why, const QString &message) { m_made.hold = {why, message}; }

    const MakingPlan &m_plan;
    const Outbox::Batch &m_batch;
    const MakingRange &m_range;
    const Keys &m_keys;
    const Micros m_now;
    JsonTape m_tape;
    std::optional<RequestMaker> m_real;
    std::optional<RequestMaker> m_masked;
    std::vector<OutgoingEvent> m_events;
    MadeRequest m_made;
};

MadeRequest Making::result()
{
    m_made.attempts = m_batch.part.attempts;
    m_made.queued = m_batch.part.queued;
    const Micros window = m_plan.dedup ? m_plan.dedup->window() : 0;
    m_made.guarded = m_plan.dedup && (window == 0 || m_now - m_made.queued < window);
    if (!makers())
        return std::move(m_made);
    const std::size_t count = std::min(m_range.count, m_batch.events.size());
    m_events.reserve(count);
    m_made.places.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        take(i);
    if (!m_events.empty())
        make();
    return std::move(m_made);
}

bool Making::makers()
{
    if (const auto checked = checkUse(m_plan.endpoint, *m_plan.form); !checked) {
        hold(OutboxJob::Hold::Changed, checked.error().message);
        return false;
    }
    auto real = RequestMaker::of(m_plan.form, m_plan.endpoint, m_keys);
    auto masked = RequestMaker::of(m_plan.form, m_plan.endpoint, m_keys.masked(*m_plan.form->service()));
    if (!real || !masked) {
        hold(OutboxJob::Hold::Key, real ? masked.error().message : real.error().message);
        return false;
    }
    m_real = std::move(*real);
    m_masked = std::move(*masked);
    return true;
}

void Making::take(std::size_t index)
{
    OutgoingEvent outgoing{m_batch.events[index].text, m_batch.events[index].envelope};
    const QString reason = whyNot(index, outgoing);
    if (!reason.isEmpty())
        return settle(m_batch.places[index], reason);
    m_made.places.push_back(m_batch.places[index]);
    m_events.push_back(std::move(outgoing));
}

void Making::settle(qint64 place, const QString &message)
{
    m_made.settled.push_back({place, 1, OutboxState::Failed, 0, message});
}

QString Making::whyNot(std::size_t index, OutgoingEvent &outgoing)
{
    const OutboxItem &item = m_batch.items[index];
    // What is replayed is meant to go out so much later.
    const double speed = m_plan.policy.speed.value_or(1);
    const Micros since =
        m_batch.part.queued +
        (m_plan.policy.speed && speed > 0 ? static_cast<Micros>(static_cast<double>(item.at) / speed) : 0);
    if (m_now - since > m_plan.policy.age)
        return m_plan.tooOld;
    if (!m_tape.read(viewOf(outgoing.text)) || !m_tape.root().isObject())
        return DeliveryText::tr("The event is not one JSON object, so it was not sent. %1")
            .arg(m_tape.isEmpty() ? m_tape.fault().sentence : QString());
    if (m_plan.judge && !m_plan.policy.sendStale) {
        QString stale = whyStale(*m_plan.judge, m_tape, m_batch.events[index], m_now);
        if (!stale.isEmpty())
            return stale;
    }
    return withDedup(index, outgoing);
}

QString Making::withDedup(std::size_t index, OutgoingEvent &outgoing)
{
    const bool has = m_plan.dedup && m_plan.dedup->isIn(m_tape.root());
    const QByteArray &key = m_batch.items[index].dedup;
    if (!m_plan.dedup || has || key.isEmpty()) {
        m_made.guarded = m_made.guarded && has;
        return {};
    }
    Result<QByteArray> text = m_plan.dedup->put(m_tape, outgoing.text, key);
    if (!text)
        return DeliveryText::tr("The event cannot take its dedup key, so it was not sent. %1")
            .arg(text.error().message);
    outgoing.text = std::move(*text);
    return {};
}

// The events that no request can be made of, one by one; the others stay.
void Making::dropUnmakeable()
{
    std::vector<OutgoingEvent> events;
    std::vector<qint64> places;
    for (std::size_t i = 0; i < m_events.size(); ++i) {
        const auto made = m_real->make({&m_events[i], 1});
        if (!made) {
            settle(m_made.places[i], made.error().message);
            continue;
        }
        events.push_back(std::move(m_events[i]));
        places.push_back(m_made.places[i]);
    }
    m_events = std::move(events);
    m_made.places = std::move(places);
    std::sort(m_made.settled.begin(), m_made.settled.end(),
        [](const Outbox::Fate &a, const Outbox::Fate &b) { return a.first < b.first; });
}

void Making::make()
{
    std::size_t count = nextBatch(*m_plan.form, m_events, m_range.most);
    m_events.resize(count);
    m_made.places.resize(count);
    Result<Request> real = m_real->make(m_events);
    if (!real) {
        dropUnmakeable();
        if (m_events.empty())
            return;
        real = m_real->make(m_events);
    }
    const Result<Request> masked = real ? m_masked->make(m_events) : real;
    if (!masked)
        return hold(OutboxJob::Hold::Changed, masked.error().message);
    m_made.cuts.emplace(m_keys, *m_plan.form->service(), m_plan.definitions);
    m_made.cuts->learn(*real, *masked);
    m_made.delivery = deliveryOf(m_plan.endpoint, *masked);
    m_made.request = std::move(*real);
}

}

QString whyStale(const Judge &judge, const JsonTape &tape, const Event &event, Micros now)
{
    JsonTape envelope;
    const bool hasEnvelope = !event.envelope.isEmpty() && envelope.read(viewOf(event.envelope));
    const JsonTape *beside = hasEnvelope ? &envelope : nullptr;
    JudgeContext context;
    context.now = now;
    const Judgement judged = judge.verdict(tape, beside, event.shape, context);
    if (judged.verdict != Verdict::Invalid)
        return {};
    const std::vector<QByteArray> before = errorRulesIn(event.rules);
    std::vector<QByteArray> fresh = errorRulesIn(judged.rules);
    std::erase_if(fresh, [&](const QByteArray &rule) { return isAmong(before, rule); });
    if (fresh.empty())
        return {};
    // Those that do not hang on the time were there all along, whatever was known when it was stored.
    const std::vector<QByteArray> timeless = errorRulesIn(judge.verdict(tape, beside, event.shape, {}).rules);
    std::erase_if(fresh, [&](const QByteArray &rule) { return isAmong(timeless, rule); });
    if (fresh.empty())
        return {};
    for (const Finding &finding : judge.judge(tape, beside, event.shape, context, Fixes::None).findings) {
        if (finding.severity == Severity::Error && isAmong(fresh, finding.rule))
            return DeliveryText::tr("Not sent, as the service would refuse it by now: %1 (%2).")
                .arg(finding.sentence, stringOf(viewOf(finding.rule)));
    }
    return {};
}

MadeRequest makeRequest(
    const MakingPlan &plan, const Outbox::Batch &batch, const MakingRange &range, const Keys &keys, Micros now)
{
    return Making(plan, batch, range, keys, now).result();
}

}
