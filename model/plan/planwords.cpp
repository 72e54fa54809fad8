// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planwords.h"

#include "event/jsontext.h"
#include "event/utf8.h"
#include "plan/plantext.h"
#include "schema/jsonnumber.h"
#include "validation/ruletexts.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

// “`name`”, “item 2 of `name`”.
QString subjectOf(JsonValue value)
{
    QString subject = PlanText::tr("the object of the properties");
    const auto pointer = JsonPointer::parse(viewOf(pointerTo(value)));
    if (!pointer)
        return subject;
    JsonPointer parent;
    for (const std::string &token : pointer->tokens()) {
        const bool isItem = parent.in(value.tape()->root()).isArray();
        subject = isItem ? PlanText::tr("item %1 of %2").arg(stringOf(token).toInt() + 1).arg(subject)
                         : ruletext::name(stringOf(token));
        parent = parent.child(token);
    }
    return subject;
}

QString kindWords(JsonValue value)
{
    switch (value.kind()) {
    case JsonKind::String:
        return PlanText::tr("a string");
    case JsonKind::Number:
        return JsonNumber(value.raw()).isWhole() ? PlanText::tr("an integer") : PlanText::tr("a number");
    case JsonKind::True:
    case JsonKind::False:
        return ruletext::excerpt(value);
    case JsonKind::Object:
        return PlanText::tr("an object");
    case JsonKind::Array:
        return PlanText::tr("an array");
    case JsonKind::Null:
        break;
    }
    return PlanText::tr("null");
}

// The object that a member's value stands in.
JsonValue parentOf(JsonValue value)
{
    const auto pointer = JsonPointer::parse(viewOf(pointerTo(value)));
    return pointer && !pointer->isRoot() ? pointer->parent().in(value.tape()->root()) : value;
}

bool isKeywordWithValue(const QByteArray &keyword)
{
    constexpr std::array names{"enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "multipleOf", "pattern", "format"};
    return std::any_of(names.begin(), names.end(), [&](const char *name) { return keyword == name; });
}

bool allowsType(JsonValue types, std::string_view name)
{
    if (types && types.isArray()) {
        for (const auto type : types.items()) {
            if (type.isString() && type.stringEquals(name))
                return true;
        }
        return false;
    }
    return types && types.isString() && types.stringEquals(name);
}

// The number that a text is, as JSON spells numbers; empty when it is none.
QByteArray numberIn(const QByteArray &text, bool whole)
{
    JsonTape tape;
    const bool reads = tape.read(viewOf(text)) && tape.root().isNumber() &&
                       tape.root().length() == static_cast<std::uint32_t>(text.size());
    return reads && (!whole || JsonNumber(tape.root().raw()).isWhole()) ? text : QByteArray();
}

}

Finding planFinding(PlanRule rule, Severity severity, JsonValue at)
{
    Finding finding;
    finding.rule = PlanRules::id(rule);
    finding.severity = severity;
    finding.pointer = pointerTo(at);
    finding.offset = at.offset();
    finding.length = at.length();
    return finding;
}

PlanWords::PlanWords(const JsonSchema &schema, JsonValue schemaRoot, JsonValue instance,
    const GatheredProperties *gathered, QString source)
    : m_schema(schema)
    , m_schemaRoot(schemaRoot)
    , m_instance(instance)
    , m_gathered(gathered)
    , m_source(std::move(source))
{}

JsonValue PlanWords::inEvent(JsonValue value) const
{
    return m_gathered != nullptr ? m_gathered->inEvent(value) : value;
}

Finding PlanWords::finding(const SchemaFailure &failure, PlanRule rule, Severity severity) const
{
    Finding finding = planFinding(rule, severity, inEvent(failure.at));
    finding.sentence = failure.sentence;
    finding.expected = failure.expected;
    finding.found = failure.found;
    finding.source = failure.source.isEmpty() ? m_source : failure.source;
    switch (rule) {
    case PlanRule::Missing:
        sayMissing(failure, finding);
        break;
    case PlanRule::Type:
        sayType(failure, finding);
        break;
    case PlanRule::Unexpected:
        sayUnexpected(failure, finding);
        break;
    case PlanRule::Value:
        sayValue(failure, finding);
        break;
    default:
        break;
    }
    if (failure.said)
        finding.sentence = failure.sentence;
    return finding;
}

void PlanWords::sayMissing(const SchemaFailure &failure, Finding &finding) const
{
    if (failure.keyword != "required" || failure.member.isEmpty())
        return;
    const QString name = ruletext::name(stringOf(viewOf(failure.member)));
    finding.sentence = PlanText::tr("%1 is planned as required, and is missing.").arg(name);
    const QByteArray other = namesOf(failure.at).others.nearlyOrMistyped(failure.member);
    const QString shown = ruletext::name(stringOf(viewOf(other)));
    if (other.isEmpty())
        return;
    finding.sentence =
        PlanText::tr("%1 is planned as required, and is missing; %2 is there, which is not planned.").arg(name, shown);
    for (const auto [key, value] : failure.at.members()) {
        if (key.stringEquals(viewOf(other)))
            finding.fix = renaming(key, failure.member);
    }
}

