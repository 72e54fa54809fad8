// SPDX-License-Identifier: GPL-3.0-or-later
// Explanations of contains, of dependencies, of what nothing spoke of, and of values that cannot be judged.
#include "event/utf8.h"
#include "schema/schemaexplain.h"
#include "schema/schemasentences.h"

#include <QCoreApplication>

namespace eventscope::schema {

namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("JsonSchema", text, nullptr, n);
}

}

void Explaining::explainContains(const ArrayRules &rules, std::uint32_t at, const QString &subject)
{
    const std::uint64_t count = m_judging.containedCount(rules, at);
    if (count < rules.minContains) {
        const char *keyword = rules.minContains == 1 ? "contains" : "minContains";
        const QString expected = rules.minContains == 1
                                     ? tr("at least one item of the form that is asked for")
                                     : tr("at least %1 items of the form that is asked for").arg(rules.minContains);
        fail(keyword, at, mustHave(subject, expected, QString::number(count)), expected, QString::number(count));
    } else if (count > rules.maxContains) {
        const QString expected = tr("at most %1 items of the form that is asked for").arg(rules.maxContains);
        fail("maxContains", at, mustHave(subject, expected, QString::number(count)), expected, QString::number(count));
    }
}

void Explaining::explainDependencies(const ObjectRules &rules, std::uint32_t at, const QString &subject)
{
    const auto nameOf = [&rules](std::int32_t position) -> const std::string & {
        return rules.properties[static_cast<std::size_t>(position)].name;
    };
    for (const Dependency &dependency : rules.dependencies) {
        if (!value(at).find(nameOf(dependency.property)))
            continue;
        for (const std::int32_t position : dependency.needed) {
            const std::string &name = nameOf(position);
            if (value(at).find(name))
                continue;
            fail(dependency.keyword, at,
                tr("%1 is missing, which must be there beside %2")
                    .arg(quotedName(stringOf(name)), quotedName(stringOf(nameOf(dependency.property)))),
                quotedName(stringOf(name)))
                .member = bytesOf(name);
        }
        if (dependency.schema != none && !m_judging.accepts(dependency.schema, at))
            explain(dependency.schema, at, dependency.keyword, subject);
    }
}

// Members that some refused branch speaks of are its business: saying that they are unknown too would hide
// what is wrong.
void Explaining::explainUnevaluated(const Node &rule, std::uint32_t at, const QString &subject)
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
    for (std::uint32_t i = at + 1; i < node(at).next && m_failures.size() < m_limit; ++place) {
        const std::uint32_t child = isObject ? i + 1 : i;
        if (!evaluated.has(place) && !m_judging.accepts(schema, child) && !(isObject && !m_judging.isLast(at, i, last)))
            isObject ? explainUnknownMember(schema, i) : explainUnknownItem(schema, i, place, subject);
        i = node(child).next;
    }
}

void Explaining::explainUnknownMember(Index schema, std::uint32_t key)
{
    if (m_program.nodes[schema].refuses)
        failAtKey("unevaluatedProperties", key, tr("%1 is not known here").arg(quotedName(value(key))));
    else
        explain(schema, key + 1, "unevaluatedProperties", quotedName(value(key)));
}

void Explaining::explainUnknownItem(Index schema, std::uint32_t item, std::uint64_t place, const QString &subject)
{
    const QString name = tr("item %1 of %2").arg(place + 1).arg(subject);
    if (m_program.nodes[schema].refuses)
        fail("unevaluatedItems", item, tr("%1 is not known here").arg(name), {}, described(value(item)));
    else
        explain(schema, item, "unevaluatedItems", name);
}

void Explaining::explainExhaustion()
{
    m_failures.clear();
    m_rule = {};
    m_own = {};
    m_schema = {};
    const std::uint32_t at = m_judging.exhaustedAt();
    switch (m_judging.exhaustion()) {
    case Exhaustion::Pattern:
        fail("limit", at,
            tr("this value cannot be judged: the pattern %1 needs too many steps for it")
                .arg(m_judging.exhaustedBy()->text));
        break;
    case Exhaustion::Depth:
        fail("limit", at, tr("this value cannot be judged: it is nested too deeply for its schema"));
        break;
    default:
        fail("limit", at, tr("this value cannot be judged: its schema needs too many steps for it"));
        break;
    }
}

}
