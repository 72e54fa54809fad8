// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/eventfilter.h"

#include "event/utf8.h"
#include "store/filtermatch.h"
#include "store/filterparser.h"
#include "store/filtertext.h"

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

using Node = EventFilter::Node;

constexpr std::array<const char *, 4> verdictIds{"unjudged", "valid", "warning", "invalid"};

Node termNode(const FilterTerm &term)
{
    return {Node::Kind::Term, {}, term};
}

Node notNode(const Node &child)
{
    return {Node::Kind::Not, {child}, {}};
}

// The term of a conjunct, or what the conjunct negates; null for groups.
const FilterTerm *termOf(const Node &conjunct, bool negated)
{
    if (!negated)
        return conjunct.kind == Node::Kind::Term ? &conjunct.term : nullptr;
    const bool isNot = conjunct.kind == Node::Kind::Not && conjunct.children.size() == 1;
    return isNot ? termOf(conjunct.children.first(), false) : nullptr;
}

bool isTermOf(const Node &conjunct, const FieldRef &field, bool negated)
{
    const FilterTerm *term = termOf(conjunct, negated);
    return term && term->field == field.field && term->path == field.path;
}

bool isFreeText(const Node &conjunct)
{
    return isTermOf(conjunct, Field::Text, false) && conjunct.term.op == FilterTerm::Op::Contains;
}

// The conjuncts with one node in the place of the first of those meant, which all go; without a
// replacement they only go. What replaces nothing comes last.
template <typename Meant>
EventFilter replaced(const Node &root, Meant meant, const std::optional<Node> &replacement)
{
    Node result;
    bool placed = !replacement;
    for (const Node &conjunct : root.children) {
        if (!meant(conjunct)) {
            result.children.append(conjunct);
        } else if (!placed) {
            result.children.append(*replacement);
            placed = true;
        }
    }
    if (!placed)
        result.children.append(*replacement);
    return EventFilter(result);
}

bool anyTerm(const Node &node, bool (*wanted)(const FilterTerm &))
{
    if (node.kind == Node::Kind::Term)
        return wanted(node.term);
    return std::any_of(
        node.children.begin(), node.children.end(), [wanted](const Node &child) { return anyTerm(child, wanted); });
}

// One event, asked by every term of a filter; its text is read once and only if a term needs it.
class Subject {
public:
    Subject(const Event &event, QByteArrayView originLabel, const QList<QByteArray> &places)
        : m_event(event)
        , m_origin(originLabel)
        , m_places(places)
    {}

    bool matches(const Node &node)
    {
        const auto holds = [this](const Node &child) { return matches(child); };
        switch (node.kind) {
        case Node::Kind::All:
            return std::all_of(node.children.begin(), node.children.end(), holds);
        case Node::Kind::Any:
            return std::any_of(node.children.begin(), node.children.end(), holds);
        case Node::Kind::Not:
            return std::none_of(node.children.begin(), node.children.end(), holds);
        case Node::Kind::Term:
            return matches(node.term);
        }
        return false;
    }

private:
    bool matches(const FilterTerm &term)
    {
        const Identity &identity = m_event.identity;
        switch (term.field) {
        case Field::Tenant:
            return ValueMatcher(term).matches(viewOf(identity.tenant));
        case Field::User:
            return ValueMatcher(term).matches(viewOf(identity.user));
        case Field::Name:
            return ValueMatcher(term).matches(viewOf(identity.name));
        case Field::Service:
            return ValueMatcher(term).matches(viewOf(m_event.service));
        case Field::Verdict:
            return ValueMatcher(term).matches(m_event.verdict);
        case Field::Origin:
            return ValueMatcher(term).matches({m_origin.data(), static_cast<std::size_t>(m_origin.size())});
        case Field::Rule:
            return ValueMatcher(term).matches(viewOf(m_event.rules));
        case Field::Time:
            return inTimeRange(term, identity.timeSource == TimeSource::Received ? m_event.received : identity.time);
        case Field::Text:
        case Field::Path:
            return PayloadMatcher(term, m_places).matches(tape());
        }
        return false;
    }

    const JsonTape &tape()
    {
        if (!m_read) {
            m_read = true;
            std::ignore = m_tape.read(viewOf(m_event.text));    // a fault leaves it empty
        }
        return m_tape;
    }

    const Event &m_event;
    QByteArrayView m_origin;
    const QList<QByteArray> &m_places;
    JsonTape m_tape;
    bool m_read = false;
};

}

EventFilter::EventFilter(Node root)
    : m_root(canonicalRoot(std::move(root)))
{}

tl::expected<EventFilter, EventFilter::ParseFault> EventFilter::parse(QStringView text, Micros now)
{
    return FilterParser(text, now).parse();
}

QString EventFilter::text() const
{
    return filterText(m_root);
}

bool EventFilter::needsPayload() const
{
    return anyTerm(
        m_root, [](const FilterTerm &term) { return term.field == Field::Text || term.field == Field::Path; });
}

