// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/schemaexplain.h"

#include "event/utf8.h"
#include "schema/schemasentences.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace eventscope::schema {

namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("JsonSchema", text, nullptr, n);
}

std::uint32_t placeOfFailure(const SchemaFailure &failure) noexcept
{
    return failure.key ? failure.key.offset() : failure.at.offset();
}

}

Explaining::Explaining(const Program &program, JsonValue instance, std::size_t limit)
    : m_program(program)
    , m_instance(instance)
    , m_judging(program, instance)
    , m_limit(limit)
{}

std::vector<SchemaFailure> Explaining::run()
{
    const std::uint32_t start = m_instance.index();
    if (!m_judging.accepts(m_program.root, start) && !m_judging.isExhausted())
        explain(m_program.root, start, "false", tr("the value"));
    if (m_judging.isExhausted())
        explainExhaustion();
    std::stable_sort(m_failures.begin(), m_failures.end(),
        [](const SchemaFailure &a, const SchemaFailure &b) { return placeOfFailure(a) < placeOfFailure(b); });
    return std::move(m_failures);
}

SchemaFailure &Explaining::fail(
    const char *keyword, std::uint32_t at, QString sentence, QString expected, QString found)
{
    SchemaFailure &failure = m_failures.emplace_back();
    failure.at = value(at);
    failure.keyword = keyword;
    failure.rule = m_rule.id;
    failure.severity = m_rule.severity;
    failure.source = m_rule.source;
    failure.fix = m_own.fix;
    failure.said = !m_own.say.isEmpty();
    failure.sentence = failure.said ? m_own.say : std::move(sentence);
    failure.expected = std::move(expected);
    failure.found = std::move(found);
    if (m_schema) {
        failure.schemaPointer = pointerTo(m_schema) + '/' + keyword;
        failure.schemaUri = uriOf(m_schema.tape());
    }
    return failure;
}

QByteArray Explaining::uriOf(const JsonTape *tape) const
{
    for (const ForeignDocument &foreign : m_program.foreign) {
        if (foreign.document->root().tape() == tape)
            return foreign.uri;
    }
    return {};
}

void Explaining::failAtKey(const char *keyword, std::uint32_t key, const QString &sentence)
{
    fail(keyword, key + 1, sentence, {}, excerpt(value(key))).key = value(key);
}

// A rule of its own starts afresh; companions without one refine what is around.
Explaining::Rule Explaining::ruleIn(const Node &node) const
{
    if (node.note == none)
        return m_rule;
    const Note &note = m_program.notes[node.note];
    Rule rule = note.rule ? Rule{*note.rule, {}, m_rule.source} : m_rule;
    if (!note.severity.isEmpty())
        rule.severity = note.severity;
    if (!note.source.isEmpty())
        rule.source = note.source;
    return rule;
}

Explaining::Own Explaining::ownOf(const Node &node) const
{
    if (node.note == none)
        return {};
    const Note &note = m_program.notes[node.note];
    return {note.say, note.fix};
}

void Explaining::explain(Index schema, std::uint32_t at, const char *keyword, const QString &subject)
{
    if (m_failures.size() >= m_limit || m_judging.isExhausted())
        return;
    const Node &rule = m_program.nodes[schema];
    const Rule outerRule = std::exchange(m_rule, ruleIn(rule));
    const Own outerOwn = std::exchange(m_own, ownOf(rule));
    if (rule.refuses) {
        fail(keyword, at, tr("%1 must not be there").arg(subject), {}, described(value(at)));
    } else {
        const JsonValue outerSchema = std::exchange(m_schema, rule.source);
        explainValue(rule, at, subject);
        m_schema = outerSchema;
    }
    m_rule = outerRule;
    m_own = outerOwn;
}

// What stands beside a reference speaks for what it refers to, where that says nothing itself.
void Explaining::explainReferred(Index schema, const char *keyword, std::uint32_t at, const QString &subject)
{
    const std::size_t first = m_failures.size();
    explain(schema, at, keyword, subject);
    for (std::size_t i = first; i < m_failures.size(); ++i) {
        SchemaFailure &failure = m_failures[i];
        if (failure.at != value(at))
            continue;
        if (!failure.said && !m_own.say.isEmpty()) {
            failure.said = true;
            failure.sentence = m_own.say;
        }
        if (!failure.fix)
            failure.fix = m_own.fix;
    }
}

void Explaining::explainValue(const Node &rule, std::uint32_t at, const QString &subject)
{
    if (!m_judging.hasType(rule.types, at)) {
        const QString expected = described(rule.types);
        const QString found = described(value(at));
        fail("type", at, mustBe(subject, expected, found), expected, found);
        return;
    }
    if (rule.values != none)
        explainValues(m_program.values[rule.values], at, subject);
    if (rule.number != none && value(at).isNumber())
        explainNumber(m_program.numbers[rule.number], at, subject);
    if (rule.string != none && value(at).isString())
        explainString(m_program.strings[rule.string], at, subject);
    if (rule.array != none && value(at).isArray())
        explainArray(m_program.arrays[rule.array], at, subject);
    if (rule.object != none && value(at).isObject())
        explainObject(m_program.objects[rule.object], at, subject);
    if (rule.applied != none)
        explainApplied(m_program.applied[rule.applied], at, subject);
    if (rule.unevaluated != none)
        explainUnevaluated(rule, at, subject);
}

