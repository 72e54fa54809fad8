// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/filtertext.h"

#include "event/jsonpointer.h"
#include "event/utf8.h"
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

Node nothing()
{
    return {Node::Kind::Not, {Node{}}, {}};
}

bool hasOp(Field field, Op op)
{
    switch (field) {
    case Field::Time:
        return op == Op::Range;
    case Field::Text:
        return op == Op::Contains;
    case Field::Path:
        return op != Op::Contains;
    default:
        return op == Op::AnyOf;
    }
}

bool isNan(const std::optional<double> &number)
{
    return number && std::isnan(*number);
}

Node canonicalTerm(FilterTerm term)
{
    if (!hasOp(term.field, term.op) || isNan(term.from) || isNan(term.to))
        return nothing();
    if (term.field != Field::Path) {
        term.path.clear();
    } else {
        term.path = toWtf8(fromWtf8(viewOf(term.path)));
        if (!JsonPointer::parse(viewOf(term.path)))
            return nothing();
    }
    if (term.op != Op::Range || term.field != Field::Path)
        term.from = term.to = {};
    if (term.field != Field::Time)
        term.timeFrom = term.timeTo = {};
    if (term.op != Op::AnyOf && term.op != Op::Contains) {
        term.values.clear();
        return {Node::Kind::Term, {}, term};
    }
    for (QByteArray &value : term.values)
        value = term.op == Op::AnyOf ? canonicalPattern(value) : toWtf8(fromWtf8(viewOf(value)));
    if (term.field == Field::Verdict)
        term.values.removeIf([](const QByteArray &value) { return !verdictFromId(value); });
    return term.values.isEmpty() ? nothing() : Node{Node::Kind::Term, {}, term};
}

Node canonical(Node node);

// The node's children in canonical form, those of the same kind taken up into it.
QList<Node> canonicalChildren(QList<Node> children, Node::Kind kind)
{
    QList<Node> result;
    for (Node &child : children) {
        Node form = canonical(std::move(child));
        if (form.kind == kind)
            result += form.children;
        else
            result.append(std::move(form));
    }
    return result;
}

Node canonicalGroup(Node node)
{
    node.children = canonicalChildren(std::move(node.children), node.kind);
    node.term = {};
    if (node.children.size() == 1)
        return node.children.takeFirst();
    return node.children.isEmpty() && node.kind == Node::Kind::Any ? nothing() : node;
}

Node canonicalNot(Node node)
{
    Node child = canonical({Node::Kind::All, std::move(node.children), {}});
    if (child.kind == Node::Kind::Not)
        return child.children.takeFirst();
    return {Node::Kind::Not, {std::move(child)}, {}};
}

Node canonical(Node node)
{
    switch (node.kind) {
    case Node::Kind::Term:
        return canonicalTerm(std::move(node.term));
    case Node::Kind::Not:
        return canonicalNot(std::move(node));
    case Node::Kind::All:
    case Node::Kind::Any:
        break;
    }
    return canonicalGroup(std::move(node));
}

// --- Writing

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

// As decodedValue() reads it back, quotes left out.
QString escaped(const QByteArray &value, ValueKind kind)
{
    QString text = fromWtf8(viewOf(value));
    if (kind == ValueKind::Literal)
        text.replace(u'\\', u"\\\\"_s);
    return text.replace(u'"', u"\\\""_s);
}

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

QString pathText(const QByteArray &path)
{
    const QString text = escaped(path, ValueKind::Literal);
    return needsQuotes(text) || text.contains(u':') ? inQuotes(text) : text;
}

QString wordText(const QByteArray &value)
{
    const QString text = escaped(value, ValueKind::Literal);
    const bool bare = !needsQuotes(text) && !text.contains(u':') && !text.startsWith(u'-') && !isFilterKeyword(text);
    return bare ? text : inQuotes(text);
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
    return number ? QString::number(*number, 'g', QLocale::FloatingPointShortest) : QString();
}

QString pathTermText(const FilterTerm &term)
{
    const QString path = pathText(term.path);
    if (term.op == Op::Exists)
        return u"has:"_s + path;
    if (term.op == Op::Range)
        return path + u':' + numberText(term.from) + u".."_s + numberText(term.to);
    return path + u':' + valuesText(term.values, ValueKind::Pattern);
}

QString termText(const FilterTerm &term)
{
    switch (term.field) {
    case Field::Path:
        return pathTermText(term);
    case Field::Time:
        return fieldKey(term.field) + u':' + momentText(term.timeFrom) + u".."_s + momentText(term.timeTo);
    case Field::Text:
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

EventFilter::Node canonicalRoot(EventFilter::Node root)
{
    Node form = canonical(std::move(root));
    if (form.kind == Node::Kind::All)
        return form;
    return {Node::Kind::All, {std::move(form)}, {}};
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
