// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/judge.h"

#include "event/utf8.h"
#include "service/definitionfault.h"
#include "validation/judgereports.h"
#include "validation/oddities.h"
#include "validation/rulekinds.h"
#include "validation/seriesplan.h"
#include "validation/unreadable.h"

#include <algorithm>

namespace eventscope {

namespace {

// Trying out what a fix leads to costs a judgement each.
constexpr std::size_t mostBytesTried = 4u << 20;
constexpr std::size_t leastBytesTried = 4096;    // each

bool isCarried(const Rule &rule, const RuleInput &input)
{
    const auto &listed = rule.transports;
    return input.transport && std::find(listed.begin(), listed.end(), *input.transport) != listed.end();
}

// A rule whose place is in the text.
template <typename Report>
void runRule(
    const Rule &rule, JsonValue start, const RuleInput &input, const ConditionContext &conditions, Report &report)
{
    if (!rule.transports.empty() && !isCarried(rule, input))
        return;
    const Answer applies = rule.condition.isAlways() ? Answer::Yes : rule.condition.holds(conditions);
    if (applies == Answer::No)
        return;
    report.enter(rule);
    if (applies == Answer::Yes && rule.place.isOne())
        return rule.kind->judge(start, input, report);
    if (applies == Answer::Yes && rule.place.isOfMembers() && !input.mayRepeat && start.isObject())
        return rule.kind->judgeMembers(start, input, report);
    rule.place.forEach(*input.places, input.mayRepeat, [&](JsonValue at) {
        if (applies == Answer::Yes)
            rule.kind->judge(at, input, report);
        else
            report.notJudged(at);
        return applies == Answer::Yes;
    });
}

template <typename Report>
void runRules(
    const std::vector<Rule> &rules, const RuleInput &input, const ConditionContext &conditions, Report &report)
{
    for (const Rule &rule : rules) {
        if (const JsonValue start = rule.place.startIn(*input.places))
            runRule(rule, start, input, conditions, report);
    }
}

// One text with one plan. What an event tells of its kind and key is read here.
template <typename Report>
void runPlan(const JudgePlan &plan, const Service &service, JsonValue root, const JudgeContext &context, Report &report)
{
    PointerSet::Found places;
    plan.pointers.find(root, places);

    RuleInput input;
    input.root = root;
    const Oddities odd = odditiesOf(*root.tape());
    input.mayRepeat = odd.mayRepeat;
    input.hasLone = odd.hasLone;
    input.mayHaveNul = odd.mayHaveNul;
    input.places = &places;
    input.context = &context;
    input.shape = viewOf(plan.shape);
    if (context.transport)
        input.transport = viewOf(*context.transport);
    std::string kindBuffer;
    if (plan.kind && places[*plan.kind] && places[*plan.kind].isString())
        input.kind = places[*plan.kind].string(kindBuffer);
    QByteArray keyKind;
    const bool bringsKey = context.endpoint && context.endpoint->setsKeyInEvents;
    for (const qsizetype secret : plan.secrets) {
        if (!input.key && !bringsKey && places[secret] && places[secret].isString())
            input.key = places[secret];
    }
    if (input.key)
        keyKind = service.keyKind(input.key.string());
    if (input.key)
        input.keyKind = viewOf(keyKind);
    else if (context.keyKind)
        input.keyKind = viewOf(*context.keyKind);

    ConditionContext conditions;
    conditions.event = root;
    conditions.kind = input.kind;
    conditions.shape = input.shape;
    conditions.transport = input.transport;
    conditions.keyKind = input.keyKind;
    conditions.places = places.constData();
    runRules(plan.rules, input, conditions, report);
}

Verdict verdictOf(Severity worst) noexcept
{
    if (worst == Severity::Error)
        return Verdict::Invalid;
    return worst == Severity::Warning ? Verdict::Warning : Verdict::Valid;
}

}

struct Judge::Private {
    std::shared_ptr<const Service> service;
    JudgePlans plans;
    SeriesPlan series;

    [[nodiscard]] const JudgePlan *planOf(const std::vector<JudgePlan> &of, QByteArrayView shape) const
    {
        const auto it = std::find_if(of.begin(), of.end(),
            [id = std::string_view(shape.data(), std::size_t(shape.size()))](
                const JudgePlan &plan) { return viewOf(plan.shape) == id; });
        return it == of.end() ? nullptr : &*it;
    }

    template <typename Report>
    void runEnvelope(const JsonTape *envelope, QByteArrayView shape, const JudgeContext &context, Report &report) const
    {
        const bool present = envelope != nullptr && !envelope->isEmpty();
        if (const JudgePlan *plan = present ? planOf(plans.envelopes, shape) : nullptr)
            runPlan(*plan, *service, envelope->root(), context, report);
    }
    template <typename Report>
    void runEvent(const JsonTape &event, QByteArrayView shape, const JudgeContext &context, Report &report) const
    {
        if (const JudgePlan *plan = event.isEmpty() ? nullptr : planOf(plans.events, shape))
            runPlan(*plan, *service, event.root(), context, report);
    }

