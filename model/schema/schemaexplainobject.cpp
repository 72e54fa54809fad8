// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with the members of an object, and what nothing spoke of.
#include "schema/schemaexplain.h"

namespace eventscope::schema {

void Explaining::explainObject(const ObjectRules &rules, std::uint32_t at, std::uint32_t subject)
{
    explainMissing(rules, at);
    explainMemberCount(rules, at, subject);
    if (!rules.dependencies.empty())
        explainDependencies(rules, at, subject);
    std::optional<LastMembers> last;
    for (std::uint32_t key = at + 1; key < node(at).next && !isFull(); key = node(key + 1).next) {
        const std::size_t before = m_all.size();
        explainMember(rules, key);
        if (m_all.size() > before && !m_judging.isLast(at, key, last))
            m_all.resize(before);
    }
}

std::int32_t Explaining::positionOf(const ObjectRules &rules, std::uint32_t key) const
{
    const JsonNode &name = node(key);
    return name.escaped ? rules.names.find(value(key).string())
                        : rules.names.find(name, m_reasons.instance.tape()->text().data());
}

void Explaining::explainMember(const ObjectRules &rules, std::uint32_t key)
{
    const std::int32_t position = positionOf(rules, key);
    bool covered = false;
    const auto check = [&](Index schema, const char *keyword) {
        covered = true;
        if (!m_judging.accepts(schema, key + 1))
            explain(schema, key + 1, keyword, memberSubject(key));
    };
    if (position != NameTable::absent && rules.properties[static_cast<std::size_t>(position)].schema != none)
        check(rules.properties[static_cast<std::size_t>(position)].schema, "properties");
    for (const NamedPattern &named : rules.patterns) {
        std::string buffer;
        if (named.pattern.match(value(key).string(buffer), node(key).lone) == PatternMatch::Yes)
            check(named.schema, "patternProperties");
    }
    if (!covered && rules.additional != none && !m_judging.accepts(rules.additional, key + 1))
        explainUnknownMember(rules.additional, key, "additionalProperties");
    if (rules.propertyNames == none || m_judging.accepts(rules.propertyNames, key))
        return;
    const std::size_t before = m_all.size();
    explain(rules.propertyNames, key, "propertyNames", memberSubject(key, Subject::Kind::Name));
    for (std::size_t i = before; i < m_all.size(); ++i) {
        m_all[i].at = key + 1;
        m_all[i].key = key;
    }
}

void Explaining::explainUnknownMember(Index schema, std::uint32_t key, const char *keyword)
{
    const std::uint32_t subject = memberSubject(key);
    if (!m_program.nodes[schema].refuses)
        return explain(schema, key + 1, keyword, subject);
    Reason &reason = fail(keyword, key + 1, subject, Words::UnknownHere);
    reason.key = key;
    reason.seen = key;
}

void Explaining::explainMissing(const ObjectRules &rules, std::uint32_t at)
{
    if (rules.requiredCount == 0)
        return;
    Seen seen(rules.bitCount, rules.requiredCount);
    for (std::uint32_t key = at + 1; key < node(at).next; key = node(key + 1).next) {
        const std::int32_t position = positionOf(rules, key);
        if (position != NameTable::absent && rules.properties[static_cast<std::size_t>(position)].bit >= 0)
            seen.insert(rules.properties[static_cast<std::size_t>(position)].bit);
    }
    if (seen.hasRequired())
        return;
    for (std::size_t i = 0; i < rules.properties.size() && !isFull(); ++i) {
        const Property &property = rules.properties[i];
        if (!rules.isRequired(property) || seen.has(property.bit))
            continue;
        const Ruling outerRuling = m_ruling;
        const Own outerOwn = m_own;
        if (property.schema != none) {
            const Node &member = m_program.nodes[property.schema];
            m_ruling = rulingIn(member);
            if (const Own own = ownOf(member); own.say != none || own.fix != none)
                m_own = own;
        }
        fail("required", at, 0, Words::Missing).position = static_cast<std::uint32_t>(i);
        m_ruling = outerRuling;
        m_own = outerOwn;
    }
}

void Explaining::explainMemberCount(const ObjectRules &rules, std::uint32_t at, std::uint32_t subject)
{
    if (rules.minProperties == 0 && rules.maxProperties == unlimited)
        return;
    const std::uint64_t count = m_judging.memberCount(at);
    if (count > rules.maxProperties)
        fail("maxProperties", at, subject, Words::MaxProperties).count = count;
    else if (count < rules.minProperties)
        fail("minProperties", at, subject, Words::MinProperties).count = count;
}

void Explaining::explainDependencies(const ObjectRules &rules, std::uint32_t at, std::uint32_t subject)
{
    const auto isThere = [&](std::int32_t position) {
        return static_cast<bool>(value(at).find(rules.properties[static_cast<std::size_t>(position)].name));
    };
    for (std::size_t i = 0; i < rules.dependencies.size() && !isFull(); ++i) {
        const Dependency &dependency = rules.dependencies[i];
        if (!isThere(dependency.property))
            continue;
        for (const std::int32_t position : dependency.needed) {
            if (isThere(position))
                continue;
            Reason &reason = fail(dependency.keyword, at, subject, Words::Dependent);
            reason.position = static_cast<std::uint32_t>(position);
            reason.count = i;
        }
        if (dependency.schema != none && !m_judging.accepts(dependency.schema, at))
            explain(dependency.schema, at, dependency.keyword, subject);
    }
}

// Members that some refused branch speaks of are its business: saying that they are unknown too would hide
// what is wrong.
void Explaining::explainUnevaluated(const Node &rule, std::uint32_t at, std::uint32_t subject)
{
    const bool isObject = value(at).isObject();
    const Unevaluated &rules = m_program.unevaluated[rule.unevaluated];
    const Index schema = isObject ? rules.properties : value(at).isArray() ? rules.items : none;
    if (schema == none)
        return;
    Evaluated evaluated;
    m_judging.evaluate(rule, at, evaluated);
    std::optional<LastMembers> last;
    std::uint64_t place = 0;
    for (std::uint32_t i = at + 1; i < node(at).next && !isFull(); ++place) {
        const std::uint32_t child = isObject ? i + 1 : i;
        const bool refused = !evaluated.has(place) && !m_judging.accepts(schema, child);
        if (refused && isObject && m_judging.isLast(at, i, last))
            explainUnknownMember(schema, i, "unevaluatedProperties");
        else if (refused && !isObject)
            explainUnknownItem(schema, i, place, subject);
        i = node(child).next;
    }
}

void Explaining::explainUnknownItem(Index schema, std::uint32_t item, std::uint64_t place, std::uint32_t subject)
{
    const std::uint32_t own = itemSubject(place, subject);
    if (m_program.nodes[schema].refuses)
        fail("unevaluatedItems", item, own, Words::UnknownHere);
    else
        explain(schema, item, "unevaluatedItems", own);
}

}
