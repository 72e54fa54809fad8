// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/judgeplan.h"

#include "event/utf8.h"
#include "validation/ruleinventory.h"
#include "validation/rulekinds.h"
#include "validation/seriesplan.h"
#include "validation/text.h"

#include <algorithm>

namespace eventscope {

namespace {

using Json = nlohmann::ordered_json;

const Json &memberOr(const Json &object, const char *name, const Json &fallback)
{
    if (!object.is_object())
        return fallback;
    const auto it = object.find(name);
    return it == object.end() ? fallback : *it;
}

std::string textOr(const Json &object, const char *name, const std::string &fallback = {})
{
    static const Json nothing;
    const Json &value = memberOr(object, name, nothing);
    return value.is_string() ? value.get<std::string>() : fallback;
}

bool lists(const std::vector<std::string> &names, QByteArrayView name)
{
    return std::find(names.begin(), names.end(), name.toByteArray().toStdString()) != names.end();
}

// Compiles one plan after another; what is wrong is kept by the source that was reading it.
class PlanCompiler {
public:
    PlanCompiler(const Service &service, const SeverityChanges &severities)
        : m_service(service)
        , m_definition(service.definition())
    {
        m_plans.document = SchemaDocument::of(m_definition);
        m_plans.rules = std::make_unique<RuleTable>(service.id(), severities);
        m_fault = noteRules(service, *m_plans.rules);
    }

    tl::expected<JudgePlans, DefinitionFault> run()
    {
        if (!m_plans.document)
            return tl::unexpected(DefinitionFault{{}, Text::tr("The definition is nested too deeply.")});
        if (m_fault)
            return tl::unexpected(*m_fault);
        for (const Shape &shape : m_service.shapes()) {
            compileShape(shape);
            if (m_fault)
                return tl::unexpected(*m_fault);
        }
        compileOther(m_plans.request, "request");
        compileEndpoint();
        if (!m_fault)
            compileTexts();
        if (m_fault)
            return tl::unexpected(*m_fault);
        return std::move(m_plans);
    }

private:
    [[nodiscard]] const Json &rules() const { return memberOr(m_definition, "rules", m_nothing); }
    void compileShape(const Shape &shape);
    void compileOther(JudgePlan &plan, std::string_view on);
    void compileEndpoint();
    ShapeSource shapeSource(const Shape &shape, const Json &json, RuleSource &source);
    void addBuiltIn(JudgePlan &plan, const char *id, Severity severity, const JsonPointer &at, RuleKindPtr kind);
    void addSchemas(JudgePlan &plan, const ShapeSource &shape);
    void addRules(JudgePlan &plan, RuleSource &source, std::string_view on);
    void addRule(JudgePlan &plan, RuleSource &source);
    void number(Rule &rule, const QByteArray &id, Severity severity) const;
    void addPointers(JudgePlan &plan, const Json &shape, const QByteArray &at, RuleSource &source);
    void keepFixes(const JsonSchema &schema);
    std::optional<FixPlan> fixAt(const QByteArray &rulePointer, RuleSource &source);
    void compileTexts();
    void keepFault(const RuleSource &source)
    {
        if (!m_fault)
            m_fault = source.firstFault();
    }

