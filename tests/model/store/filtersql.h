// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventfilter.h"

#include <QString>

namespace eventscope::test {

// A filter as a condition on the view `events`, written apart from the store's own evaluation.
// Exact for ASCII values without quotes, brackets and backslashes.
inline QString sqlOf(const EventFilter::Node &node);

namespace detail {

using namespace Qt::StringLiterals;

inline QString quotedSql(const QByteArray &value)
{
    return u'\'' + QString::fromUtf8(value).replace(u"'"_s, u"''"_s) + u'\'';
}

inline QString joined(const QStringList &parts, const QString &separator, const QString &whenEmpty)
{
    return parts.isEmpty() ? whenEmpty : u'(' + parts.join(separator) + u')';
}

inline QString anyOf(const QString &expression, const QList<QByteArray> &values)
{
    QStringList parts;
    for (const QByteArray &value : values)
        parts.append(expression + u" GLOB "_s + quotedSql(value));
    return joined(parts, u" OR "_s, u"0"_s);
}

inline QString valuesSql(const QString &column, const FilterTerm &term, bool maps)
{
    QString sql = anyOf(u"coalesce(%1, '')"_s.arg(column), term.values);
    if (!maps)
        return sql;
    const QString pair = anyOf(u"substr(value, instr(value, '=') + 1)"_s, term.values);
    return u"(%1 OR EXISTS (SELECT 1 FROM json_each('[\"' || replace(coalesce(%2, ''), ',', '\",\"') || '\"]') "
           "WHERE instr(value, '=') > 1 AND %3))"_s.arg(sql, column, pair);
}

// The rules of the view's column `rules`, each as a row of json_each.
inline QString rulesSql()
{
    return u"json_each('[\"' || replace(rules, ' ', '\",\"') || '\"]')"_s;
}

inline QString ruleSql(const FilterTerm &term)
{
    const QString one = anyOf(u"substr(value, 1, instr(value, ':') - 1)"_s, term.values);
    return u"(CASE WHEN rules IS NULL THEN %1 ELSE EXISTS (SELECT 1 FROM %2 WHERE %3) END)"_s.arg(
        term.values.contains(QByteArray()) ? u"1"_s : u"0"_s, rulesSql(), one);
}

inline QString timeSql(const FilterTerm &term)
{
    QStringList parts;
    if (term.timeFrom)
        parts.append(u"time_us >= %1"_s.arg(*term.timeFrom));
    if (term.timeTo)
        parts.append(u"time_us < %1"_s.arg(*term.timeTo));
    return joined(parts, u" AND "_s, u"1"_s);
}

inline QString pathSql(const FilterTerm &term)
{
    const QString path = quotedSql("$" + QByteArray(term.path).replace('/', '.'));
    const QString type = u"json_type(text, %1)"_s.arg(path);
    const QString value = u"json_extract(text, %1)"_s.arg(path);
    if (term.op == FilterTerm::Op::Exists)
        return u"(%1 IS NOT NULL)"_s.arg(type);
    if (term.op == FilterTerm::Op::Range) {
        QStringList parts{u"coalesce(%1, '') IN ('integer', 'real')"_s.arg(type)};
        if (term.from)
            parts.append(u"%1 >= %2"_s.arg(value).arg(*term.from, 0, 'g', 17));
        if (term.to)
            parts.append(u"%1 < %2"_s.arg(value).arg(*term.to, 0, 'g', 17));
        return joined(parts, u" AND "_s, {});
    }
    const QString text = u"CASE %1 WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' WHEN 'null' THEN 'null' "
                         "ELSE CAST(%2 AS TEXT) END"_s.arg(type, value);
    return u"(coalesce(%1, 'object') NOT IN ('object', 'array') AND %2)"_s.arg(type, anyOf(text, term.values));
}

inline QString textSql(const FilterTerm &term)
{
    QStringList parts;
    for (const QByteArray &value : term.values) {
        parts.append(u"EXISTS (SELECT 1 FROM json_tree(text) WHERE (type = 'text' AND instr(lower(atom), %1)) "
                     "OR (typeof(key) = 'text' AND instr(lower(key), %1)))"_s.arg(quotedSql(value.toLower())));
    }
    return joined(parts, u" OR "_s, u"0"_s);
}

inline QString termSql(const FilterTerm &term)
{
    switch (term.field) {
    case Field::Tenant:
        return valuesSql(u"tenant"_s, term, true);
    case Field::User:
        return valuesSql(u"user"_s, term, true);
    case Field::Name:
        return valuesSql(u"name"_s, term, false);
    case Field::Service:
        return valuesSql(u"service"_s, term, false);
    case Field::Verdict:
        return valuesSql(u"verdict"_s, term, false);
    case Field::Origin:
        return valuesSql(u"origin_label"_s, term, false);
    case Field::Rule:
        return ruleSql(term);
    case Field::Time:
        return timeSql(term);
    case Field::Path:
        return pathSql(term);
    case Field::Text:
        return textSql(term);
    }
    return {};
}

}

inline QString sqlOf(const EventFilter::Node &node)
{
    using namespace Qt::StringLiterals;
    if (node.kind == EventFilter::Node::Kind::Term)
        return detail::termSql(node.term);
    QStringList parts;
    for (const EventFilter::Node &child : node.children)
        parts.append(sqlOf(child));
    switch (node.kind) {
    case EventFilter::Node::Kind::All:
        return detail::joined(parts, u" AND "_s, u"1"_s);
    case EventFilter::Node::Kind::Any:
        return detail::joined(parts, u" OR "_s, u"0"_s);
    default:
        return u"NOT "_s + detail::joined(parts, u" OR "_s, u"0"_s);
    }
}

}