void Explaining::explainNumber(const NumberRules &rules, std::uint32_t at, const QString &subject)
{
    const QString found = excerpt(value(at));
    const auto report = [&](const char *keyword, const QString &expected) {
        fail(keyword, at, mustBe(subject, expected, found), expected, found);
    };
    if (rules.minimum.set && m_judging.compare(at, rules.minimum) < 0)
        report("minimum", tr("at least %1").arg(excerpt(rules.minimum.at)));
    if (rules.maximum.set && m_judging.compare(at, rules.maximum) > 0)
        report("maximum", tr("at most %1").arg(excerpt(rules.maximum.at)));
    if (rules.exclusiveMinimum.set && m_judging.compare(at, rules.exclusiveMinimum) <= 0)
        report("exclusiveMinimum", tr("more than %1").arg(excerpt(rules.exclusiveMinimum.at)));
    if (rules.exclusiveMaximum.set && m_judging.compare(at, rules.exclusiveMaximum) >= 0)
        report("exclusiveMaximum", tr("less than %1").arg(excerpt(rules.exclusiveMaximum.at)));
    if (rules.multipleOf && !m_judging.isMultiple(at, *rules.multipleOf))
        report("multipleOf", tr("a multiple of %1").arg(excerpt(rules.multipleOfAt)));
}

void Explaining::explainLength(const StringRules &rules, std::uint32_t at, const QString &subject)
{
    if (rules.minLength == 0 && rules.maxLength == unlimited)
        return;
    const std::uint64_t length = m_judging.lengthOf(at);
    const bool tooLong = length > rules.maxLength;
    if (length >= rules.minLength && !tooLong)
        return;
    const char *keyword = tooLong ? "maxLength" : "minLength";
    if (length == 0) {
        fail(keyword, at, tr("%1 must not be empty").arg(subject), tr("a text"), excerpt(value(at)));
        return;
    }
    const QString expected =
        tooLong ? tr("at most %1 characters").arg(rules.maxLength) : tr("at least %1 characters").arg(rules.minLength);
    fail(keyword, at, mustHave(subject, expected, QString::number(length)), expected, excerpt(value(at)));
}

void Explaining::explainString(const StringRules &rules, std::uint32_t at, const QString &subject)
{
    explainLength(rules, at, subject);
    const QString found = excerpt(value(at));
    if (rules.format != Format::None && !m_judging.isOfFormat(rules.format, at)) {
        const QString expected = described(rules.format);
        fail("format", at, mustBe(subject, expected, found), expected, found);
    }
    if (rules.pattern && !m_judging.matches(*rules.pattern, at)) {
        const QString expected = tr("a text that matches %1").arg(rules.pattern->text);
        fail("pattern", at, mustBe(subject, expected, found), expected, found);
    }
}

void Explaining::explainItemCount(const ArrayRules &rules, std::uint32_t at, const QString &subject)
{
    const std::uint64_t count = m_judging.itemCount(at);
    const bool tooMany = count > rules.maxItems;
    if (count >= rules.minItems && !tooMany)
        return;
    const char *keyword = tooMany ? "maxItems" : "minItems";
    if (count == 0) {
        fail(keyword, at, tr("%1 must not be empty").arg(subject), tr("at least one item"), tr("an empty array"));
        return;
    }
    const QString expected =
        tooMany ? tr("at most %1 items").arg(rules.maxItems) : tr("at least %1 items").arg(rules.minItems);
    fail(keyword, at, mustHave(subject, expected, QString::number(count)), expected, QString::number(count));
}

void Explaining::explainArray(const ArrayRules &rules, std::uint32_t at, const QString &subject)
{
    explainItemCount(rules, at, subject);
    std::uint64_t number = 0;
    for (std::uint32_t i = at + 1; i < node(at).next && m_failures.size() < m_limit; i = node(i).next, ++number) {
        const bool fixedPlace = number < rules.prefix.size();
        const Index schema = fixedPlace ? rules.prefix[number] : rules.items;
        if (schema != none && !m_judging.accepts(schema, i))
            explain(schema, i, fixedPlace && !rules.isPrefixOfItems ? "prefixItems" : "items",
                tr("item %1 of %2").arg(number + 1).arg(subject));
    }
    if (rules.contains != none)
        explainContains(rules, at, subject);
    if (!rules.unique)
        return;
    if (const auto same = sameItems(value(at)))
        fail("uniqueItems", same->second.index(),
            tr("the items of %1 must all differ, but %2 is there twice").arg(subject, described(same->second)),
            tr("different items"), described(same->second));
}

