// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/seriesplan.h"

#include "event/utf8.h"
#include "schema/schemadocument.h"
#include "validation/rulesource.h"
#include "validation/serieshash.h"
#include "validation/seriesvalues.h"
#include "validation/text.h"

#include <algorithm>
#include <array>
#include <limits>

namespace eventscope {

namespace {

using Json = nlohmann::ordered_json;

const Json &memberOrNull(const Json &object, const char *name)
{
    static const Json nothing;
    const auto it = object.is_object() ? object.find(name) : object.end();
    return it == object.end() ? nothing : *it;
}

std::string textIn(const Json &object, const char *name)
{
    const Json &value = memberOrNull(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

struct KindName {
    std::string_view name;
    SeriesRule::Kind kind;
};

constexpr std::array<KindName, 3> kindNames{{
    {"duplicate", SeriesRule::Kind::Duplicate},
    {"drift", SeriesRule::Kind::Drift},
    {"distinct-limit", SeriesRule::Kind::DistinctLimit},
}};

Severity severityOf(RuleLevel level) noexcept
{
    if (level == RuleLevel::Error)
        return Severity::Error;
    return level == RuleLevel::Warning ? Severity::Warning : Severity::Info;
}

const KindName *kindNamed(std::string_view name) noexcept
{
    const auto it =
        std::find_if(kindNames.begin(), kindNames.end(), [name](const KindName &kind) { return kind.name == name; });
    return it == kindNames.end() ? nullptr : &*it;
}

// Whether a schema, or a rule about one event, reports that id.
bool isOfEvent(const Json &json, const std::string &id)
{
    if (json.is_object() && (textIn(json, "x-rule") == id || (textIn(json, "id") == id && !textIn(json, "is").empty() &&
                                                                 !isSeriesRuleKind(textIn(json, "is")))))
        return true;
    return json.is_structured() &&
           std::any_of(json.begin(), json.end(), [&id](const Json &part) { return isOfEvent(part, id); });
}

class Compiler {
public:
    Compiler(const Service &service, const SeverityChanges &severities)
        : m_service(service)
        , m_severities(severities)
        , m_source(service, nullptr, nullptr, m_none)
    {}

    tl::expected<SeriesPlan, DefinitionFault> run();

private:
    void readRule();
    void readWhere(SeriesRule &rule);
    void readDuplicate(SeriesRule &rule);
    void readDrift(SeriesRule &rule);
    void readTypes(SeriesRule &rule);
    void readDistinctLimit(SeriesRule &rule);
    void useIn(const Shape &shape, quint16 rule);
    [[nodiscard]] std::vector<SeriesShape::Part> partsIn(SeriesShape &shape);
    SeriesShape &shapeOf(const Shape &shape);
    [[nodiscard]] quint64 saltOf(const Json &rule) const;

    const Service &m_service;
    const SeverityChanges &m_severities;
    PointerSet m_none;
    RuleSource m_source;
    SeriesPlan m_plan;
};

tl::expected<SeriesPlan, DefinitionFault> Compiler::run()
{
    const Json &list = memberOrNull(m_service.definition(), "rules");
    for (std::size_t i = 0; list.is_array() && i < list.size() && !m_source.firstFault(); ++i) {
        if (!isSeriesRuleKind(textIn(list[i], "is")))
            continue;
        m_source.enter(list[i], pointerBelow("/rules", i));
        readRule();
    }
    if (m_source.firstFault())
        return tl::unexpected(*m_source.firstFault());
    for (SeriesShape &shape : m_plan.shapes)
        shape.pointers.seal();
    return std::move(m_plan);
}

void Compiler::readRule()
{
    SeriesRule rule;
    rule.id = bytesOf(m_source.text("id"));
    const auto severity = severityFromId(bytesOf(m_source.textOr("severity", "error")));
    if (!severity || *severity == Severity::NotJudged)
        return m_source.faultAt("severity", Text::tr("\"severity\" must be error, warning or info."));
    rule.severity = *severity;
    rule.changed = m_severities.of(m_service.id(), rule.id);
    if (rule.changed && *rule.changed != RuleLevel::Off)
        rule.severity = severityOf(*rule.changed);
    rule.say = stringOf(m_source.textOr("say", {}));
    rule.source = stringOf(m_source.textOr("source", {}));
    rule.kind = kindNamed(m_source.text("is"))->kind;
    rule.salt = saltOf(m_source.rule());
    rule.sharesId = isOfEvent(m_service.definition(), rule.id.toStdString());
    if (const Json &condition = memberOrNull(m_source.rule(), "if"); !condition.is_null()) {
        auto compiled = Condition::compile(
            condition, pointerBelow(m_source.pointer(), std::string_view("if")), m_service.definition());
        if (!compiled)
            return m_source.fault(compiled.error().pointer, compiled.error().reason);
        rule.condition = std::move(*compiled);
    }
    readWhere(rule);
    if (m_source.firstFault() || m_plan.rules.size() >= std::numeric_limits<quint16>::max())
        return;
    const auto index = static_cast<quint16>(m_plan.rules.size());
    m_plan.rules.push_back(std::move(rule));
    if (m_plan.rules.back().changed == RuleLevel::Off)
        return;
    const std::vector<std::string> shapes = m_source.texts("shapes");
    for (const Shape &shape : m_service.shapes()) {
        if (shapes.empty() || std::find(shapes.begin(), shapes.end(), shape.id.toStdString()) != shapes.end())
            useIn(shape, index);
    }
}

void Compiler::readWhere(SeriesRule &rule)
{
    for (const std::string &text : m_source.texts("at")) {
        auto pointer = JsonPointer::parse(text);
        if (!pointer)
            return m_source.faultAt("at", pointer.error().message);
        rule.at.push_back(std::move(*pointer));
    }
    if (rule.at.empty())
        return m_source.faultAt("at", Text::tr("\"at\" must say where the rule looks."));
    const bool last = !rule.at.front().isRoot() && rule.at.front().tokens().back() == "*";
    if (rule.kind == SeriesRule::Kind::DistinctLimit && last) {
        rule.members = true;
        rule.at.front() = rule.at.front().parent();
    }
    for (const JsonPointer &pointer : rule.at) {
        const auto &tokens = pointer.tokens();
        if (std::find(tokens.begin(), tokens.end(), "*") != tokens.end())
            return m_source.faultAt("at", Text::tr("'*' cannot stand there in a rule of this kind."));
    }
    switch (rule.kind) {
    case SeriesRule::Kind::Duplicate:
        return readDuplicate(rule);
    case SeriesRule::Kind::Drift:
        return readDrift(rule);
    case SeriesRule::Kind::DistinctLimit:
        return readDistinctLimit(rule);
    }
}

void Compiler::readDuplicate(SeriesRule &rule)
{
    for (const std::string &within : m_source.texts("in")) {
        const auto span = within == "batch" ? std::nullopt : parseSpan(stringOf(within));
        if (within == "batch")
            rule.inBatch = true;
        else if (span && *span > 0 && !rule.window)
            rule.window = span;
        else
            return m_source.faultAt("in", Text::tr("\"in\" takes \"batch\" and one span of time such as \"24h\"."));
    }
    const Json &dedup = memberOrNull(memberOrNull(m_service.definition(), "fields"), "dedup");
    rule.ofDedup = rule.condition.isAlways() && memberOrNull(dedup, "at") == memberOrNull(m_source.rule(), "at") &&
                   memberOrNull(dedup, "with") == memberOrNull(m_source.rule(), "with");
    if (!rule.inBatch && !rule.window)
        m_source.faultAt("in", Text::tr("\"in\" takes \"batch\" and one span of time such as \"24h\"."));
}

void Compiler::readDrift(SeriesRule &rule)
{
    for (const std::string &what : m_source.texts("compare")) {
        rule.keys = rule.keys || what == "keys";
        rule.types = rule.types || what == "types";
        if (what != "keys" && what != "types")
            return m_source.faultAt("compare", Text::tr("\"compare\" takes \"keys\" and \"types\"."));
    }
    if (!rule.keys && !rule.types)
        return m_source.faultAt("compare", Text::tr("\"compare\" takes \"keys\" and \"types\"."));
    const std::string within = m_source.textOr("within", "name");
    rule.ofName = within == "name";
    if (!rule.ofName && within != "all")
        m_source.faultAt("within", Text::tr("\"within\" must be \"name\" or \"all\"."));
    readTypes(rule);
}

void Compiler::readTypes(SeriesRule &rule)
{
    if (!m_source.has("of"))
        return;
    const auto fault = [this] {
        m_source.faultAt("of", Text::tr("\"of\" takes for each pointer of \"at\" a JSON type or a list of them."));
    };
    const Json &list = memberOrNull(m_source.rule(), "of");
    if (!list.is_array() || list.size() != rule.at.size())
        return fault();
    for (const Json &item : list) {
        std::uint8_t bits = 0;
        for (const Json &name : item.is_array() ? item : Json::array({item})) {
            const auto type = name.is_string() ? seriesvalues::typeNamed(name.get<std::string>()) : std::nullopt;
            if (!type)
                return fault();
            bits |= seriesvalues::bitOf(*type);
        }
        rule.of.push_back(bits);
    }
}

void Compiler::readDistinctLimit(SeriesRule &rule)
{
    constexpr std::int64_t most = 10'000;
    const auto limit = m_source.number("limit");
    if (!limit || *limit < 1 || *limit > most)
        return m_source.faultAt("limit", Text::tr("\"limit\" must be a whole number from 1 to %1.").arg(most));
    rule.limit = static_cast<std::uint32_t>(*limit);
}

SeriesShape &Compiler::shapeOf(const Shape &shape)
{
    for (SeriesShape &known : m_plan.shapes) {
        if (known.id == shape.id)
            return known;
    }
    SeriesShape &added = m_plan.shapes.emplace_back();
    added.id = shape.id;
    const Json &shapes = memberOrNull(m_service.definition(), "shapes");
    const Json &json = memberOrNull(shapes, shape.id.constData());
    if (json.contains("kind")) {
        if (const auto pointer = JsonPointer::parse(textIn(json, "kind")))
            added.kind = added.pointers.add(*pointer);
    }
    return added;
}

void Compiler::useIn(const Shape &shape, quint16 rule)
{
    SeriesShape &known = shapeOf(shape);
    SeriesShape::Use use;
    use.rule = rule;
    for (const JsonPointer &pointer : m_plan.rules[rule].at)
        use.at.push_back(known.pointers.add(pointer));
    use.with = partsIn(known);
    known.uses.push_back(std::move(use));
}

std::vector<SeriesShape::Part> Compiler::partsIn(SeriesShape &shape)
{
    using What = SeriesShape::Part::What;
    std::vector<SeriesShape::Part> parts;
    for (const std::string &part : m_source.texts("with")) {
        if (part == "kind" || part == "name") {
            parts.push_back({part == "kind" ? What::Kind : What::Name});
            continue;
        }
        const auto pointer = JsonPointer::parse(part);
        if (!pointer || pointer->isRoot()) {
            m_source.faultAt("with", Text::tr("\"with\" takes \"kind\", \"name\" and pointers."));
            break;
        }
        parts.push_back({What::Value, shape.pointers.add(*pointer)});
    }
    return parts;
}

// What only changes how a finding is told leaves the salt as it is.
quint64 Compiler::saltOf(const Json &rule) const
{
    Json deciding = rule;
    for (const char *name : {"severity", "say", "source"})
        deciding.erase(name);
    return serieshash::mixed(serieshash::of(viewOf(m_service.id())), serieshash::of(deciding.dump()));
}

}

const SeriesShape *SeriesPlan::shape(QByteArrayView id) const noexcept
{
    const auto it =
        std::find_if(shapes.begin(), shapes.end(), [id](const SeriesShape &shape) { return shape.id == id; });
    return it == shapes.end() ? nullptr : &*it;
}

bool isSeriesRuleKind(std::string_view kind) noexcept
{
    return kindNamed(kind) != nullptr;
}

tl::expected<SeriesPlan, DefinitionFault> compileSeriesPlan(const Service &service, const SeverityChanges &severities)
{
    return Compiler(service, severities).run();
}

}
