// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planjudge.h"

#include "event/jsontext.h"
#include "event/ruleset.h"
#include "event/utf8.h"
#include "plan/nearnames.h"
#include "plan/plangather.h"
#include "plan/planrules.h"
#include "plan/plantext.h"
#include "plan/planwords.h"
#include "schema/schemadocument.h"
#include "service/definitionfault.h"
#include "service/jsontree.h"
#include "validation/ruletexts.h"

#include <QCryptographicHash>
#include <QHash>

#include <algorithm>

namespace eventscope {

using Json = nlohmann::ordered_json;

namespace {

// One planned event, compiled. Without a schema anything goes.
struct Compiled {
    std::shared_ptr<const SchemaDocument> document;
    std::shared_ptr<const JsonSchema> schema;
    bool whole = false;
    bool deprecated = false;
};

// What is wrong more often than that in one event is not told one by one.
constexpr std::size_t mostFailures = 200;

GatheredProperties &scratch()
{
    thread_local GatheredProperties properties;
    return properties;
}

// Where the event's name stands in its text; nothing where it is not there as it is.
JsonValue placeOfName(JsonValue root, const Service &service, const QByteArray &name)
{
    for (const Json &field : memberOf(memberOf(service.definition(), "fields"), "name")) {
        const Json &at = memberOf(field, "at");
        if (!at.is_string())
            continue;
        const JsonValue value = root.at(at.get_ref<const std::string &>());
        if (value && value.isString() && value.stringEquals(viewOf(name)))
            return value;
    }
    return {};
}

QString shownName(const QByteArray &name)
{
    return ruletext::name(stringOf(viewOf(name)));
}

}

struct PlanJudge::Private {
    Plan plan;
    QByteArray service;
    QByteArray revision;
    QString title;
    PlanRules rules;
    QHash<QByteArray, Compiled> events;
    NearNames names;