void Explaining::explainObject(const ObjectRules &rules, std::uint32_t at, const QString &subject)
{
    explainMissing(rules, at);
    explainMemberCount(rules, at, subject);
    if (!rules.dependencies.empty())
        explainDependencies(rules, at, subject);
    std::optional<LastMembers> last;
    for (std::uint32_t key = at + 1; key < node(at).next && m_failures.size() < m_limit; key = node(key + 1).next) {
        const std::size_t before = m_failures.size();
        explainMember(rules, key);
        if (m_failures.size() > before && !m_judging.isLast(at, key, last))
            m_failures.resize(before);
    }
}

void Explaining::explainMember(const ObjectRules &rules, std::uint32_t key)
{
    std::string buffer;
    const std::string_view name = value(key).string(buffer);
    const std::int32_t position = rules.names.find(name);
    bool covered = false;
    const auto check = [&](Index schema, const char *keyword) {
        covered = true;
        if (!m_judging.accepts(schema, key + 1))
            explain(schema, key + 1, keyword, quotedName(value(key)));
    };
    if (position != NameTable::absent && rules.properties[static_cast<std::size_t>(position)].schema != none)
        check(rules.properties[static_cast<std::size_t>(position)].schema, "properties");
    for (const NamedPattern &named : rules.patterns) {
        if (named.pattern.match(name, node(key).lone) == PatternMatch::Yes)
            check(named.schema, "patternProperties");
    }
    if (!covered && rules.additional != none && !m_judging.accepts(rules.additional, key + 1)) {
        if (m_program.nodes[rules.additional].refuses)
            failAtKey("additionalProperties", key, tr("%1 is not known here").arg(quotedName(value(key))));
        else
            explain(rules.additional, key + 1, "additionalProperties", quotedName(value(key)));
    }
    if (rules.propertyNames == none || m_judging.accepts(rules.propertyNames, key))
        return;
    const std::size_t before = m_failures.size();
    explain(rules.propertyNames, key, "propertyNames", tr("the name %1").arg(quotedName(value(key))));
    for (std::size_t i = before; i < m_failures.size(); ++i) {
        m_failures[i].at = value(key + 1);
        m_failures[i].key = value(key);
    }
}

void Explaining::explainMissing(const ObjectRules &rules, std::uint32_t at)
{
    if (rules.requiredCount == 0)
        return;
    std::vector<bool> present(rules.properties.size());
    std::string buffer;
    for (const auto [key, member] : value(at).members()) {
        if (const std::int32_t position = rules.names.find(key.string(buffer)); position != NameTable::absent)
            present[static_cast<std::size_t>(position)] = true;
    }
    for (std::size_t i = 0; i < rules.properties.size() && m_failures.size() < m_limit; ++i) {
        const Property &property = rules.properties[i];
        if (!rules.isRequired(property) || present[i])
            continue;
        const Rule outerRule = m_rule;
        const Own outerOwn = m_own;
        if (property.schema != none) {
            const Node &member = m_program.nodes[property.schema];
            m_rule = ruleIn(member);
            if (const Own own = ownOf(member); !own.say.isEmpty() || own.fix)
                m_own = own;
        }
        fail("required", at, tr("%1 is missing").arg(quotedName(stringOf(property.name)))).member =
            bytesOf(property.name);
        m_rule = outerRule;
        m_own = outerOwn;
    }
}

void Explaining::explainMemberCount(const ObjectRules &rules, std::uint32_t at, const QString &subject)
{
    if (rules.minProperties == 0 && rules.maxProperties == unlimited)
        return;
    const std::uint64_t count = m_judging.memberCount(at);
    const bool tooMany = count > rules.maxProperties;
    if (count >= rules.minProperties && !tooMany)
        return;
    const char *keyword = tooMany ? "maxProperties" : "minProperties";
    if (count == 0) {
        fail(keyword, at, tr("%1 must not be empty").arg(subject), tr("at least one member"), tr("an empty object"));
        return;
    }
    const QString expected = tooMany ? tr("at most %1 members").arg(rules.maxProperties)
                                     : tr("at least %1 members").arg(rules.minProperties);
    fail(keyword, at, mustHave(subject, expected, QString::number(count)), expected, QString::number(count));
}

void Explaining::explainValues(const ValueRules &rules, std::uint32_t at, const QString &subject)
{
    const QString found = excerpt(value(at));
    if (rules.constant && !sameValue(rules.constant, value(at))) {
        const QString expected = excerpt(rules.constant);
        const bool telling = !rules.constant.isObject() && !rules.constant.isArray();
        fail("const", at,
            telling ? mustBe(subject, expected, found)
                    : tr("%1 must be the one value that is allowed, but is %2").arg(subject, found),
            expected, found);
    }
    if (rules.hasEnum && !m_judging.isAmong(rules, at)) {
        const QString expected = listed(rules.allowed);
        fail("enum", at, mustBe(subject, expected, found), expected, found);
    }
}

}
