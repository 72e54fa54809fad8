// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "store/filterpath.h"
#include "store/filterpattern.h"
#include "store/filtertext.h"
#include "store/wtf8.h"

#include <cmath>

namespace eventscope {

namespace {

using Node = EventFilter::Node;
using Op = FilterTerm::Op;

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
        return op == Op::Contains || op == Op::Matches;
    case Field::Path:
        return op == Op::AnyOf || op == Op::Range || op == Op::Exists;
    default:
        return op == Op::AnyOf;
    }
}

bool isNan(const std::optional<double> &number)
{
    return number && std::isnan(*number);
}

// Members that the term's op does not use, emptied.
void dropUnused(FilterTerm &term)
{
    const bool numbers = term.op == Op::Range && term.field == Field::Path;
    if (term.field != Field::Path)
        term.path.clear();
    if (!numbers)
        term.from = term.to = {};
    term.fromOpen = term.fromOpen && term.from;
    term.toClosed = term.toClosed && term.to;
    if (term.field != Field::Time)
        term.timeFrom = term.timeTo = {};
    if (term.op == Op::Range || term.op == Op::Exists)
        term.values.clear();
}

Node canonicalTerm(FilterTerm term)
{
    if (!hasOp(term.field, term.op) || isNan(term.from) || isNan(term.to))
        return nothing();
    dropUnused(term);
    if (term.field == Field::Path) {
        term.path = toWtf8(fromWtf8(viewOf(term.path)));
        if (!isFilterPath(term.path))
            return nothing();
    }
    if (term.op == Op::Range || term.op == Op::Exists)
        return {Node::Kind::Term, {}, term};
    if (term.op == Op::Matches)
        term.values = term.values.first(qMin<qsizetype>(term.values.size(), 1));
    for (QByteArray &value : term.values)
        value = term.op == Op::AnyOf ? canonicalPattern(value) : toWtf8(fromWtf8(viewOf(value)));
    if (term.field == Field::Verdict)
        term.values.removeIf([](const QByteArray &value) { return !verdictFromId(value); });
    if (term.values.isEmpty() || (term.op == Op::Matches && !filterPattern(viewOf(term.values.first()))))
        return nothing();
    return {Node::Kind::Term, {}, term};
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

}

EventFilter::Node canonicalRoot(EventFilter::Node root)
{
    Node form = canonical(std::move(root));
    if (form.kind == Node::Kind::All)
        return form;
    return {Node::Kind::All, {std::move(form)}, {}};
}

}
