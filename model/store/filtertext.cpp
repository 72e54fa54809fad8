// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/filtertext.h"

#include "event/utf8.h"
#include "store/filterpath.h"
#include "store/wtf8.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using Node = EventFilter::Node;
using Op = FilterTerm::Op;

constexpr std::array<QLatin1String, 10> fieldKeys{QLatin1String("tenant"), QLatin1String("user"), QLatin1String("name"),
    QLatin1String("service"), QLatin1String("is"), QLatin1String("origin"), QLatin1String("rule"),
    QLatin1String("time"), QLatin1String("text"), QLatin1String("")};

QString valueText(const QByteArray &value, ValueKind kind)
{
    const QString text = escaped(value, kind);
    return needsQuotes(text) ? inQuotes(text) : text;
}

QString valuesText(const QList<QByteArray> &values, ValueKind kind)
{
    QStringList texts;
    for (const QByteArray &value : values)
        texts.append(valueText(value, kind));
    return texts.join(u',');
}

QString wordText(const QByteArray &value)
{
    const QString text = escaped(value, ValueKind::Literal);
    const bool bare = !needsQuotes(text) && !hasOperator(text) && !text.startsWith(u'-') && !text.startsWith(u'~') &&
                      !isFilterKeyword(text);
    return bare ? text : inQuotes(text);
}

// Bare where that reads as the whole expression. In quotes a backslash doubles only in front of one, of a quote and
// at the end.
QString expressionText(const QByteArray &expression)
{
    const QString text = fromWtf8(viewOf(expression));
    if (!text.isEmpty() && text.front() != u'"' && expressionEnd(text, 0) == text.size())
        return u'~' + text;
    QString quoted;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar next = i + 1 < text.size() ? text[i + 1] : u'"';
        const bool doubled = text[i] == u'\\' && (next == u'\\' || next == u'"');
        if (doubled || text[i] == u'"')
            quoted += u'\\';
        quoted += text[i];
    }
    return u'~' + inQuotes(quoted);
}

QString momentText(const std::optional<Micros> &moment)
{
    if (!moment)
        return {};
    const QString text = isoText(*moment);
    // Years beyond the calendar's four digits are no ISO text that can be read back.
    return parseMoment(text, 0) == moment ? text : u'@' + QString::number(*moment);
}

QString numberText(const std::optional<double> &number)
{
    if (!number)
        return {};
    constexpr double mostDigits = 1e15;
    const bool whole = std::abs(*number) < mostDigits && std::trunc(*number) == *number;
    return whole ? QString::number(static_cast<qint64>(*number))
                 : QString::number(*number, 'g', QLocale::FloatingPointShortest);
}

// `>10`, `<20`, `>10..<=20`; from the first to before the second is `:10..20`.
QString rangeText(const FilterTerm &term)
{
    const QString from = term.from ? (term.fromOpen ? u">"_s : u">="_s) + numberText(term.from) : QString();
    const QString to = term.to ? (term.toClosed ? u"<="_s : u"<"_s) + numberText(term.to) : QString();
    if (!term.from || !term.to)
        return term.from || term.to ? from + to : u":.."_s;
    if (!term.fromOpen && !term.toClosed)
        return u':' + numberText(term.from) + u".."_s + numberText(term.to);
    return from + u".."_s + to;
}

// What stands behind a path is no comparison.
QString pathValueText(const QByteArray &value)
{
    const QString text = valueText(value, ValueKind::Pattern);
    return text.startsWith(u'<') || text.startsWith(u'>') ? inQuotes(text) : text;
}

QString pathTermText(const FilterTerm &term)
{
    const QString path = pathText(term.path);
    if (term.op == Op::Exists)
        return u"has:"_s + path;
    if (term.op == Op::Range)
        return path + rangeText(term);
    QStringList texts;
    for (const QByteArray &value : term.values)
        texts.append(pathValueText(value));
    return path + u':' + texts.join(u',');
}

