// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/schemaexplain.h"

#include <algorithm>
#include <utility>

namespace eventscope::schema {

namespace {

// Choices within choices could ask for more explanations than anybody reads.
constexpr std::size_t mostExplanations = 200'000;

}

Explaining::Explaining(Reasons &reasons, std::size_t limit)
    : m_reasons(reasons)
    , m_all(reasons.all)
    , m_program(*reasons.program)
    , m_judging(m_program, reasons.instance)
    , m_limit(std::max<std::size_t>(limit, 1))
    , m_explanationsLeft(mostExplanations)
{}

bool Explaining::run()
{
    const std::uint32_t start = m_reasons.instance.index();
    const bool accepted = m_judging.accepts(m_program.root, start);
    if (accepted && !m_judging.isExhausted())
        return true;
    m_reasons.subjects.push_back({});
    if (!m_judging.isExhausted())
        explain(m_program.root, start, "false", 0);
    if (m_judging.isExhausted() || m_all.empty())
        explainExhaustion();
    const auto earlier = [this](const Reason &a, const Reason &b) {
        return placeOf(m_reasons, a) < placeOf(m_reasons, b);
    };
    if (!std::is_sorted(m_all.begin(), m_all.end(), earlier))
        std::stable_sort(m_all.begin(), m_all.end(), earlier);
    return false;
}

Reason &Explaining::fail(const char *keyword, std::uint32_t at, std::uint32_t subject, Words words)
{
    Reason &reason = m_all.emplace_back();
    reason.keyword = keyword;
    reason.words = words;
    reason.at = at;
    reason.seen = at;
    reason.schema = m_schema;
    reason.ruling = m_ruling;
    reason.say = m_own.say;
    reason.fix = m_own.fix;
    reason.subject = subject;
    return reason;
}

std::uint32_t Explaining::memberSubject(std::uint32_t key, Subject::Kind kind)
{
    m_reasons.subjects.push_back({kind, key, 0, 0});
    return static_cast<std::uint32_t>(m_reasons.subjects.size() - 1);
}

std::uint32_t Explaining::itemSubject(std::uint64_t place, std::uint32_t around)
{
    m_reasons.subjects.push_back({Subject::Kind::Item, 0, place, around});
    return static_cast<std::uint32_t>(m_reasons.subjects.size() - 1);
}

// A rule of its own starts afresh; companions without one refine what is around.
Ruling Explaining::rulingIn(const Node &node) const
{
    if (node.note == none)
        return m_ruling;
    const Note &note = m_program.notes[node.note];
    Ruling ruling = note.rule ? Ruling{node.note, none, m_ruling.source} : m_ruling;
    if (!note.severity.isEmpty())
        ruling.severity = node.note;
    if (!note.source.isEmpty())
        ruling.source = node.note;
    return ruling;
}

Explaining::Own Explaining::ownOf(const Node &node) const
{
    if (node.note == none)
        return {};
    const Note &note = m_program.notes[node.note];
    return {note.say.isEmpty() ? none : node.note, note.fix ? node.note : none};
}

void Explaining::explain(Index schema, std::uint32_t at, const char *keyword, std::uint32_t subject)
{
    if (isFull() || m_explanationsLeft == 0)
        return;
    --m_explanationsLeft;
    const Node &rule = m_program.nodes[schema];
    const Ruling outerRuling = std::exchange(m_ruling, rulingIn(rule));
    const Own outerOwn = std::exchange(m_own, ownOf(rule));
    if (rule.refuses) {
        fail(keyword, at, subject, Words::Refused);
    } else {
        const Index outerSchema = std::exchange(m_schema, schema);
        explainValue(rule, at, subject);
        m_schema = outerSchema;
    }
    m_ruling = outerRuling;
    m_own = outerOwn;
}

// What stands beside a reference speaks for what it refers to, where that says nothing itself.
void Explaining::explainReferred(Index schema, const char *keyword, std::uint32_t at, std::uint32_t subject)
{
    const std::size_t first = m_all.size();
    explain(schema, at, keyword, subject);
    for (std::size_t i = first; i < m_all.size(); ++i) {
        Reason &reason = m_all[i];
        if (reason.at != at)
            continue;
        if (reason.say == none)
            reason.say = m_own.say;
        if (reason.fix == none)
            reason.fix = m_own.fix;
    }
}

void Explaining::explainValue(const Node &rule, std::uint32_t at, std::uint32_t subject)
{
    if (!m_judging.hasType(rule.types, at)) {
        fail("type", at, subject, Words::Type);
        return;
    }
    if (rule.values != none)
        explainValues(m_program.values[rule.values], at, subject);
    const JsonKind kind = node(at).kind;
    if (rule.number != none && kind == JsonKind::Number)
        explainNumber(m_program.numbers[rule.number], at, subject);
    if (rule.string != none && kind == JsonKind::String)
        explainString(m_program.strings[rule.string], at, subject);
    if (rule.array != none && kind == JsonKind::Array)
        explainArray(m_program.arrays[rule.array], at, subject);
    if (rule.object != none && kind == JsonKind::Object)
        explainObject(m_program.objects[rule.object], at, subject);
    if (rule.applied != none)
        explainApplied(m_program.applied[rule.applied], at, subject);
    if (rule.unevaluated != none)
        explainUnevaluated(rule, at, subject);
}

void Explaining::explainValues(const ValueRules &rules, std::uint32_t at, std::uint32_t subject)
{
    if (rules.constant && !sameValue(rules.constant, value(at)))
        fail("const", at, subject, Words::Const);
    if (rules.hasEnum && !m_judging.isAmong(rules, at))
        fail("enum", at, subject, Words::Enum);
}

void Explaining::explainNumber(const NumberRules &rules, std::uint32_t at, std::uint32_t subject)
{
    if (rules.minimum.set && m_judging.compare(at, rules.minimum) < 0)
        fail("minimum", at, subject, Words::Minimum);
    if (rules.maximum.set && m_judging.compare(at, rules.maximum) > 0)
        fail("maximum", at, subject, Words::Maximum);
    if (rules.exclusiveMinimum.set && m_judging.compare(at, rules.exclusiveMinimum) <= 0)
        fail("exclusiveMinimum", at, subject, Words::ExclusiveMinimum);
    if (rules.exclusiveMaximum.set && m_judging.compare(at, rules.exclusiveMaximum) >= 0)
        fail("exclusiveMaximum", at, subject, Words::ExclusiveMaximum);
    if (rules.multipleOf && !m_judging.isMultiple(at, *rules.multipleOf))
        fail("multipleOf", at, subject, Words::MultipleOf);
}

void Explaining::explainLength(const StringRules &rules, std::uint32_t at, std::uint32_t subject)
{
    if (rules.minLength == 0 && rules.maxLength == unlimited)
        return;
    const std::uint64_t length = m_judging.lengthOf(at);
    if (length > rules.maxLength)
        fail("maxLength", at, subject, Words::MaxLength).count = length;
    else if (length < rules.minLength)
        fail("minLength", at, subject, Words::MinLength).count = length;
}

void Explaining::explainString(const StringRules &rules, std::uint32_t at, std::uint32_t subject)
{
    explainLength(rules, at, subject);
    if (rules.format != Format::None && !m_judging.isOfFormat(rules.format, at))
        fail("format", at, subject, Words::OfFormat);
    if (rules.pattern && !m_judging.matches(*rules.pattern, at))
        fail("pattern", at, subject, Words::Match);
}

void Explaining::explainItemCount(const ArrayRules &rules, std::uint32_t at, std::uint32_t subject)
{
    if (rules.minItems == 0 && rules.maxItems == unlimited)
        return;
    const std::uint64_t count = m_judging.itemCount(at);
    if (count > rules.maxItems)
        fail("maxItems", at, subject, Words::MaxItems).count = count;
    else if (count < rules.minItems)
        fail("minItems", at, subject, Words::MinItems).count = count;
}

void Explaining::explainArray(const ArrayRules &rules, std::uint32_t at, std::uint32_t subject)
{
    explainItemCount(rules, at, subject);
    std::uint64_t place = 0;
    for (std::uint32_t i = at + 1; i < node(at).next && !isFull(); i = node(i).next, ++place) {
        const bool listed = place < rules.prefix.size();
        const Index schema = listed ? rules.prefix[place] : rules.items;
        if (schema == none || m_judging.accepts(schema, i))
            continue;
        const char *keyword = listed != rules.isPrefixOfItems ? (listed ? "prefixItems" : "items")
                              : listed                        ? "items"
                                                              : "additionalItems";
        explain(schema, i, keyword, itemSubject(place, subject));
    }
    if (rules.contains != none)
        explainContains(rules, at, subject);
    if (!rules.unique)
        return;
    if (const auto same = sameItems(value(at)))
        fail("uniqueItems", same->second.index(), subject, Words::Unique);
}

void Explaining::explainContains(const ArrayRules &rules, std::uint32_t at, std::uint32_t subject)
{
    const std::uint64_t count = m_judging.containedCount(rules, at);
    if (count < rules.minContains)
        fail(rules.minContains == 1 ? "contains" : "minContains", at, subject, Words::MinContains).count = count;
    else if (count > rules.maxContains)
        fail("maxContains", at, subject, Words::MaxContains).count = count;
}

void Explaining::explainExhaustion()
{
    m_all.clear();
    m_ruling = {};
    m_own = {};
    m_schema = none;
    const bool exhausted = m_judging.isExhausted();
    const std::uint32_t at = exhausted ? m_judging.exhaustedAt() : m_reasons.instance.index();
    const Exhaustion why = m_judging.exhaustion();
    fail("limit", at, 0,
        why == Exhaustion::Pattern ? Words::SlowPattern
        : why == Exhaustion::Depth ? Words::Depth
                                   : Words::Steps)
        .pattern = m_judging.exhaustedBy();
}

}