    [[nodiscard]] FindingReport findings(
        const JsonTape &event, const JsonTape *envelope, QByteArrayView shape, const JudgeContext &context) const;
    void offerFixes(std::vector<FindingReport::Noted> &noted, const JsonTape &event, QByteArrayView shape,
        const JudgeContext &context) const;
};

FindingReport Judge::Private::findings(
    const JsonTape &event, const JsonTape *envelope, QByteArrayView shape, const JudgeContext &context) const
{
    FindingReport report(plans);
    report.turnToEnvelope(true);
    runEnvelope(envelope, shape, context, report);
    report.turnToEnvelope(false);
    runEvent(event, shape, context, report);
    return report;
}

// A fix is offered only where it was seen to mend what it is for, and to break nothing else.
void Judge::Private::offerFixes(std::vector<FindingReport::Noted> &noted, const JsonTape &event, QByteArrayView shape,
    const JudgeContext &context) const
{
    if (std::none_of(noted.begin(), noted.end(), [](const auto &one) { return one.plan() != nullptr; }))
        return;
    CountingReport before(*plans.rules);
    runEvent(event, shape, context, before);
    const QByteArray text = bytesOf(event.text());
    std::size_t tried = 0;
    JsonTape mended;
    for (FindingReport::Noted &one : noted) {
        const FixPlan *const plan = one.plan();
        if (plan == nullptr || one.finding.inEnvelope || tried > mostBytesTried)
            continue;
        tried += static_cast<std::size_t>(text.size()) + leastBytesTried;
        auto fix = plan->forValue(one.at, one.lacks);
        const QByteArray mendedText = fix ? applied(text, fix->edits) : QByteArray();
        if (!fix || !mended.read(viewOf(mendedText)))
            continue;
        CountingReport after(*plans.rules);
        runEvent(mended, shape, context, after);
        if (after.of(one.finding.rule) < before.of(one.finding.rule) && after.errors() <= before.errors())
            one.finding.fix = std::move(fix);
    }
}

Judge::Judge(std::unique_ptr<Private> data)
    : d(std::move(data))
{}

Judge::~Judge() = default;

Result<std::shared_ptr<const Judge>> Judge::compile(
    std::shared_ptr<const Service> service, const SeverityChanges &severities)
{
    auto plans = compilePlans(*service, severities);
    if (!plans)
        return failure(definitionError(service->file(), {plans.error()}));
    auto series = compileSeriesPlan(*service, severities);
    if (!series)
        return failure(definitionError(service->file(), {series.error()}));
    auto data = std::make_unique<Private>();
    data->service = std::move(service);
    data->plans = std::move(*plans);
    data->series = std::move(*series);
    return std::shared_ptr<const Judge>(new Judge(std::move(data)));
}

const Service &Judge::service() const noexcept
{
    return *d->service;
}

std::vector<RuleInfo> Judge::rules() const
{
    return d->plans.rules->rules();
}

const SeriesPlan &Judge::series() const noexcept
{
    return d->series;
}

namespace {

Judgement judgementOf(const CountedReport &report)
{
    Judgement judgement;
    judgement.verdict = verdictOf(report.worst());
    judgement.partly = report.isPartly();
    judgement.rules = report.brokenRules();
    return judgement;
}

Judgement judgementOf(const FindingReport &report, std::vector<FindingReport::Noted> noted)
{
    Judgement judgement = judgementOf(report);
    judgement.findings.reserve(noted.size());
    for (FindingReport::Noted &one : noted)
        judgement.findings.push_back(std::move(one.finding));
    return judgement;
}

}

Judgement Judge::judge(const JsonTape &event, const JsonTape *envelope, QByteArrayView shape,
    const JudgeContext &context, Fixes fixes) const
{
    FindingReport report = d->findings(event, envelope, shape, context);
    std::vector<FindingReport::Noted> noted = report.take();
    if (fixes == Fixes::Offer)
        d->offerFixes(noted, event, shape, context);
    return judgementOf(report, std::move(noted));
}

Judgement Judge::verdict(
    const JsonTape &event, const JsonTape *envelope, QByteArrayView shape, const JudgeContext &context) const
{
    VerdictReport report(*d->plans.rules);
    d->runEnvelope(envelope, shape, context, report);
    d->runEvent(event, shape, context, report);
    return judgementOf(report);
}

Judgement Judge::judgeRequest(const JsonTape &body, const JudgeContext &context) const
{
    FindingReport report(d->plans);
    if (!body.isEmpty())
        runPlan(d->plans.request, *d->service, body.root(), context, report);
    std::vector<FindingReport::Noted> noted = report.take();
    return judgementOf(report, std::move(noted));
}

Judgement Judge::judgeEndpoint(const JudgeContext &context) const
{
    FindingReport report(d->plans);
    const QByteArray text = context.endpoint ? endpointText(*context.endpoint) : QByteArray();
    JsonTape tape;
    if (!text.isEmpty() && tape.read(viewOf(text)))
        runPlan(d->plans.endpoint, *d->service, tape.root(), context, report);
    return judgementOf(report, report.take());
}

Finding Judge::unreadable(std::string_view text, const JsonFault &fault) const
{
    return unreadableFinding(text, fault, d->plans.texts);
}

}