QString termText(const FilterTerm &term)
{
    switch (term.field) {
    case Field::Path:
        return pathTermText(term);
    case Field::Time:
        return fieldKey(term.field) + u':' + momentText(term.timeFrom) + u".."_s + momentText(term.timeTo);
    case Field::Text:
        if (term.op == Op::Matches)
            return expressionText(term.values.first());
        if (term.values.size() == 1)
            return wordText(term.values.first());
        return fieldKey(term.field) + u':' + valuesText(term.values, ValueKind::Literal);
    default:
        return fieldKey(term.field) + u':' + valuesText(term.values, ValueKind::Pattern);
    }
}

QString joined(const QList<Node> &children, const QString &separator);

// A node where a single term is expected: groups get brackets.
QString operandText(const Node &node)
{
    const bool group = node.kind == Node::Kind::All || node.kind == Node::Kind::Any;
    return group ? u'(' + filterText(node) + u')' : filterText(node);
}

QString joined(const QList<Node> &children, const QString &separator)
{
    QStringList texts;
    for (const Node &child : children)
        texts.append(operandText(child));
    return texts.join(separator);
}

}

QString filterText(const EventFilter::Node &node)
{
    switch (node.kind) {
    case Node::Kind::All:
        // A lone group needs no brackets; `a or b` reads better than `(a or b)`.
        return node.children.size() == 1 ? filterText(node.children.first()) : joined(node.children, u" "_s);
    case Node::Kind::Any:
        return joined(node.children, u" or "_s);
    case Node::Kind::Not:
        return u'-' + operandText(node.children.first());
    case Node::Kind::Term:
        break;
    }
    return termText(node.term);
}

QLatin1String fieldKey(Field field)
{
    return fieldKeys.at(static_cast<std::size_t>(field));
}

bool isFilterKeyword(QStringView word)
{
    return word.compare(u"and", Qt::CaseInsensitive) == 0 || word.compare(u"or", Qt::CaseInsensitive) == 0 ||
           word.compare(u"not", Qt::CaseInsensitive) == 0;
}

bool needsQuotes(QStringView value)
{
    return value.isEmpty() || value.contains(u".."_s) || std::any_of(value.begin(), value.end(), [](QChar c) {
        return c.isSpace() || c == u'"' || c == u',' || c == u'(' || c == u')' || c == u'\\';
    });
}

QString inQuotes(const QString &value)
{
    return u'"' + value + u'"';
}

QString escaped(const QByteArray &value, ValueKind kind)
{
    QString text = fromWtf8(viewOf(value));
    if (kind == ValueKind::Literal)
        text.replace(u'\\', u"\\\\"_s);
    return text.replace(u'"', u"\\\""_s);
}

bool isOperator(QChar c)
{
    return c == u':' || c == u'=' || c == u'<' || c == u'>';
}

bool hasOperator(QStringView text)
{
    return std::any_of(text.begin(), text.end(), isOperator);
}

QByteArray canonicalPattern(QByteArrayView pattern)
{
    const QString text = fromWtf8({pattern.data(), static_cast<std::size_t>(pattern.size())});
    QString form;
    form.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        form += text[i];
        if (text[i] != u'\\')
            continue;
        const QChar next = i + 1 < text.size() ? text[i + 1] : QChar();
        const bool escape = next == u'*' || next == u'?' || next == u'\\';
        form += escape ? next : text[i];
        i += escape ? 1 : 0;
    }
    return toWtf8(form);
}

QByteArray decodedValue(QStringView written, ValueKind kind)
{
    QString text;
    text.reserve(written.size());
    for (qsizetype i = 0; i < written.size(); ++i) {
        const QChar next = i + 1 < written.size() ? written[i + 1] : QChar();
        const bool quote = written[i] == u'\\' && next == u'"';
        const bool backslash = written[i] == u'\\' && next == u'\\';
        if (backslash && kind == ValueKind::Pattern)
            text += next;    // stays escaped for the pattern
        text += quote ? next : written[i];
        i += quote || backslash ? 1 : 0;
    }
    return kind == ValueKind::Pattern ? canonicalPattern(toWtf8(text)) : toWtf8(text);
}

}