bool EventFilter::matches(const Event &event, QByteArrayView originLabel, const QList<QByteArray> &places) const
{
    return Subject(event, originLabel, places).matches(m_root);
}

QList<QByteArray> EventFilter::values(const FieldRef &field, bool negated) const
{
    QList<QByteArray> values;
    for (const Node &conjunct : m_root.children) {
        if (!isTermOf(conjunct, field, negated) || termOf(conjunct, negated)->op != FilterTerm::Op::AnyOf)
            continue;
        values += termOf(conjunct, negated)->values;
        if (!negated)
            break;
    }
    return values;
}

EventFilter EventFilter::withValues(const FieldRef &field, const QList<QByteArray> &values, bool negated) const
{
    const auto meant = [&field, negated](const Node &conjunct) {
        return isTermOf(conjunct, field, negated) && termOf(conjunct, negated)->op == FilterTerm::Op::AnyOf;
    };
    if (values.isEmpty())
        return replaced(m_root, meant, {});
    FilterTerm term;
    term.field = field.field;
    term.path = field.path;
    term.op = FilterTerm::Op::AnyOf;
    term.values = values;
    return replaced(m_root, meant, negated ? notNode(termNode(term)) : termNode(term));
}

EventFilter EventFilter::withTime(std::optional<Micros> from, std::optional<Micros> to) const
{
    const auto meant = [](const Node &conjunct) { return isTermOf(conjunct, Field::Time, false); };
    if (!from && !to)
        return replaced(m_root, meant, {});
    FilterTerm term;
    term.field = Field::Time;
    term.op = FilterTerm::Op::Range;
    term.timeFrom = from;
    term.timeTo = to;
    return replaced(m_root, meant, termNode(term));
}

std::optional<Micros> EventFilter::timeFrom() const
{
    std::optional<Micros> latest;
    for (const Node &conjunct : m_root.children) {
        if (isTermOf(conjunct, Field::Time, false) && conjunct.term.timeFrom)
            latest = std::max(latest, conjunct.term.timeFrom);
    }
    return latest;
}

std::optional<Micros> EventFilter::timeTo() const
{
    std::optional<Micros> earliest;
    for (const Node &conjunct : m_root.children) {
        if (isTermOf(conjunct, Field::Time, false) && conjunct.term.timeTo)
            earliest = earliest ? std::min(earliest, conjunct.term.timeTo) : conjunct.term.timeTo;
    }
    return earliest;
}

EventFilter EventFilter::withText(const QString &text) const
{
    if (text.isEmpty())
        return replaced(m_root, isFreeText, {});
    FilterTerm term;
    term.values = {text.toUtf8()};
    return replaced(m_root, isFreeText, termNode(term));
}

QString EventFilter::freeText() const
{
    for (const Node &conjunct : m_root.children) {
        if (isFreeText(conjunct))
            return stringOf(viewOf(conjunct.term.values.first()));
    }
    return {};
}

EventFilter EventFilter::withTerm(const FilterTerm &term, bool negated) const
{
    const EventFilter positive(termNode(term));
    const EventFilter negative(notNode(termNode(term)));
    const EventFilter &added = negated ? negative : positive;
    const EventFilter &opposite = negated ? positive : negative;
    Node root = m_root;
    for (const Node &conjunct : opposite.m_root.children)
        root.children.removeAll(conjunct);
    for (const Node &conjunct : added.m_root.children) {
        if (!root.children.contains(conjunct))
            root.children.append(conjunct);
    }
    return EventFilter(root);
}

EventFilter EventFilter::without(const FieldRef &field) const
{
    return replaced(m_root,
        [&field](const Node &conjunct) { return isTermOf(conjunct, field, false) || isTermOf(conjunct, field, true); },
        {});
}

EventFilter EventFilter::with(const EventFilter &other) const
{
    return EventFilter({Node::Kind::All, {m_root, other.m_root}, {}});
}

QList<QString> EventFilter::conjuncts() const
{
    QList<QString> texts;
    for (const Node &conjunct : m_root.children)
        texts.append(filterText(conjunct));
    return texts;
}

EventFilter EventFilter::withoutConjunct(qsizetype index) const
{
    Node root = m_root;
    if (index >= 0 && index < root.children.size())
        root.children.removeAt(index);
    return EventFilter(root);
}

QByteArray literal(QByteArrayView value)
{
    QByteArray pattern;
    pattern.reserve(value.size());
    for (const char byte : value) {
        if (byte == '*' || byte == '?' || byte == '\\')
            pattern += '\\';
        pattern += byte;
    }
    return pattern;
}

QByteArray verdictId(Verdict verdict)
{
    return verdictIds.at(static_cast<std::size_t>(verdict));
}

std::optional<Verdict> verdictFromId(QByteArrayView id)
{
    const auto found = std::find_if(verdictIds.begin(), verdictIds.end(), [id](const char *one) { return id == one; });
    if (found == verdictIds.end())
        return {};
    return static_cast<Verdict>(found - verdictIds.begin());
}

}