    [[nodiscard]] std::vector<DefinitionFault> compileEvents();
    [[nodiscard]] bool speaksOf(const JsonTape &event, const Service &of, const QByteArray &name) const
    {
        return !name.isEmpty() && !event.isEmpty() && (service.isEmpty() || service == of.id());
    }
    [[nodiscard]] QString source(const QByteArray &name) const;
    void nameFinding(PlanRule rule, const JsonTape &event, const Service &of, const QByteArray &name,
        std::vector<Finding> &to) const;
    void schemaFindings(const Compiled &compiled, const JsonTape &event, const Service &of, QByteArrayView shape,
        const QByteArray &name, std::vector<Finding> &to) const;
    [[nodiscard]] std::optional<PlanRule> ruleOfName(const Compiled *compiled, const QByteArray &name) const;
    [[nodiscard]] const Compiled *find(const QByteArray &name) const
    {
        const auto found = events.constFind(name);
        return found == events.constEnd() ? nullptr : &*found;
    }
};

std::vector<DefinitionFault> PlanJudge::Private::compileEvents()
{
    std::vector<DefinitionFault> faults;
    std::vector<QByteArray> all;
    const SchemaOptions options{.assertFormats = plan.assertsFormats()};
    for (const PlannedEvent &event : plan.events()) {
        all.push_back(event.name);
        Compiled &compiled = events[event.name];
        compiled.whole = event.wholeEvent;
        compiled.deprecated = event.status == PlanStatus::Deprecated;
        if (event.schema.isEmpty())
            continue;
        const QByteArray at = pointerBelow(pointerBelow("/events", viewOf(event.name)), std::string_view("schema"));
        JsonFault fault;
        compiled.document = SchemaDocument::read(event.schema, &fault);
        if (!compiled.document) {
            faults.push_back({at, fault.sentence});
            continue;
        }
        auto schema = JsonSchema::compile(compiled.document, {}, options);
        if (schema)
            compiled.schema = std::move(*schema);
        else
            faults.push_back({at + schema.error().pointer, schema.error().reason});
    }
    names = NearNames(std::move(all));
    return faults;
}

QString PlanJudge::Private::source(const QByteArray &name) const
{
    const QString event = stringOf(viewOf(name));
    return title.isEmpty() ? PlanText::tr("Tracking plan, %1").arg(event) : PlanText::tr("%1, %2").arg(title, event);
}

// What the plan has against the name alone.
std::optional<PlanRule> PlanJudge::Private::ruleOfName(const Compiled *compiled, const QByteArray &name) const
{
    if (compiled != nullptr)
        return compiled->deprecated ? std::optional(PlanRule::Deprecated) : std::nullopt;
    return names.nearly(name).isEmpty() ? PlanRule::Unplanned : PlanRule::Name;
}

void PlanJudge::Private::nameFinding(
    PlanRule rule, const JsonTape &event, const Service &of, const QByteArray &name, std::vector<Finding> &to) const
{
    const auto severity = rules.severity(rule);
    if (!severity)
        return;
    const JsonValue place = placeOfName(event.root(), of, name);
    Finding finding = planFinding(rule, *severity, place ? place : event.root());
    const QString shown = shownName(name);
    finding.found = stringOf(viewOf(name));
    finding.source = rule == PlanRule::Deprecated ? source(name) : title;
    if (rule == PlanRule::Deprecated) {
        finding.sentence = PlanText::tr("The plan calls the event %1 deprecated: stop sending it.").arg(shown);
    } else if (rule == PlanRule::Unplanned) {
        finding.sentence = PlanText::tr("The event %1 is not in the plan.").arg(shown);
    } else {
        const QByteArray near = names.nearly(name);
        finding.expected = stringOf(viewOf(near));
        finding.sentence = PlanText::tr("The event %1 is not in the plan; %2 is.").arg(shown, shownName(near));
        if (place)
            finding.fix = Fix{PlanText::tr("Rename the event to %1").arg(finding.expected),
                {{place.offset(), place.length(), quoted(viewOf(near))}}};
    }
    to.push_back(std::move(finding));
}

void PlanJudge::Private::schemaFindings(const Compiled &compiled, const JsonTape &event, const Service &of,
    QByteArrayView shape, const QByteArray &name, std::vector<Finding> &to) const
{
    GatheredProperties &properties = scratch();
    const JsonValue instance = compiled.whole ? event.root() : properties.gather(event, of, shape);
    if (!instance || compiled.schema->accepts(instance))
        return;
    const PlanWords words(
        *compiled.schema, compiled.document->root(), instance, compiled.whole ? nullptr : &properties, source(name));
    for (const SchemaFailure &failure : compiled.schema->failures(instance, mostFailures)) {
        const PlanRule rule = planRuleOf(viewOf(failure.keyword), !failure.member.isEmpty());
        if (const auto severity = rules.severity(rule, failure.severity))
            to.push_back(words.finding(failure, rule, *severity));
    }
}

PlanJudge::PlanJudge(std::unique_ptr<Private> data)
    : d(std::move(data))
{}

PlanJudge::~PlanJudge() = default;

Result<std::shared_ptr<const PlanJudge>> PlanJudge::compile(
    const Plan &plan, const QString &file, const SeverityChanges &severities)
{
    auto data = std::make_unique<Private>();
    data->plan = plan;
    data->service = plan.service();
    data->title = plan.title();
    data->rules = PlanRules(plan, severities);
    const auto faults = data->compileEvents();
    if (!faults.empty())
        return failure(definitionError(file, faults));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(plan.text());
    hash.addData(data->rules.revision());
    data->revision = hash.result().first(8).toHex();
    return std::shared_ptr<const PlanJudge>(new PlanJudge(std::move(data)));
}

const Plan &PlanJudge::plan() const noexcept
{
    return d->plan;
}

const QByteArray &PlanJudge::revision() const noexcept
{
    return d->revision;
}

std::vector<RuleInfo> PlanJudge::rules() const
{
    return d->rules.infos(d->title);
}

Judgement PlanJudge::judge(
    const JsonTape &event, const Service &service, QByteArrayView shape, const QByteArray &name) const
{
    Judgement judgement;
    judgement.verdict = Verdict::Unjudged;
    if (!d->speaksOf(event, service, name))
        return judgement;
    const Compiled *compiled = d->find(name);
    if (const auto rule = d->ruleOfName(compiled, name))
        d->nameFinding(*rule, event, service, name, judgement.findings);
    if (compiled != nullptr && compiled->schema)
        d->schemaFindings(*compiled, event, service, shape, name, judgement.findings);
    std::stable_sort(judgement.findings.begin(), judgement.findings.end(),
        [](const Finding &a, const Finding &b) { return a.offset < b.offset; });
    PlanHits hits;
    for (const Finding &finding : judgement.findings)
        hits.add(*planRuleFromId(finding.rule), finding.severity);
    judgement.verdict = hits.verdict();
    judgement.rules = hits.text();
    return judgement;
}

Judgement PlanJudge::verdict(
    const JsonTape &event, const Service &service, QByteArrayView shape, const QByteArray &name) const
{
    Judgement judgement;
    judgement.verdict = Verdict::Unjudged;
    if (!d->speaksOf(event, service, name))
        return judgement;
    judgement.verdict = Verdict::Valid;
    const Compiled *compiled = d->find(name);
    const auto nameRule = d->ruleOfName(compiled, name);
    const bool judged = compiled != nullptr && compiled->schema;
    const JsonValue instance = !judged           ? JsonValue()
                               : compiled->whole ? event.root()
                                                 : scratch().gather(event, service, shape);
    thread_local SchemaHits failures;
    const bool accepted = !instance || compiled->schema->judge(instance, failures, mostFailures);
    if (accepted && !nameRule)
        return judgement;
    PlanHits hits;
    const auto count = [&](PlanRule rule, QByteArrayView asked = {}) {
        if (const auto severity = d->rules.severity(rule, asked))
            hits.add(rule, *severity);
    };
    if (nameRule)
        count(*nameRule);
    if (!accepted) {
        for (std::size_t i = 0; i < failures.size(); ++i)
            count(planRuleOf(failures.keyword(i), failures.namesMember(i)), failures.severity(i));
    }
    judgement.verdict = hits.verdict();
    judgement.rules = hits.text();
    return judgement;
}

Judgement joined(Judgement one, Judgement other)
{
    static_assert(
        Verdict::Unjudged < Verdict::Valid && Verdict::Valid < Verdict::Warning && Verdict::Warning < Verdict::Invalid);
    one.verdict = std::max(one.verdict, other.verdict);
    one.partly = one.partly || other.partly;
    if (one.rules.isEmpty())
        one.rules = std::move(other.rules);
    else if (!other.rules.isEmpty())
        one.rules = joinedRules(one.rules, other.rules);
    if (other.findings.empty())
        return one;
    one.findings.insert(one.findings.end(), std::make_move_iterator(other.findings.begin()),
        std::make_move_iterator(other.findings.end()));
    std::stable_sort(one.findings.begin(), one.findings.end(), [](const Finding &a, const Finding &b) {
        return std::tuple(!a.inEnvelope, a.offset) < std::tuple(!b.inEnvelope, b.offset);
    });
    return one;
}

}