    const Service &m_service;
    const Json &m_definition;
    const Json m_nothing;
    JudgePlans m_plans;
    std::optional<DefinitionFault> m_fault;
};

ShapeSource PlanCompiler::shapeSource(const Shape &shape, const Json &json, RuleSource &source)
{
    ShapeSource result;
    result.id = shape.id;
    result.title = shape.title.toUtf8();
    const QByteArray at = pointerBelow("/shapes", viewOf(shape.id));
    result.schema = source.schemaAt(textOr(json, "schema"), pointerBelow(at, std::string_view("schema")));
    for (const Json &name : memberOr(json, "tolerate", m_nothing)) {
        if (name.is_string())
            result.tolerated.push_back(name.get<std::string>());
    }
    for (const auto &[member, other] : memberOr(json, "foreign", m_nothing).items()) {
        const QByteArray id = other.is_string() ? bytesOf(other.get<std::string>()) : QByteArray();
        const Shape *found = m_service.shape(id);
        result.foreign[member] = found != nullptr && !found->title.isEmpty() ? found->title.toUtf8() : id;
    }
    const Json &choice = memberOr(m_definition, "switch", m_nothing);
    if (!json.contains("kind") || !choice.is_object())
        return result;
    const auto pointer = JsonPointer::parse(textOr(choice, "at"));
    if (!pointer)
        source.fault("/switch/at", pointer.error().message);
    else
        result.switchAt = *pointer;
    for (const auto &[kind, reference] : memberOr(choice, "to", m_nothing).items()) {
        const QByteArray place = pointerBelow("/switch/to", kind);
        if (SchemaPtr schema = source.schemaAt(reference.is_string() ? reference.get<std::string>() : "", place))
            result.kinds[kind] = std::move(schema);
    }
    return result;
}

void PlanCompiler::compileShape(const Shape &shape)
{
    JudgePlan event;
    RuleSource bare(m_service, m_plans.document, nullptr, event.pointers);
    const Json &json = memberOr(memberOr(m_definition, "shapes", m_nothing), shape.id.constData(), m_nothing);
    const ShapeSource shapeOf = shapeSource(shape, json, bare);
    keepFault(bare);
    if (m_fault)
        return;
    RuleSource source(m_service, m_plans.document, &shapeOf, event.pointers);
    event.shape = shape.id;
    addPointers(event, json, pointerBelow("/shapes", viewOf(shape.id)), source);
    addBuiltIn(event, rulekinds::builtInJsonRule, Severity::Warning, {}, rulekinds::jsonText());
    addSchemas(event, shapeOf);
    addRules(event, source, "event");
    event.pointers.seal();
    m_plans.events.push_back(std::move(event));

    JudgePlan envelope;
    envelope.shape = shape.id;
    addBuiltIn(envelope, rulekinds::builtInJsonRule, Severity::Warning, {}, rulekinds::jsonText());
    compileOther(envelope, "envelope");
    m_plans.envelopes.push_back(std::move(envelope));
    keepFault(source);
}

// Envelopes and requests: the members beside the list, then the rules.
void PlanCompiler::compileOther(JudgePlan &plan, std::string_view on)
{
    RuleSource source(m_service, m_plans.document, nullptr, plan.pointers);
    addBuiltIn(plan, rulekinds::builtInSchemaRule, Severity::Error, {}, rulekinds::envelopeMembers(source));
    addRules(plan, source, on);
    plan.pointers.seal();
    keepFault(source);
}

void PlanCompiler::compileEndpoint()
{
    RuleSource source(m_service, m_plans.document, nullptr, m_plans.endpoint.pointers);
    addRules(m_plans.endpoint, source, "endpoint");
    m_plans.endpoint.pointers.seal();
    keepFault(source);
}

void PlanCompiler::addPointers(JudgePlan &plan, const Json &shape, const QByteArray &at, RuleSource &source)
{
    const auto add = [&](const Json &text, const QByteArray &place) -> std::optional<qsizetype> {
        const auto pointer = JsonPointer::parse(text.is_string() ? text.get<std::string>() : std::string("?"));
        if (pointer)
            return plan.pointers.add(*pointer);
        source.fault(place, pointer.error().message);
        return std::nullopt;
    };
    if (const Json &kind = memberOr(shape, "kind", m_nothing); !kind.is_null())
        plan.kind = add(kind, pointerBelow(at, std::string_view("kind")));
    for (const Json &secret : memberOr(shape, "secret", m_nothing)) {
        if (const auto slot = add(secret, pointerBelow(at, std::string_view("secret"))))
            plan.secrets.push_back(*slot);
    }
}

void PlanCompiler::addBuiltIn(
    JudgePlan &plan, const char *id, Severity severity, const JsonPointer &at, RuleKindPtr kind)
{
    Rule rule;
    number(rule, id, severity);
    rule.place = Place(at, plan.pointers);
    rule.kind = std::move(kind);
    if (id == QByteArrayView(rulekinds::builtInJsonRule))
        rule.fix = FixPlan::keepingLast();
    if (!rule.isOff || id == QByteArrayView(rulekinds::builtInSchemaRule))
        plan.rules.push_back(std::move(rule));
}

void PlanCompiler::addSchemas(JudgePlan &plan, const ShapeSource &shape)
{
    keepFixes(*shape.schema);
    addBuiltIn(plan, rulekinds::builtInSchemaRule, Severity::Error, {}, rulekinds::shapeSchema(shape.schema));
    if (!shape.switchAt)
        return;
    for (const auto &[kind, schema] : shape.kinds)
        keepFixes(*schema);
    addBuiltIn(
        plan, rulekinds::builtInSchemaRule, Severity::Error, *shape.switchAt, rulekinds::switchSchemas(shape.kinds));
}

void PlanCompiler::keepFixes(const JsonSchema &schema)
{
    for (const JsonValue description : schema.fixes()) {
        auto plan = FixPlan::compile(description);
        if (plan)
            m_plans.schemaFixes.emplace(description.index(), std::move(*plan));
        else if (!m_fault)
            m_fault = DefinitionFault{pointerTo(description), plan.error()};
    }
}

void PlanCompiler::addRules(JudgePlan &plan, RuleSource &source, std::string_view on)
{
    const Json &list = rules();
    for (std::size_t i = 0; list.is_array() && i < list.size() && !source.firstFault(); ++i) {
        source.enter(list[i], pointerBelow("/rules", i));
        if (!list[i].is_object()) {
            source.fault(source.pointer(), Text::tr("A rule is an object."));
            return;
        }
        const std::string kind = source.textOr("is", {});
        if (kind == "text" || isSeriesRuleKind(kind) || source.textOr("on", "event") != on)
            continue;
        const std::vector<std::string> shapes = source.texts("shapes");
        if (!shapes.empty() && !plan.shape.isEmpty() && !lists(shapes, plan.shape))
            continue;
        addRule(plan, source);
    }
}

void PlanCompiler::addRule(JudgePlan &plan, RuleSource &source)
{
    const std::string kind = source.text("is");
    const RuleKindFactory factory = ruleKindFactory(kind);
    if (factory == nullptr)
        return source.faultAt("is", Text::tr("\"%1\" is no kind of rule.").arg(stringOf(kind)));
    Rule rule;
    const auto severity = severityFromId(bytesOf(source.textOr("severity", "error")));
    if (!severity || *severity == Severity::NotJudged)
        return source.faultAt("severity", Text::tr("\"severity\" must be error, warning or info."));
    number(rule, bytesOf(source.text("id")), *severity);
    rule.say = stringOf(source.textOr("say", {}));
    rule.source = stringOf(source.textOr("source", {}));
    rule.transports = source.texts("transports");
    rule.place = Place(source.place("at"), plan.pointers);
    if (const auto condition = source.rule().find("if"); condition != source.rule().end()) {
        auto compiled =
            Condition::compile(*condition, pointerBelow(source.pointer(), std::string_view("if")), m_definition);
        if (!compiled)
            return source.fault(compiled.error().pointer, compiled.error().reason);
        rule.condition = std::move(*compiled);
        rule.condition.place([&plan](const JsonPointer &pointer) { return plan.pointers.add(pointer); });
    }
    rule.fix = fixAt(source.pointer(), source);
    rule.kind = factory(source);
    // The schema of a rule that is off may name others.
    if (rule.kind && (!rule.isOff || kind == "schema"))
        plan.rules.push_back(std::move(rule));
}

void PlanCompiler::number(Rule &rule, const QByteArray &id, Severity severity) const
{
    rule.number = m_plans.rules->numberOf(id);
    rule.isOff = m_plans.rules->isOff(rule.number);
    rule.isChanged = m_plans.rules->changeOf(rule.number).has_value();
    rule.severity = rule.isOff ? severity : m_plans.rules->counted(rule.number, severity);
}

std::optional<FixPlan> PlanCompiler::fixAt(const QByteArray &rulePointer, RuleSource &source)
{
    const QByteArray at = pointerBelow(rulePointer, std::string_view("fix"));
    const JsonValue description = m_plans.document->root().at(viewOf(at));
    if (!description)
        return std::nullopt;
    auto plan = FixPlan::compile(description);
    if (plan)
        return std::move(*plan);
    source.fault(at, plan.error());
    return std::nullopt;
}

void PlanCompiler::compileTexts()
{
    PointerSet none;
    RuleSource source(m_service, m_plans.document, nullptr, none);
    const Json &list = rules();
    for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
        source.enter(list[i], pointerBelow("/rules", i));
        if (textOr(list[i], "is") != "text")
            continue;
        std::ignore = rulekinds::text(source);
        TextRule rule;
        rule.id = bytesOf(source.text("id"));
        rule.severity = severityFromId(bytesOf(source.textOr("severity", "error"))).value_or(Severity::Error);
        rule.say = stringOf(source.textOr("say", {}));
        rule.source = stringOf(source.textOr("source", {}));
        rule.comments = source.flag("comments");
        rule.trailingCommas = source.flag("trailingCommas");
        rule.fix = fixAt(source.pointer(), source);
        const quint32 number = m_plans.rules->numberOf(rule.id);
        if (m_plans.rules->isOff(number))
            continue;
        rule.severity = m_plans.rules->counted(number, rule.severity);
        m_plans.texts.push_back(std::move(rule));
    }
    keepFault(source);
}

}

tl::expected<JudgePlans, DefinitionFault> compilePlans(const Service &service, const SeverityChanges &severities)
{
    return PlanCompiler(service, severities).run();
}

}