void PlanWords::sayType(const SchemaFailure &failure, Finding &finding) const
{
    finding.sentence = PlanText::tr("%1 is planned as %2, and is %3 here.")
                           .arg(subjectOf(failure.at), failure.expected, kindWords(failure.at));
    finding.fix = respelling(failure);
}

void PlanWords::sayUnexpected(const SchemaFailure &failure, Finding &finding) const
{
    if (failure.keyword == "propertyNames")
        return;
    const JsonValue object = parentOf(failure.at);
    const QString subject = failure.key ? ruletext::name(failure.key) : subjectOf(failure.at);
    finding.sentence = PlanText::tr("%1 is not planned.").arg(subject);
    if (!failure.key)
        return;
    const QByteArray name = namesOf(object).planned.nearlyOrMistyped(bytesOf(failure.key.string()));
    if (name.isEmpty())
        return;
    const QString shown = stringOf(viewOf(name));
    finding.sentence = PlanText::tr("%1 is not planned; %2 is.").arg(subject, ruletext::name(shown));
    finding.expected = shown;
    if (!object.find(viewOf(name)))
        finding.fix = renaming(failure.key, name);
}

void PlanWords::sayValue(const SchemaFailure &failure, Finding &finding) const
{
    if (isKeywordWithValue(failure.keyword) && !failure.expected.isEmpty() && !failure.at.isObject() &&
        !failure.at.isArray())
        finding.sentence = PlanText::tr("%1 is planned as %2, and is %3 here.")
                               .arg(subjectOf(failure.at), failure.expected, ruletext::excerpt(failure.at));
}

std::vector<QByteArray> PlanWords::plannedNames(JsonValue object) const
{
    const auto base = JsonPointer::parse(viewOf(pointerTo(m_instance)));
    const auto pointer = JsonPointer::parse(viewOf(pointerTo(object)));
    if (!base || !pointer)
        return {};
    JsonPointer place;
    JsonValue at = m_instance;
    for (std::size_t i = base->tokens().size(); i < pointer->tokens().size(); ++i) {
        const std::string &token = pointer->tokens()[i];
        place = place.child(at.isArray() ? "*" : token);
        at = JsonPointer().child(token).in(at);
    }
    return m_schema.propertyNames(place);
}

const PlanWords::Names &PlanWords::namesOf(JsonValue object) const
{
    if (m_names.object == object)
        return m_names;
    constexpr std::size_t most = 5000;    // among more, nothing is nearly another
    const std::vector<QByteArray> planned = plannedNames(object);
    m_names = {object, {}, {}};
    if (planned.size() > most || object.size() > most)
        return m_names;
    const QSet<QByteArray> known(planned.begin(), planned.end());
    QSet<QByteArray> others;
    for (const auto [key, value] : object.members()) {
        const QByteArray name = bytesOf(key.string());
        if (!known.contains(name))
            others.insert(name);
    }
    m_names = {object, NearNames({known.begin(), known.end()}), NearNames({others.begin(), others.end()})};
    return m_names;
}

std::optional<Fix> PlanWords::renaming(JsonValue key, const QByteArray &name) const
{
    const JsonValue there = inEvent(key);
    return Fix{PlanText::tr("Rename it to %1").arg(stringOf(viewOf(name))),
        {{there.offset(), there.length(), quoted(viewOf(name))}}};
}

std::optional<Fix> PlanWords::respelling(const SchemaFailure &failure) const
{
    const bool spread = m_gathered != nullptr && m_gathered->isSpread();
    const JsonValue value = failure.at;
    if (spread || !m_schemaRoot || !failure.schemaUri.isEmpty() || (!value.isString() && !value.isNumber()))
        return std::nullopt;
    const JsonValue types = m_schemaRoot.at(viewOf(failure.schemaPointer));
    const JsonValue there = inEvent(value);
    const auto fix = [&](const QString &label, const QByteArray &text) {
        return Fix{label, {{there.offset(), there.length(), text}}};
    };
    if (value.isNumber() && allowsType(types, "string"))
        return fix(PlanText::tr("Write it as a string"), quoted(value.raw()));
    const QByteArray text = value.isString() ? bytesOf(value.string()) : QByteArray();
    const bool number = allowsType(types, "number");
    const QByteArray digits = number || allowsType(types, "integer") ? numberIn(text, !number) : QByteArray();
    if (!digits.isEmpty())
        return fix(PlanText::tr("Write it as a number"), digits);
    if ((text == "true" || text == "false") && allowsType(types, "boolean"))
        return fix(PlanText::tr("Write it as %1").arg(stringOf(viewOf(text))), text);
    return std::nullopt;
}

}
